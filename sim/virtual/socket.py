"""`socket` in virtual time, with lwIP's manners and the chip's costs.

An address is a tuple, as on the ESP32; names.py says where it leads.
"""

import io

import passage
import usocket
from loopback import EHOSTUNREACH, Loopback
from micropython import const
from names import getaddrinfo
from usocket import AF_INET, SOCK_DGRAM, SOCK_STREAM

from sim.clock import FAR_US
from sim.cost import pool, silicon

__all__ = ("AF_INET", "SOCK_DGRAM", "SOCK_STREAM", "getaddrinfo", "socket")

SOL_SOCKET = usocket.SOL_SOCKET
SO_BROADCAST = usocket.SO_BROADCAST
SO_KEEPALIVE = usocket.SO_KEEPALIVE
SO_REUSEADDR = usocket.SO_REUSEADDR
IPPROTO_TCP = const(6)
IPPROTO_UDP = const(17)
TCP_NODELAY = const(1)

_EAGAIN = const(11)
_EINVAL = const(22)
_ETIMEDOUT = const(110)
_EINPROGRESS = const(115)

_STREAM_POLL, _STREAM_CLOSE = const(3), const(4)
_TLS_HANDSHAKE = const(0x16)  # content type of a TLS record
_FIRST_SUITE = const(46)  # where it stands in a ClientHello: RFC 5246, no session resumed
_PLAIN_PSK = b"\x00\xa8"  # AES-128-GCM, RFC 5487


class socket(io.IOBase):
    def __init__(self, family=AF_INET, kind=SOCK_STREAM, proto=0):
        passage.charge(silicon.SOCKET_US)
        _check_calls()
        passage.world.shortage.meet("socket")
        if kind == SOCK_STREAM:
            passage.world.pool.take(self, pool.CONNECTION_BYTES, "socket")
        self._end = Loopback(kind)
        self.ready = self._end.ready
        self._timeout_ms = None  # None: blocks for ever
        self._shares_key = False  # offered TLS by pre-shared key
        self._peer = None

    # ---- settings

    def setblocking(self, blocks):
        self._timeout_ms = None if blocks else 0

    def settimeout(self, seconds):
        self._timeout_ms = None if seconds is None else int(seconds * 1_000)

    def setsockopt(self, level, option, value):
        pass

    def bind(self, address):
        self._end.bind(address[1])

    # ---- connecting

    def connect(self, address):
        passage.charge(silicon.SOCKET_US)
        passage.world.shortage.meet("socket_dial")
        self._check_air()
        self._peer = address
        if self._end.is_datagram:
            return
        if passage.world.air.passes:
            self._end.dial(address)
        if self._timeout_ms == 0:
            raise OSError(_EINPROGRESS)
        self._await_connection()

    def _await_connection(self):
        end = self._end
        if end.open_us is None:
            limit_us = silicon.CONNECT_DEAD_US
            if self._timeout_ms is not None:
                limit_us = min(limit_us, self._timeout_ms * 1_000)
            passage.wait_until(passage.clock.now_us + limit_us)
            raise OSError(_ETIMEDOUT)
        passage.wait_until(end.open_us)
        end.check()

    # ---- sending

    def write(self, content, size=None):
        content = content.encode() if isinstance(content, str) else bytes(content)
        content = content if size is None else content[:size]
        _check_calls()
        passage.world.shortage.meet("socket_write")
        if self._end.is_datagram:
            return self.sendto(content, self._peer)
        self._end.check()
        passage.charge(silicon.PACKET_US)
        if content[0] == _TLS_HANDSHAKE and content[_FIRST_SUITE : _FIRST_SUITE + 2] == _PLAIN_PSK:
            self._shares_key = True
        return self._end.send(content)

    send = write

    def sendall(self, content):
        self.write(content)

    def sendto(self, content, address):
        passage.charge(silicon.PACKET_US)
        self._check_air()
        self._peer = address
        if passage.world.air.passes:
            self._end.send_to(content, address)
        return len(content)

    # ---- receiving

    # As py/stream.c does: the memory is taken first, and one that blocks goes on until it is full.
    def read(self, count=-1):
        """None when nothing is there and the socket does not block, b"" at the end."""
        if count is None or count < 0 or self._timeout_ms is not None or self._end.is_datagram:
            return self._receive(count)
        whole, got = bytearray(count), 0
        while got < count:
            piece = self._receive(count - got)
            if not piece:
                break
            whole[got : got + len(piece)] = piece
            got += len(piece)
        return bytes(whole[:got])

    def _receive(self, count):
        passage.world.shortage.meet("socket_read")
        if not self._await_input():
            return None
        if self._end.is_datagram:
            passage.charge(silicon.PACKET_US)
            return self._end.datagrams.pop(0)
        count = len(self._end.stream) if count is None or count < 0 else count
        return self._take(count)

    def readinto(self, buffer, count=-1):
        got = self._receive(len(buffer) if count < 0 else min(count, len(buffer)))
        if got is None:
            return None
        buffer[: len(got)] = got
        return len(got)

    def recv(self, count, flags=0):
        got = self._receive(count)
        if got is None:
            raise OSError(_EAGAIN if self._timeout_ms == 0 else _ETIMEDOUT)
        return got

    def recvfrom(self, count, flags=0):
        return self.recv(count), self._peer

    def readline(self, limit=-1):
        if not self._await_input():
            return None
        end = self._end.stream.find(b"\n")
        return self._take(len(self._end.stream) if end < 0 else end + 1)

    def _take(self, count):
        taken = self._end.take(count)
        if taken:
            passage.charge(silicon.PACKET_US)
            if taken[0] == _TLS_HANDSHAKE:
                self._shake_hands()
        return taken

    # The expensive thing about TLS: the arithmetic over each handshake record of the other side.
    # Its memory stays until the end.
    def _shake_hands(self):
        by_key = self._shares_key
        passage.world.shortage.meet("tls")
        passage.world.pool.take(self._end, pool.TLS_PSK_BYTES if by_key else pool.TLS_BYTES, "tls")
        step_us = silicon.TLS_PSK_STEP_US if by_key else silicon.TLS_STEP_US
        passage.clock.stall(passage.clock.paced(step_us), "tls")

    # A helper thread runs in one piece: it cannot wait for bytes.
    def _await_input(self):
        _check_calls()
        end = self._end
        limit_us = FAR_US
        if self._timeout_ms is not None:
            limit_us = passage.clock.now_us + self._timeout_ms * 1_000
        while not end.has_input:
            end.check()
            now_us = passage.now_us()
            if now_us >= limit_us or passage.in_thread[0]:
                return False
            passage.step(now_us, min(limit_us, passage.next_tick(now_us + 1)))
            passage.traffic.attend()
        return True

    # ---- polled, closed

    def ioctl(self, request, argument):
        if request == _STREAM_POLL:
            return self.ready(argument)
        if request == _STREAM_CLOSE:
            self.close()
            return 0
        return -_EINVAL

    def close(self):
        passage.charge(silicon.SOCKET_US)
        self._end.close()
        passage.world.pool.give(self._end)
        passage.world.pool.give(self)

    def _check_air(self):
        _check_calls()
        if not passage.world.air.connected:
            raise OSError(EHOSTUNREACH)


def _check_calls():
    if passage.world.air.errno:
        raise OSError(passage.world.air.errno)
