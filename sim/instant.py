"""Now and the next alarm, where viper reads them: four 32-bit words, the low half first.

The firmware looks at the time and spends it some 200 times a control step. Each function made
here is a closure over the words' address: nothing to be looked up on the way, and no array to be
asked for its buffer at every call. Whoever owns the array keeps it.
"""

from array import array

import micropython
from micropython import const
from uctypes import addressof

_NOW = const(0)
_NEXT = const(2)
_ORIGIN = const(4)
_WORDS = const(5)
_WORD_BITS = const(32)
_WORD = const(0xFFFFFFFF)
_TICKS = const(0x3FFFFFFF)  # the chip's tick counters wrap at 2^30


def words():
    """For one clock: `now_us` and `next_us`, and where ticks_us() is zero, all zero."""
    return array("I", [0] * _WORDS)


def reader(times):
    """now_us()."""
    at = addressof(times)

    @micropython.viper
    def now_us() -> int:
        here = ptr32(at)
        return here[_NOW] | here[_NOW + 1] << _WORD_BITS

    return now_us


def charger(times, run):
    """charge(us): moves now; run() is called when that reaches the next alarm."""
    at = addressof(times)

    @micropython.viper
    def charge(us: int):
        here = ptr32(at)
        now_us = (here[_NOW] | here[_NOW + 1] << _WORD_BITS) + us
        here[_NOW] = now_us & _WORD
        here[_NOW + 1] = now_us >> _WORD_BITS
        if now_us >= (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
            run()

    return charge


def hastener(times):
    """hasten(t_us): the next alarm is at `t_us`, if it was later."""
    at = addressof(times)

    @micropython.viper
    def hasten(t_us: int):
        here = ptr32(at)
        if t_us < (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
            here[_NEXT] = t_us & _WORD
            here[_NEXT + 1] = t_us >> _WORD_BITS

    return hasten


def stepper(times, run):
    """step(limit_us): moves to the next alarm or to `limit_us`, whichever is first."""
    at = addressof(times)

    @micropython.viper
    def step(limit_us: int):
        here = ptr32(at)
        now_us = here[_NOW] | here[_NOW + 1] << _WORD_BITS
        next_us = here[_NEXT] | here[_NEXT + 1] << _WORD_BITS
        to_us = limit_us if limit_us < next_us else next_us
        if to_us > now_us:
            now_us = to_us
            here[_NOW] = now_us & _WORD
            here[_NOW + 1] = now_us >> _WORD_BITS
        if now_us >= next_us:
            run()

    return step


def sleeper(times, wait_until):
    """sleep_us(us): moves now, by way of wait_until(t_us) when something falls due meanwhile.
    Nothing to sleep, or less: at once."""
    at = addressof(times)

    @micropython.viper
    def sleep_us(us: int):
        if us <= 0:
            return
        here = ptr32(at)
        now_us = (here[_NOW] | here[_NOW + 1] << _WORD_BITS) + us
        if now_us < (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
            here[_NOW] = now_us & _WORD
            here[_NOW + 1] = now_us >> _WORD_BITS
        else:
            wait_until(now_us)

    return sleep_us


def ticks_us(times, boot_us):
    """The chip's microseconds, zero at `boot_us`: the low halves are enough for them."""
    at = addressof(times)
    times[_ORIGIN] = boot_us & _WORD

    @micropython.viper
    def now() -> int:
        here = ptr32(at)
        return here[_NOW] - here[_ORIGIN] & _TICKS

    return now


def ticks_ms(times, boot_us):
    """The chip's milliseconds, zero at `boot_us`."""
    at = addressof(times)

    @micropython.viper
    def now() -> int:
        here = ptr32(at)
        since_us = (here[_NOW] | here[_NOW + 1] << _WORD_BITS) - int(boot_us)
        return since_us // 1_000 & _TICKS

    return now
