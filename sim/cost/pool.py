"""The chip's memory: Python's heap, the radio, UARTs and connections take theirs from one pool.

Python starts in an area of its own. Then its heap grows by blocks of the IDF's memory, out of the
one large region: at first as much again, then all that is left. It gives nothing back. What the
IDF's own drivers want they take from its smaller regions first. Sizes as on the emulated chip: 144
KB free at the prompt, 26 when the firmware without a link was loaded, and 40 with the radio up and
two areas of Python's.

Python's share is told, for in 64 bits it is not the chip's: a figure, or "measured", which takes
what is in use in bytes of the chip (`measure`). Untold, everything finds memory.
"""

from micropython import const

from sim.remembered import Remembered

FIRST_AREA_BYTES = const(57_344)
LARGE_BYTES = const(110_592)
SMALL_BYTES = const(36_864)
SPARE_BYTES = const(4_096)  # handed out until a collection, at the firmware's threshold

WIFI_BYTES = const(50_176)  # driver and buffers: 45 to 50 KB
UART_BYTES = const(2_048)  # the driver beside its two buffers, assumption
CONNECTION_BYTES = const(6_500)  # 40,012 bytes free before it, 33,480 after
TLS_BYTES = const(27_457)  # mbedtls at its handshake with ECDSA; 23,745 of it afterwards
TLS_PSK_BYTES = const(23_745)  # at most what is left without certificates
JOINING_BYTES = const(2_048)  # of the driver's small pieces: where there is none it aborts

MEASURED = "measured"


class Pool(Remembered):
    """`told`: bytes of Python's heap in use, MEASURED, or None. `small`, `large`: the IDF's, free.

    `fail(call)` raises what the chip raises for want of memory; `panic()` ends the CPU's life.
    """

    REMEMBERED = ("told",)

    def __init__(self, fail, panic):
        self.told = None
        self.measure = lambda: 0
        self.small, self.large = SMALL_BYTES, LARGE_BYTES
        self.python_bytes = FIRST_AREA_BYTES  # the areas of its heap
        self._fail = fail
        self._panic = panic
        self._taken = {}  # who -> (of the small regions, of the large one)

    def tell(self, in_use):
        self.told = in_use
        self.grow()

    def grow(self):
        """Python's heap takes another area when what is in use no longer fits."""
        if self.told is None:
            return
        wanted = self.measure() if self.told == MEASURED else self.told
        while wanted + SPARE_BYTES > self.python_bytes and self.large:
            area = min(self.python_bytes, self.large)
            self.large -= area
            self.python_bytes += area

    def take(self, who, size, call):
        """`who` gets so many bytes, once, or `call` fails as it does on the chip."""
        if not self._get(who, size):
            self._fail(call)

    def need(self, size):
        """Small pieces of the IDF's own, given back at once: without them C code aborts."""
        if not self._get("need", size):
            self._panic()
        self.give("need")

    def give(self, who):
        small, large = self._taken.pop(who, (0, 0))
        self.small += small
        self.large += large

    def _get(self, who, size):
        self.grow()
        if who in self._taken:
            return True
        small = min(size, self.small)
        if self.told is not None and size - small > self.large:
            return False
        self._taken[who] = (small, min(size - small, self.large))
        self.small -= small
        self.large -= self._taken[who][1]
        return True
