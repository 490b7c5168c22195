"""Finding 10: with the contactor open one spike on the trip line is nothing."""

import pytest

STAYS_MS = 2_000


def _spike(rig):
    """An edge, and the level of it is over before anybody looks."""
    rig.app.board.gfci._on_trip(None)


def _level(rig, high):
    rig.world.power.trip = high


def test_10_a_spike_with_a_car_that_does_not_ask_is_nothing(rig):
    rig.offer()
    _spike(rig)
    rig.advance_ms(100)
    assert rig.fault is None
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)


@pytest.mark.parametrize("after_ms", (20, 60, 200))
def test_10_the_arc_of_an_opening_is_nothing(charging, after_ms):
    rig = charging()
    rig.open_s2()
    rig.ms_until(lambda: not rig.world.power.coil, 100)
    rig.advance_ms(after_ms)
    _spike(rig)
    rig.advance_ms(100)
    assert rig.fault is None


def test_10_a_level_at_the_begin_of_a_test_delays_it(rig):
    rig.offer()
    _level(rig, True)
    rig.ask_power()
    rig.advance_ms(200)
    assert rig.fault is None
    _level(rig, False)
    rig.until("C2 32 A closed", 3_000)


def test_10_a_level_that_stays_is_the_sensor_s_fault(rig):
    rig.offer()
    _level(rig, True)
    rig.advance_ms(STAYS_MS - 100)
    assert rig.fault is None
    rig.advance_ms(200)
    assert (rig.fault, rig.latched) == ("self_test", True)


def test_10_while_it_is_closed_a_spike_opens_at_once_but_locks_nobody_out(charging):
    rig = charging()
    _spike(rig)
    assert not rig.world.power.coil
    rig.advance_ms(40)
    assert (rig.fault, rig.latched) == ("ground_fault", False)


def test_10_a_leak_right_after_the_closing_does(charging):
    rig = charging()
    rig.inject("leak")
    rig.advance_ms(100)
    assert (rig.fault, rig.latched) == ("ground_fault", True)
