"""How much garbage the heap may gather.

A collection takes the chip 0.155 us a byte in use at 160 MHz (20 ms at 128 KB, measured on the
emulated one), and looks at the heap up to the last byte used, not at all of it: so megabytes cost
nothing by themselves. In PSRAM it takes some 0.5 us a byte (22 ms at 43 KB, MicroPython's pull
request 10235), longer than there is between two control steps: there it must be seldom.
"""

from micropython import const

# From files the program leaves 10 to 20 KB: what stays must lie close together.
_FROM_FILES_BYTES = const(4_096)
_FROZEN_BYTES = const(16_384)  # of some 50 KB that are free
_IN_PSRAM_BYTES = const(262_144)  # looking at so much adds some 5 ms, assumption

_OFTEN_MS = const(250)
_SELDOM_MS = const(60_000)


def threshold_bytes(frozen, psram):
    """For gc.threshold(): after so much a collection begins wherever the program stands.
    `frozen`: the program is part of the image; `psram`: the heap has that, too."""
    if psram:
        return _IN_PSRAM_BYTES
    return _FROZEN_BYTES if frozen else _FROM_FILES_BYTES


def collect_every_ms(psram):
    """While the contactor is closed, right after a control step."""
    return _SELDOM_MS if psram else _OFTEN_MS
