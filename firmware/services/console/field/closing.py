"""What a closing still waits for, in words: the first of core.charger's conditions that fails."""

from firmware.core.j1772 import CLOSE_AFTER_C_MS
from firmware.core.pilot.plateaus import LOW_SOUND
from firmware.core.protection.self_test import PASSED

_START = "nothing closes in the first 10 s after a start"
_TRIPS = "the ground-fault sensor trips while nothing is connected: check for a residual current"
_TESTED = "the ground-fault sensor is being tested, then the contactor closes"
_MARK = "the closing is being written down on flash; if this lasts, type `reboot`"
_EARTH = "the earth monitor misses the protective earth: check it up to this board"
_DISTURBED = (
    "the pilot was disturbed {} ms ago, and nothing closes before {} ms without: look for a loose"
    " contact, or noise on its wire (`pilot` counts)"
)
_LOW = "the pilot's -12 V is not seen soundly yet: if this lasts, look at `pilot`"
_DUTY = (
    "now and then the pilot's line shows another offer than was set: look for noise on its wire,"
    " then at its generator"
)
_BLIND = "the pilot's reads take too long to see all of it (`pilot`): have the board changed"
_CLOSES = "the contactor closes now"


def missing(charger, now_ms):
    """Of a core.charger.Charger in C2, its contactor open."""
    test, senses = charger.self_test, charger.senses
    if test.phase != PASSED:
        return _TRIPS if senses.tripped and not test.running else _TESTED
    for holds, words in (
        (charger.plan.may_close, _START),
        (senses.ground_ok and not test.earth.away, _EARTH),
        (not senses.tripped, _TRIPS),
        (not charger.read_back.blind, _BLIND),
        (charger.read_back.sound, _DUTY),
    ):
        if not holds:
            return words
    return _of_the_pilot(charger, now_ms) or (_CLOSES if charger.marked else _MARK)


def _of_the_pilot(charger, now_ms):
    unbroken_ms = charger.pilot.unbroken_ms(now_ms)
    if unbroken_ms < CLOSE_AFTER_C_MS:
        return _DISTURBED.format(unbroken_ms, CLOSE_AFTER_C_MS)
    return None if charger.pilot.low == LOW_SOUND else _LOW
