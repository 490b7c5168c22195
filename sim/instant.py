"""Now and the next alarm, where viper reads them: 32-bit words, the low half first.

The firmware looks at the time and spends it some 200 times a control step. Every sim.clock.Clock
has a copy of this module of its own: see sim.placed.
"""

import micropython
from micropython import const

_TIMES_AT = const(0)  # the clock's words
run = None  # called when now reaches the next alarm
wait_until = None  # wait_until(t_us): called to sleep beyond the next alarm

_NOW = const(0)
_NEXT = const(2)
_ORIGIN = const(4)
_PACE = const(6)
_PACE_ONE = const(1_000)
_WORD_BITS = const(32)
_WORD = const(0xFFFFFFFF)
_TICKS = const(0x3FFFFFFF)  # the chip's tick counters wrap at 2^30


@micropython.bytecode
def now_us() -> int:
    here = ptr32(_TIMES_AT)
    return here[_NOW] | here[_NOW + 1] << _WORD_BITS


@micropython.bytecode
def charge(us: int):
    """Moves now by so much work of the CPU, counted at 160 MHz."""
    here = ptr32(_TIMES_AT)
    now_us = (here[_NOW] | here[_NOW + 1] << _WORD_BITS) + us * here[_PACE] // _PACE_ONE
    here[_NOW] = now_us & _WORD
    here[_NOW + 1] = now_us >> _WORD_BITS
    if now_us >= (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
        run()


@micropython.bytecode
def hasten(t_us: int):
    """The next alarm is at `t_us`, if it was later."""
    here = ptr32(_TIMES_AT)
    if t_us < (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
        here[_NEXT] = t_us & _WORD
        here[_NEXT + 1] = t_us >> _WORD_BITS


@micropython.bytecode
def step(limit_us: int):
    """Moves to the next alarm or to `limit_us`, whichever is first."""
    here = ptr32(_TIMES_AT)
    now_us = here[_NOW] | here[_NOW + 1] << _WORD_BITS
    next_us = here[_NEXT] | here[_NEXT + 1] << _WORD_BITS
    to_us = limit_us if limit_us < next_us else next_us
    if to_us > now_us:
        now_us = to_us
        here[_NOW] = now_us & _WORD
        here[_NOW + 1] = now_us >> _WORD_BITS
    if now_us >= next_us:
        run()


@micropython.bytecode
def sleep_us(us: int):
    """Moves now, by way of wait_until() when something falls due meanwhile. Nothing to sleep, or
    less: at once."""
    if us <= 0:
        return
    here = ptr32(_TIMES_AT)
    now_us = (here[_NOW] | here[_NOW + 1] << _WORD_BITS) + us
    if now_us < (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
        here[_NOW] = now_us & _WORD
        here[_NOW + 1] = now_us >> _WORD_BITS
    else:
        wait_until(now_us)


@micropython.bytecode
def ticks_us() -> int:
    """The chip's microseconds: the low halves are enough for them."""
    here = ptr32(_TIMES_AT)
    return here[_NOW] - here[_ORIGIN] & _TICKS


@micropython.bytecode
def ticks_ms() -> int:
    """The chip's milliseconds."""
    here = ptr32(_TIMES_AT)
    now_us = here[_NOW] | here[_NOW + 1] << _WORD_BITS
    origin_us = here[_ORIGIN] | here[_ORIGIN + 1] << _WORD_BITS
    return (now_us - origin_us) // 1_000 & _TICKS
