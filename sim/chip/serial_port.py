"""`machine.UART`: bytes take their time, and on UART 2 an energy meter listens."""

import io

from firmware import board
from sim import world
from sim.cost import pool, silicon

_RX_BYTES = 256
_FIFO_BYTES = 128
_BITS_PER_BYTE = 10  # 8N1
_MP_STREAM_FLUSH, _MP_STREAM_POLL = 1, 3
_POLLIN, _POLLOUT = 1, 4
_EINVAL = 22


class UART(io.IOBase):
    INV_TX, INV_RX = 1, 2

    def __init__(self, id, baudrate=115200, **settings):
        if id not in (0, 1, 2):
            raise ValueError("UART(%d) does not exist" % id)
        world.current.shortage.meet("uart")
        self.id = id
        self._clock = world.current.clock
        self._arriving = []  # (t_us, byte) in order
        self._busy_until_us = 0
        self._tx = self._rx = None
        self._timeout_ms = 0
        self.init(baudrate, **settings)

    def init(
        self,
        baudrate=115200,
        bits=8,
        parity=None,
        stop=1,
        tx=None,
        rx=None,
        timeout=None,
        timeout_char=None,
        txbuf=_RX_BYTES,
        rxbuf=_RX_BYTES,
        **more,
    ):
        self._baud = baudrate
        self._byte_us = _BITS_PER_BYTE * 1_000_000 // baudrate
        self._tx = self._tx if tx is None else _gpio(tx)
        self._rx = self._rx if rx is None else _gpio(rx)
        self._rxbuf = rxbuf
        memory = world.current.pool
        memory.give(self)
        memory.take(self, pool.UART_BYTES + rxbuf + txbuf, "uart")
        if timeout is not None:
            self._timeout_ms = timeout

    def deinit(self):
        self._arriving = []
        world.current.pool.give(self)

    # CPython closes, and so flushes, what it collects: that must not move the clock.
    def close(self):
        pass

    def any(self):
        self._clock.charge(silicon.UART_BYTE_US)
        return self._arrived()

    def write(self, message):
        """Into the ring buffer: returns at once, the wire takes its time."""
        clock = self._clock
        clock.charge(silicon.UART_BYTE_US * (1 + len(message)))
        start_us = max(clock.now_us, self._busy_until_us)
        self._busy_until_us = start_us + len(message) * self._byte_us
        if self._meets_the_meter():
            self._hear(world.current.meter.hear(message, self._busy_until_us))
        return len(message)

    def read(self, count=None):
        """At most `count` bytes; None when nothing came within the timeout."""
        self._await_byte()
        arrived = self._arrived()
        count = arrived if count is None or count < 0 else min(count, arrived)
        if not count:
            return None
        return self._take(count)

    def readinto(self, buffer, count=None):
        limit = len(buffer) if count is None else min(count, len(buffer))
        got = self.read(limit)
        if got is None:
            return None
        buffer[: len(got)] = got
        return len(got)

    def readline(self):
        line = b""
        while self._arrived() and not line.endswith(b"\n"):
            line += self._take(1)
        return line or None

    def flush(self):
        self._clock.wait_until(self._busy_until_us)

    def txdone(self):
        return self._clock.now_us >= self._busy_until_us

    def ioctl(self, request, argument):
        if request == _MP_STREAM_POLL:
            return argument & (_POLLOUT | (_POLLIN if self._arrived() else 0))
        if request == _MP_STREAM_FLUSH:
            self.flush()
            return 0
        return -_EINVAL

    @property
    def next_us(self):
        """When the next byte will be there; None: none is on its way."""
        return self._arriving[0][0] if self._arriving else None

    def _meets_the_meter(self):
        wired = (self._tx, self._rx) == (board.METER_TX_GPIO, board.METER_RX_GPIO)
        return self.id == board.METER_UART and wired and self._baud == board.METER_BAUD

    def _hear(self, answer):
        if answer is None:
            return
        t_us, message = answer
        for byte in message:
            t_us += self._byte_us
            self._arriving.append((t_us, byte))
        # The alarm does nothing: it makes whoever waits for the port look again.
        self._clock.on("uart", lambda t_us: None)
        self._clock.at("uart", t_us)

    def _arrived(self):
        now_us, count = self._clock.now_us, 0
        for t_us, _ in self._arriving:
            if t_us > now_us:
                break
            count += 1
        return min(count, self._rxbuf)

    def _take(self, count):
        self._clock.charge(silicon.UART_BYTE_US * count)
        taken = bytes([byte for _, byte in self._arriving[:count]])
        self._arriving = self._arriving[count:]
        return taken

    def _await_byte(self):
        if self._timeout_ms and not self._arrived():
            limit_us = self._clock.now_us + self._timeout_ms * 1_000
            first_us = self.next_us
            self._clock.wait_until(limit_us if first_us is None else min(limit_us, first_us))


def _gpio(pin):
    return getattr(pin, "gpio", pin)
