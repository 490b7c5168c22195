"""The earth monitor's test: 100 ms to miss the earth, a second to find it again."""

from firmware.core.protection.earth_test import EarthTest

_WRAP = 1 << 30
_BEGIN = _WRAP - 100


def _at(ms):
    return (_BEGIN + ms) % _WRAP


def _begun():
    test = EarthTest(100, _at(-500))
    test.begin(_at(0))
    assert test.on and test.away and not test.passed
    return test


def test_14_a_monitor_that_misses_the_earth_passes_and_is_believed_once_it_is_back():
    test = _begun()
    assert test.look(True, _at(20)) and test.on
    assert test.look(False, _at(60)) and not test.on and test.passed
    assert test.look(False, _at(80)) and test.away
    assert test.look(True, _at(100)) and not test.away and test.passed


def test_14_a_monitor_that_is_stuck_fails_after_100_ms():
    test = _begun()
    assert test.look(True, _at(100)) and test.on
    assert not test.look(True, _at(120))
    assert not test.on and not test.passed
    assert test.look(True, _at(140)) and not test.away


def test_14_an_earth_that_does_not_come_back_is_believed_after_a_second():
    test = _begun()
    test.look(False, _at(60))
    assert test.look(False, _at(1_059)) and test.away
    assert test.look(False, _at(1_060)) and not test.away


def test_14_a_test_that_is_broken_off_lets_the_monitor_look_again():
    test = _begun()
    test.end(_at(40))
    assert not test.on and test.away and not test.passed
    assert test.look(False, _at(60)) and test.away
    test.end(_at(1_000))
    assert test.look(False, _at(1_040)) and not test.away


def test_14_a_board_without_the_test_is_not_tested():
    test = EarthTest(None, _at(0))
    test.begin(_at(0))
    assert test.passed and not test.on and not test.away
    assert test.look(True, _at(500))
