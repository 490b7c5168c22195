"""A self-test led to each of its stages; it begins at 0 ms, and the ticks wrap in each."""

from firmware.core.charger import Senses
from firmware.core.protection.self_test import SelfTest

_WRAP = 1 << 30
_BEGIN = _WRAP - 100


def at(ms):
    return (_BEGIN + ms) % _WRAP


# The coil's pad does as it is told.
def step(test, tripped, interrupted, now_ms, mains_sensed=False):
    senses = Senses()
    senses.tripped, senses.trip_seen, senses.mains_sensed = tripped, interrupted, mains_sensed
    senses.pad_on = test.coil_on
    test.step(senses, now_ms)


# With the contactor open, at each step.
def watched(test, tripped, now_ms):
    senses = Senses()
    senses.tripped = tripped
    return test.watch(senses, now_ms)


# After a boot.
def idle():
    test = SelfTest(150, 1_000, None, at(-200))
    step(test, False, False, at(-50))
    return test


def begun():
    test = idle()
    step(test, False, False, at(0))
    return test


def releasing():
    test = begun()
    step(test, True, True, at(100))
    return test


def pulsing_gate():
    test = releasing()
    step(test, False, False, at(120))
    return test


def pulsing_cut():
    test = pulsing_gate()
    step(test, False, False, at(180))
    step(test, True, True, at(200))
    return test


def passed():
    test = pulsing_cut()
    step(test, True, False, at(260))
    step(test, False, False, at(280))
    return test
