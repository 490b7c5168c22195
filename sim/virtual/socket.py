"""`socket` in virtual time: the PC's loopback behind the world's air, lwIP's manners in front.

An address is a tuple, as on the ESP32. Names resolve when the world's DNS does; `route` of the
world leads a name and port to a port of this PC, 127.0.0.1 leads there by itself, and every
other address is a black hole.
"""

import io

import passage
import threads
import usocket
from micropython import const
from usocket import (
    AF_INET,
    SO_BROADCAST,
    SO_KEEPALIVE,
    SO_REUSEADDR,
    SOCK_DGRAM,
    SOCK_STREAM,
    SOL_SOCKET,
)

from sim import silicon

IPPROTO_TCP = const(6)
IPPROTO_UDP = const(17)
TCP_NODELAY = const(1)

_EAGAIN = const(11)
_EINVAL = const(22)
_ENOTCONN = const(107)
_ETIMEDOUT = const(110)
_ECONNREFUSED = const(111)
_EHOSTUNREACH = const(113)
_EINPROGRESS = const(115)
_EAI_FAIL = const(-202)  # lwIP's

_POLLIN, _POLLOUT, _POLLERR, _POLLHUP = const(1), const(4), const(8), const(16)
_STREAM_POLL, _STREAM_CLOSE = const(3), const(4)
_SEND_BUFFER = const(5_744)  # lwIP TCP_SND_BUF of the ESP32
_CHUNK = const(4_096)
_TLS_HANDSHAKE = const(0x16)
_LOOPBACK = "127.0.0.1"

_names = {}  # made-up address -> host name


def getaddrinfo(host, port, family=0, kind=SOCK_STREAM, proto=0, flags=0):
    """Blocks the loop as on the chip: 14 s when no name server answers."""
    air = passage.world.air
    if _is_numeric(host) or host == "localhost":
        address = _LOOPBACK if host == "localhost" else host
        return [(AF_INET, kind or SOCK_STREAM, 0, "", (address, port))]
    if not (air.connected and air.passes and air.dns):
        _wait_for_dead_dns(air)
        raise OSError(_EAI_FAIL)
    passage.charge(silicon.DNS_US)
    return [(AF_INET, kind or SOCK_STREAM, 0, "", (_made_up_address(host), port))]


# In a helper thread the loop goes on: the thread is put off until the answer would be there.
def _wait_for_dead_dns(air):
    if not air.connected:
        return
    if passage.in_thread[0]:
        threads.put_off(silicon.DNS_DEAD_US)
    passage.wait_until(passage.clock.now_us + silicon.DNS_DEAD_US)


def _is_numeric(host):
    return all(part.isdigit() for part in host.split("."))


def _made_up_address(host):
    for address, name in _names.items():
        if name == host:
            return address
    address = "10.9.8.%d" % (len(_names) + 1)
    _names[address] = host
    return address


def _way_out(address):
    """The PC's sockaddr that `address` leads to; None: into a black hole."""
    host, port = address
    name = _names.get(host, host)
    routed = passage.world.routes.get("%s:%d" % (name, port))
    if routed is None and host != _LOOPBACK:
        return None
    return usocket.getaddrinfo(_LOOPBACK, routed or port)[0][-1]


