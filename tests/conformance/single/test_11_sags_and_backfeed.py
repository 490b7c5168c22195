"""Findings 11 and 13: a bad second needs nobody, and a weld that flickers is one."""

import pytest

RETRY_S = 60
AGAIN_MS = 15_000
SAG_MV = 60_000
SHOWN_MS = 1_200
OPENED_S = 6  # after which mains behind the contactor is no weld


def _sag(rig, ms=1_100):
    rig.world.set_mains(SAG_MV)
    rig.advance_ms(ms)
    rig.world.set_mains(240_000)


def test_11_a_sag_of_a_second_is_over_a_minute_later(charging):
    rig = charging()
    _sag(rig)
    assert (rig.fault, rig.latched) == ("contactor", False)
    rig.wait_s(RETRY_S - 5)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", AGAIN_MS)


def test_11_a_sag_of_900_ms_opens_nothing(charging):
    rig = charging()
    _sag(rig, 900)
    rig.wait_s(5)
    assert rig.fault is None
    rig.now("C2 32 A closed")


def test_11_the_third_in_a_plug_in_latches(charging):
    rig = charging()
    for _ in range(2):
        _sag(rig)
        rig.wait_s(RETRY_S)
        rig.until("C2 32 A closed", AGAIN_MS)
    _sag(rig)
    assert (rig.fault, rig.latched) == ("contactor", True)


def _fed_from_behind(rig):
    """A car that feeds, or a finger on the sense, long after the contactor has opened."""
    rig.offer()
    rig.wait_s(OPENED_S)
    rig.inject("backfeed")
    rig.ms_until(lambda: rig.fault, SHOWN_MS)
    return rig


def test_11_mains_that_appears_long_after_the_opening_is_told_and_ends_with_it(rig):
    _fed_from_behind(rig)
    assert (rig.fault, rig.latched) == ("backfeed", False)
    rig.wait_s(300)
    assert rig.fault == "backfeed"
    rig.mend("backfeed")
    rig.ask_power()
    rig.wait_s(RETRY_S - 5)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", AGAIN_MS)


def test_11_it_strands_no_other_car(rig):
    _fed_from_behind(rig)
    rig.mend("backfeed")
    rig.leave()
    rig.power_cycle()
    rig.wait_s(15)
    rig.charge()
    rig.now("C2 32 A closed")


def test_11_a_reset_makes_no_weld_of_it(rig):
    _fed_from_behind(rig)
    rig.reset()
    rig.wait_s(10)
    assert (rig.fault, rig.latched) == ("backfeed", False)


@pytest.mark.parametrize("car_is_there", (True, False))
def test_13_a_weld_that_flickers_is_found(charging, car_is_there):
    rig = charging()
    rig.inject("sense_flickers")
    rig.inject("welded")
    rig.open_s2() if car_is_there else rig.unplug()
    rig.ms_until(lambda: rig.fault, SHOWN_MS)
    assert (rig.fault, rig.latched) == ("welded", True)


def test_13_a_sense_that_sees_every_other_look_is_found_after_four_seconds(charging):
    rig = charging()
    rig.unplug()
    for step in range(300):
        rig.world.power.sense = step % 2 == 0
        rig.advance_ms(20)
    assert (rig.fault, rig.latched) == ("welded", True)


def test_13_a_sense_that_flickers_while_charging_opens_nothing(charging):
    rig = charging()
    rig.inject("sense_flickers")
    rig.stays_s(60, "C2 32 A closed")
    assert rig.fault is None
