"""How much garbage the heap may gather.

A collection takes the chip 0.155 us a byte in use at 160 MHz (20 ms at 128 KB, measured on the
emulated one), and looks at the heap up to the last byte used, not at all of it: so megabytes cost
nothing by themselves. In PSRAM it takes some 0.5 us a byte (22 ms at 43 KB, MicroPython's pull
request 10235), longer than there is between two control steps: there it must be seldom.
"""

from micropython import const

# While it charges 20 to 30 KB a second are gathered, and more while a schedule comes. Collected so
# often, they give the interpreter no reason to begin by itself, in front of a step.
_THRESHOLD_BYTES = const(16_384)
_OFTEN_MS = const(120)

_IN_PSRAM_BYTES = const(262_144)  # looking at so much adds some 5 ms, assumption
_SELDOM_MS = const(60_000)


def threshold_bytes(psram):
    """For gc.threshold(): after so much a collection begins wherever the program stands.
    `psram`: the heap has that, too."""
    return _IN_PSRAM_BYTES if psram else _THRESHOLD_BYTES


def collect_every_ms(psram):
    """While the contactor is closed, right after a control step."""
    return _SELDOM_MS if psram else _OFTEN_MS
