"""One connection or datagram port: the PC's loopback underneath, the world's air in between.

Sending while nothing passes fills TCP's send buffer, which is sent when something passes again;
losing the access point ends every connection, as the chip's network interface goes down with it.
"""

import micropython
import passage
import usocket
from micropython import const
from names import way_out
from usocket import AF_INET, SOCK_DGRAM

from sim.air import STAT_GOT_IP
from sim.cost import silicon

EHOSTUNREACH = const(113)
_EAGAIN = const(11)
_ENOTCONN = const(107)
_ECONNREFUSED = const(111)
_SEND_BUFFER_BYTES = const(5_744)  # lwIP TCP_SND_BUF of the ESP32
_WINDOW_BYTES = const(5_760)  # lwIP TCP_WND of the ESP32: more has to wait at the sender
_CHUNK_BYTES = const(512)
_IPPROTO_TCP = const(6)
_TCP_NODELAY = const(1)
_POLLIN = const(1)
_POLLOUT = const(4)
_POLLERR = const(8)
_POLLHUP = const(16)


class Loopback:
    """Reads: `stream` and `datagrams` that came in, `eof`, `error` (an errno, 0: none)."""

    def __init__(self, kind):
        self.is_datagram = kind == SOCK_DGRAM
        self.stream = bytearray()
        self.datagrams = []
        self.eof = False
        self.error = 0
        self.open_us = None  # connected from then on; None: not, or never
        self._opened = False  # what is_open would say; asked of it until it is true
        self._unsent = b""
        self._air = passage.world.air
        self._real = usocket.socket(AF_INET, kind)
        if self.is_datagram:
            self._real.setblocking(False)
        passage.traffic.join(self, self._real)

    def bind(self, port):
        self._real.bind(usocket.getaddrinfo("0.0.0.0", port)[0][-1])

    def dial(self, address):
        """Connects; into a black hole `open_us` stays None."""
        sockaddr = way_out(address)
        if sockaddr is None:
            return
        # What is sent has to arrive before virtual time goes on, not after Nagle's wait.
        self._real.setsockopt(_IPPROTO_TCP, _TCP_NODELAY, 1)
        try:
            self._real.connect(sockaddr)
        except OSError as error:
            self.error = error.errno
        # The alarm does nothing: it makes whoever waits for the connection look again.
        self._real.setblocking(False)
        self.open_us = passage.clock.now_us + silicon.CONNECT_US
        passage.clock.on("socket", lambda t_us: None)
        passage.clock.at("socket", self.open_us)

    # Asked at every turn of the loop: all is well but for one turn in a million.
    @micropython.native
    def ready(self, events):
        """Which of poll's `events` hold now; errors are always told."""
        events |= _POLLERR | _POLLHUP
        if self.is_datagram:
            return events & (_POLLOUT | (_POLLIN if self.datagrams else 0))
        air = self._air
        if self.error or air.errno or air.status != STAT_GOT_IP:
            return events & self._trouble()
        if not self._opened:
            if not self.is_open:
                return 0
            self._opened = True
        if self._unsent and len(self._unsent) >= _SEND_BUFFER_BYTES:
            events &= ~_POLLOUT
        return events & (_POLLOUT | _POLLIN if self.stream or self.eof else _POLLOUT)

    def _trouble(self):
        if self.cut_off() or self._air.errno:
            return _POLLIN | _POLLOUT | _POLLERR
        if not self.is_open:
            return 0
        if self.error:
            return _POLLIN | _POLLOUT | _POLLERR | _POLLHUP
        return _POLLOUT | (_POLLIN if self.has_input else 0)

    @property
    def is_open(self):
        return self.open_us is not None and passage.clock.now_us >= self.open_us

    @property
    def has_input(self):
        return bool(self.stream or self.datagrams or self.eof)

    @property
    def listening(self):
        """Bytes may still come in here."""
        return not self.eof and not self.error and (self.is_datagram or self.is_open)

    @property
    def full(self):
        """Nothing more comes in before something was read."""
        return len(self.stream) >= _WINDOW_BYTES

    def take(self, count):
        """Reads so many bytes of the stream, or what there is."""
        taken, was_full = bytes(memoryview(self.stream)[:count]), self.full
        self.stream[:count] = b""
        if was_full and not self.full:
            passage.traffic.attend_us = 0
        return taken

    # ---- sending

    def send(self, content):
        """The number of bytes taken; None: the send buffer is full. Raises OSError."""
        if not self._air.passes:
            room = _SEND_BUFFER_BYTES - len(self._unsent)
            self._unsent += content[:room]
            return min(room, len(content)) or None
        self._real.setblocking(True)
        try:
            self._real.write(content)
        except OSError as error:
            self.error = error.errno
            raise
        finally:
            self._real.setblocking(False)
        passage.traffic.send(len(content))
        return len(content)

    def send_to(self, content, address):
        sockaddr = way_out(address)
        if sockaddr is not None:
            self._real.sendto(content, sockaddr)
            passage.traffic.send(len(content))

    # ---- receiving

    def pump(self, heard):
        """Sends what had to wait, and if `heard` takes in what has come; the number of bytes."""
        air = self._air
        if self.cut_off() or not (self.listening and air.connected and air.passes):
            return 0
        if self._unsent:
            kept, self._unsent = self._unsent, b""
            self.send(kept)
        return self._drain() if heard else 0

    # Of a datagram's port where nobody listens the PC tells; over Wi-Fi nobody would.
    def _drain(self):
        count = 0
        try:
            while not (self.eof or self.full):
                got = self._real.recv(_CHUNK_BYTES)
                count += len(got)
                self._take_in(got)
        except OSError as error:
            harmless = (_EAGAIN, _ECONNREFUSED) if self.is_datagram else (_EAGAIN,)
            if error.errno not in harmless:
                self.error = error.errno
        return count

    def _take_in(self, got):
        if self.is_datagram:
            self.datagrams.append(got)
        elif got:
            self.stream += got
        else:
            self.eof = True

    # ---- ends

    def close(self):
        if self in passage.traffic.ends:
            passage.traffic.leave(self, self._real)
            self._real.close()
            self.eof = True

    def cut_off(self):
        """True when the network interface went down under this connection."""
        if not self._air.connected and not self.is_datagram and not self.error:
            if self.open_us is not None:
                self.error = EHOSTUNREACH
        return self.error == EHOSTUNREACH

    def check(self):
        """Raises OSError when nothing can be sent or received here."""
        self.cut_off()
        if self.error:
            raise OSError(self.error)
        if self.open_us is None and not self.is_datagram:
            raise OSError(_ENOTCONN)
