"""Findings 4 and 12: a board that is too hot stops, whatever one may think of its sensor."""

import pytest

STOPS_MS = 3_000  # measured about once a second
GRACE_MS = 6_200
RETRY_S = 30
BELIEVED_S = 60


@pytest.mark.parametrize("celsius", (71, 90, 124, 127, 150))
def test_4_a_jump_to_hot_stops_at_once_and_for_as_long_as_it_lasts(charging, still_air, celsius):
    rig = charging(wire_ma=48_000)
    rig.world.set_temperature(celsius)
    rig.until("C1 steady closed", STOPS_MS)
    rig.until("C1 steady open", GRACE_MS)
    rig.stays_s(300, "C1 steady open")
    assert rig.fault == "over_temperature"


def test_4_a_board_that_burns_is_off_before_it_is_at_100(charging, still_air):
    rig = charging(wire_ma=48_000)
    for half_second in range(60):
        rig.world.set_temperature(25 + half_second * 5 / 4)
        rig.advance_ms(500)
    assert rig.world.thermistor.celsius < 100
    assert (rig.shows, rig.fault) == ("C1 steady open", "over_temperature")


def test_4_a_shorted_sensor_stops_until_it_is_mended_and_believed(charging):
    rig = charging()
    rig.inject("ntc_short")
    rig.until("C1 steady closed", STOPS_MS)
    rig.wait_s(300)
    rig.now("C1 steady open")
    rig.mend("ntc_short")
    rig.wait_s(BELIEVED_S + RETRY_S - 5)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", 15_000)


def _broken_when_hot(charging):
    rig = charging()
    rig.warm_up(70)
    rig.world.set_temperature(72)
    rig.wait_s(20)
    rig.inject("ntc_open")
    rig.world.set_temperature(25)
    return rig


def test_12_a_sensor_that_breaks_when_too_hot_keeps_it_stopped(charging, still_air):
    rig = _broken_when_hot(charging)
    rig.wait_s(1_800)
    rig.now("C1 steady open")
    assert (rig.fault, rig.latched) == ("over_temperature", False)


def test_12_so_it_does_through_a_reset(charging, still_air):
    rig = _broken_when_hot(charging)
    rig.reset()
    rig.stays_s(300, "C1 steady open")
    assert rig.fault == "over_temperature"


def test_12_it_ends_when_the_sensor_is_believed_again(charging, still_air):
    rig = _broken_when_hot(charging)
    rig.wait_s(120)
    rig.mend("ntc_open")
    rig.wait_s(BELIEVED_S + RETRY_S - 5)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", 15_000)


def test_12_or_when_the_car_leaves_and_the_next_one_has_6_a(charging, still_air):
    rig = _broken_when_hot(charging)
    rig.wait_s(120)
    rig.leave()
    rig.charge()
    rig.now("C2 6 A closed")