class socket(io.IOBase):
    def __init__(self, family=AF_INET, kind=SOCK_STREAM, proto=0):
        passage.charge(silicon.SOCKET_US)
        self._kind = kind
        self._real = usocket.socket(AF_INET, kind)
        self._timeout_ms = None  # None: blocks for ever
        self._stream = b""
        self._datagrams = []
        self._unsent = b""
        self._open_us = None  # connected from then on; None: not, or never
        self._error = 0
        self._eof = False
        self._peer = None
        passage.traffic.sockets.append(self)

    # ---- settings

    def setblocking(self, blocks):
        self._timeout_ms = None if blocks else 0

    def settimeout(self, seconds):
        self._timeout_ms = None if seconds is None else int(seconds * 1_000)

    def setsockopt(self, level, option, value):
        pass

    def bind(self, address):
        self._real.bind(usocket.getaddrinfo("0.0.0.0", address[1])[0][-1])

    def fileno(self):
        return self._real.fileno()

    # ---- connecting

    def connect(self, address):
        passage.charge(silicon.SOCKET_US)
        self._check_air()
        self._peer = address
        if self._kind == SOCK_DGRAM:
            self._open_us = passage.clock.now_us
            return
        self._dial(_way_out(address) if passage.world.air.passes else None)
        if self._timeout_ms == 0:
            raise OSError(_EINPROGRESS)
        self._await_connection()

    def _dial(self, way_out):
        if way_out is None:
            return
        try:
            self._real.connect(way_out)
        except OSError as error:
            self._error = error.errno
        # The alarm does nothing: it makes whoever waits for the connection look again.
        self._open_us = passage.clock.now_us + silicon.CONNECT_US
        passage.clock.on("socket", lambda t_us: None)
        passage.clock.at("socket", self._open_us)

    def _await_connection(self):
        if self._open_us is None:
            limit_us = silicon.CONNECT_DEAD_US
            if self._timeout_ms is not None:
                limit_us = min(limit_us, self._timeout_ms * 1_000)
            passage.wait_until(passage.clock.now_us + limit_us)
            raise OSError(_ETIMEDOUT)
        passage.wait_until(self._open_us)
        if self._error:
            raise OSError(self._error)

    # ---- sending

    def write(self, content, *span):
        self._check_open()
        passage.charge(silicon.PACKET_US)
        content = bytes(content)
        if not passage.world.air.passes:
            return self._keep(content)
        self._charge_handshake(content)
        try:
            self._real.write(content)
        except OSError as error:
            self._error = error.errno
            raise
        passage.traffic.sent += len(content)
        return len(content)

    send = write

    def sendall(self, content):
        self.write(content)

    # Half-open: the send buffer takes it and TCP tries again for ever.
    def _keep(self, content):
        room = _SEND_BUFFER - len(self._unsent)
        self._unsent += content[:room]
        return min(room, len(content)) or None

    def sendto(self, content, address):
        passage.charge(silicon.PACKET_US)
        self._check_air()
        self._peer = address
        way_out = _way_out(address)
        if passage.world.air.passes and way_out is not None:
            self._real.sendto(content, way_out)
            passage.traffic.sent += len(content)
        return len(content)

    # ---- receiving

    def read(self, count=-1):
        """None when nothing is there and the socket does not block, b"" at the end."""
        if not self._await_bytes():
            return None
        if self._kind == SOCK_DGRAM:
            return self._datagrams.pop(0)
        count = len(self._stream) if count is None or count < 0 else count
        return self._take(count)

    def readinto(self, buffer, count=-1):
        got = self.read(len(buffer) if count < 0 else min(count, len(buffer)))
        if got is None:
            return None
        buffer[: len(got)] = got
        return len(got)

    def recv(self, count, flags=0):
        got = self.read(count)
        if got is None:
            raise OSError(_EAGAIN if self._timeout_ms == 0 else _ETIMEDOUT)
        return got

    def recvfrom(self, count, flags=0):
        return self.recv(count), self._peer

    def readline(self, limit=-1):
        if not self._await_bytes():
            return None
        end = self._stream.find(b"\n")
        return self._take(len(self._stream) if end < 0 else end + 1)

    def _take(self, count):
        taken = self._stream[:count]
        self._stream = self._stream[count:]
        if taken:
            passage.charge(silicon.PACKET_US)
            self._charge_handshake(taken)
        return taken

    def _await_bytes(self):
        if not self._datagrams and not self._stream and not self._eof:
            self._check_open()
        limit_us = 1 << 60
        if self._timeout_ms is not None:
            limit_us = passage.clock.now_us + self._timeout_ms * 1_000
        while not self._stream and not self._datagrams and not self._eof:
            if passage.clock.now_us >= limit_us or passage.in_thread[0]:
                return False
            passage.step(min(limit_us, passage.next_tick(passage.clock.now_us + 1)))
            passage.traffic.settle_if_stirred()
        return True

    @staticmethod
    def _charge_handshake(content):
        if content and content[0] == _TLS_HANDSHAKE:
            passage.charge(silicon.TLS_STEP_US)

    # ---- what the poll and the traffic ask

    @property
    def listening(self):
        """Bytes may still come in here."""
        return not self._eof and not self._error and (self._kind == SOCK_DGRAM or self._is_open)

    @property
    def _is_open(self):
        return self._open_us is not None and passage.clock.now_us >= self._open_us

    def ready_events(self, events):
        events |= _POLLERR | _POLLHUP
        if self._kind == SOCK_DGRAM:
            return events & (_POLLOUT | (_POLLIN if self._datagrams else 0))
        if self._cut_off():
            return events & (_POLLIN | _POLLOUT | _POLLERR)
        if not self._is_open:
            return 0
        if self._error:
            return events & (_POLLIN | _POLLOUT | _POLLERR | _POLLHUP)
        room = _POLLOUT if len(self._unsent) < _SEND_BUFFER else 0
        return events & (room | (_POLLIN if self._stream or self._eof else 0))

    def ioctl(self, request, argument):
        if request == _STREAM_POLL:
            return self.ready_events(argument)
        if request == _STREAM_CLOSE:
            self.close()
            return 0
        return -_EINVAL

    def pump(self):
        """Takes in what has come over the PC's loopback; the number of bytes."""
        if not self.listening or not passage.world.air.passes or self._cut_off():
            return 0
        self._send_kept()
        self._real.setblocking(False)
        count = self._pump_datagrams() if self._kind == SOCK_DGRAM else self._pump_stream()
        if self._real is not None:
            self._real.setblocking(True)
        return count

    def _send_kept(self):
        if self._unsent:
            kept, self._unsent = self._unsent, b""
            passage.traffic.sent += len(kept)
            self._real.write(kept)

    def _pump_stream(self):
        count = 0
        try:
            while True:
                got = self._real.recv(_CHUNK)
                if not got:
                    self._eof = True
                    return count
                self._stream += got
                count += len(got)
        except OSError as error:
            if error.errno != _EAGAIN:
                self._error = error.errno
        return count

    def _pump_datagrams(self):
        count = 0
        try:
            while True:
                got = self._real.recv(_CHUNK)
                self._datagrams.append(got)
                count += len(got)
        except OSError as error:
            # The PC tells of a port where nobody listens; over Wi-Fi nobody would.
            if error.errno not in (_EAGAIN, _ECONNREFUSED):
                self._error = error.errno
        return count

    def close(self):
        if self in passage.traffic.sockets:
            passage.charge(silicon.SOCKET_US)
            passage.traffic.sockets.remove(self)
            self._real.close()
            self._eof = True

    # ---- refusals

    # A netif that went down takes its connections with it.
    def _cut_off(self):
        if not passage.world.air.connected and self._kind == SOCK_STREAM and not self._error:
            if self._open_us is not None:
                self._error = _EHOSTUNREACH
        return self._error == _EHOSTUNREACH

    def _check_air(self):
        if not passage.world.air.connected:
            raise OSError(_EHOSTUNREACH)

    def _check_open(self):
        self._cut_off()
        if self._error:
            raise OSError(self._error)
        if self._open_us is None and self._kind == SOCK_STREAM:
            raise OSError(_ENOTCONN)
