"""Differences of a millisecond counter that wraps.

The ESP32's `ticks_ms` wraps at 2^30 (12.4 days), a PC's at 2^62. Masked to 30 bits both agree, so
this is the only place in `core` where time is subtracted. What can last longer than 6 days is
counted in seconds of uptime instead, which do not wrap.
"""

from micropython import const

_WRAP_MASK = const(0x3FFF_FFFF)


# Allocates nothing: both arguments and the result are small integers on the chip.
def elapsed_ms(now_ms, then_ms):
    return (now_ms - then_ms) & _WRAP_MASK
