"""How much garbage the heap may gather, by how large it is.

A collection takes the chip 0.155 us a byte in use at 160 MHz (20 ms at 128 KB, measured on the
emulated one), and looks at the heap up to the last byte used, not at all of it: so megabytes cost
nothing by themselves. In PSRAM it takes some 0.5 us a byte (22 ms at 43 KB, MicroPython's pull
request 10235), longer than there is between two control steps: there it must be seldom.
"""

from micropython import const

_PSRAM_FROM_BYTES = const(1_000_000)  # no ESP32 has so much RAM of its own

# Less, and a piece of work that makes some is held up by one collection after the other.
_LEAST_BYTES = const(4_096)
_SHARE = const(4)  # of what is free: the rest is for what stays
_IN_PSRAM_BYTES = const(262_144)  # adds some 5 ms to the collection, assumption

_OFTEN_MS = const(250)
_SELDOM_MS = const(60_000)


def threshold_bytes(heap_bytes, free_bytes):
    """For gc.threshold(): after so much a collection begins wherever the program stands.
    `heap_bytes`: all that Python may have; `free_bytes`: of it, once all is loaded."""
    if heap_bytes >= _PSRAM_FROM_BYTES:
        return _IN_PSRAM_BYTES
    return max(_LEAST_BYTES, free_bytes // _SHARE)


def collect_every_ms(heap_bytes):
    """While the contactor is closed, right after a control step."""
    return _SELDOM_MS if heap_bytes >= _PSRAM_FROM_BYTES else _OFTEN_MS
