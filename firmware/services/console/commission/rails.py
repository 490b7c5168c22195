"""The generator's own +12 V and -12 V as this unit's ADC reads them: its zero and its gain.

Only without a car. -12 V stands on the line for one burst of reads at a time, some 10 ms between
two control steps: a car that comes in that moment sees it shorter than any car reacts to.
"""

import time

from micropython import const

from firmware import board
from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY, PILOT_OFF_MAX_MV, PLUS_MV

_LOOKS = const(25)  # at each rail, 20 ms apart
_LATCHED_US = const(2_000)  # two periods: then a new duty is on the line
_LINEAR_FROM_UV = const(150_000)  # the ESP32's datasheet, 11 dB
_RAILS_V = const(24)


def measure(parts):
    """A generator -> (+12 V, -12 V) in mV by the board's own scale, None for what could not be
    read: there is a car, or it is out of the ADC's range."""
    plus_mv = yield from _mean(parts, _plus)
    if plus_mv is None or not reads_minus():
        return plus_mv, None
    return plus_mv, (yield from _mean(parts, _minus))


def fits(mv, rail_mv):
    """`mv` is what an ADC may make of this rail."""
    return mv is not None and abs(mv - rail_mv) <= PILOT_OFF_MAX_MV


def settings_of(plus_mv, minus_mv):
    """What is kept, by its names, of a +12 V that fits. Without -12 V the board's scale holds."""
    gain_permille = 0
    if fits(minus_mv, -PLUS_MV):
        gain_permille = (plus_mv - minus_mv - 2 * PLUS_MV) // _RAILS_V
    return {"pilot_off_mv": plus_mv - PLUS_MV, "pilot_gain_permille": gain_permille}


def reads_minus():
    """-12 V is in the range in which this board's ADC is linear."""
    return board.PILOT_ZERO_UV - PLUS_MV * board.PILOT_SCALE_PERMILLE >= _LINEAR_FROM_UV


# The control step sets its own corrections anew.
def _mean(parts, look):
    pilot, burst = parts.board.control_pilot, parts.control.burst
    total_mv = looks = 0
    for _ in range(_LOOKS):
        yield None
        if parts.charger.evse.state != "A":
            return None
        pilot.off_mv = pilot.gain_permille = 0
        mv = look(pilot, burst)
        if mv is not None:
            total_mv += mv
            looks += 1
    return total_mv // looks if looks else None


def _plus(pilot, burst):
    pilot.sample(burst)
    return None if burst.failed or not burst.high_reads else burst.high_mv


def _minus(pilot, burst):
    pilot.drive(DUTY_MINUS12)
    time.sleep_us(_LATCHED_US)
    pilot.sample(burst)
    pilot.drive(DUTY_STEADY)
    time.sleep_us(_LATCHED_US)
    if burst.failed:
        return None
    return burst.high_mv if burst.high_reads else burst.low_mv
