"""sim.instant for viper's integers of 32 bits: what is called most, in words with their carry.

The constants are those of sim.instant, which sim.placed puts before this text; wide_charge() is
its charge(). Spans stay below 2^31 us.
"""

import micropython
from micropython import const

_SHORT_US = const(100_000)  # times the slowest pace it is still below 2^31


@micropython.viper
def charge(us: int):
    if us > _SHORT_US:
        wide_charge(us)
        return
    here = ptr32(_TIMES_AT)
    spent_us = us * here[_PACE] // _PACE_ONE
    now_low = uint(here[_NOW]) + uint(spent_us)
    now_high = here[_NOW + 1]
    if now_low < uint(spent_us):
        now_high += 1
    here[_NOW] = int(now_low)
    here[_NOW + 1] = now_high
    next_high = here[_NEXT + 1]
    if now_high > next_high or (now_high == next_high and now_low >= uint(here[_NEXT])):
        run()


def _wait(us):
    wait_until(now_us() + us)


@micropython.viper
def sleep_us(us: int):
    if us <= 0:
        return
    here = ptr32(_TIMES_AT)
    now_low = uint(here[_NOW]) + uint(us)
    now_high = here[_NOW + 1]
    if now_low < uint(us):
        now_high += 1
    next_high = here[_NEXT + 1]
    if now_high < next_high or (now_high == next_high and now_low < uint(here[_NEXT])):
        here[_NOW] = int(now_low)
        here[_NOW + 1] = now_high
    else:
        _wait(us)


@micropython.viper
def ticks_us() -> int:
    here = ptr32(_TIMES_AT)
    return (here[_NOW] - here[_ORIGIN]) & _TICKS


# 2^32 us are 4,294,967 ms and 296 us. Half of a word is divided: it has no sign.
@micropython.viper
def ticks_ms() -> int:
    here = ptr32(_TIMES_AT)
    low = uint(here[_NOW]) - uint(here[_ORIGIN])
    high = here[_NOW + 1] - here[_ORIGIN + 1]
    if uint(here[_NOW]) < uint(here[_ORIGIN]):
        high -= 1
    ms = int(low >> 1) // 500
    rest_us = int(low) - ms * 1_000
    return (high * 4_294_967 + ms + (high * 296 + rest_us) // 1_000) & _TICKS
