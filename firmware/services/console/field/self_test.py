"""`selftest`: ground-fault sensor and earth monitor tested on request, with the contactor open."""

from firmware.core.protection.self_test import EARTH
from firmware.core.refusal import Refusal
from firmware.services.console.field import shows

_LIMIT_STEPS = 150  # of 20 ms: longer than any test takes


def run(parts, _words):
    test, session = parts.charger.self_test, parts.charger.session
    if session.closed:
        raise Refusal("selftest", "not while the contactor is closed: unplug the car first")
    if not test.ask():
        raise Refusal("selftest", "a test runs already: try again in three seconds")
    return _tested(test)


def _tested(test):
    for _ in range(_LIMIT_STEPS):
        if not test.asked:
            break
        yield None
    return {
        "passed": test.passed,
        "trip_ms": test.trip_ms,
        "trip_max_ms": test.rise_ms,
        "release_ms": test.release_ms,
        "release_max_ms": test.fall_ms,
        "lines": [
            "program: " + (shows.UNCHECKED if shows.is_unchecked() else "checked at every start"),
            _timed("tripped", test.trip_ms, test.rise_ms),
            _timed("let go", test.release_ms, test.fall_ms),
            _verdict(test),
        ],
    }


def _timed(what, took_ms, allowed_ms):
    if took_ms is None:
        return "{}: no, or not in time (at most {} ms)".format(what, allowed_ms)
    return "{}: within {} ms (at most {} ms)".format(what, took_ms, allowed_ms)


def _verdict(test):
    if test.passed is None:
        return "broken off: a car arrived or left meanwhile; type selftest again"
    if test.passed:
        return "passed: the sensor trips and lets go in time; the rest is tested at each closing"
    if test.failed == EARTH:
        return "FAILED: the earth monitor misses no earth. Nothing charges like this: replace it"
    if test.trip_ms is None:
        return (
            "FAILED: the sensor trips by itself, or not on the test current, or its trip wakes no"
            " interrupt. Nothing charges like this: check for a residual current, then the sensor,"
            " its supply and its test wire; then change the ESP32"
        )
    return "FAILED: the sensor does not let go. Nothing charges like this: replace the sensor"
