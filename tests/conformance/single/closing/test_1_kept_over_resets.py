"""Finding 1: a trip is not forgotten by a reset, nor by a mains cut."""

import pytest

from sim.chip.registers import RTC_MEMORY_BYTES
from sim.world import ChipReset

RETRY_S = 900
CLOSES_S = 45  # boot, or the rest after a reset, and the closing


def _rests_15_min(rig):
    rig.wait_s(RETRY_S - 20)
    assert rig.world.power.closings == 1 and rig.fault == "ground_fault"
    rig.wait_s(20 + CLOSES_S)
    assert rig.world.power.closings == 2


@pytest.fixture
def long_charging(charging):
    rig = charging()
    rig.wait_s(15)
    return rig


def test_1_a_leak_while_the_chip_hangs_is_known_after_the_watchdog_s_bite(long_charging):
    rig = long_charging
    rig.inject("leak")
    rig.world.power.edge = lambda gpio, level: None
    rig.hang(2_000)
    rig.mend("leak")
    rig.reset()
    _rests_15_min(rig)


@pytest.mark.parametrize("after_ms", (0, 5, 15, 19, 20, 21, 25, 30, 40, 80))
def test_1_a_reset_at_any_instant_of_a_trip_forgets_nothing(long_charging, after_ms):
    rig = long_charging
    rig.inject("leak")
    rig.advance_ms(after_ms)
    rig.reset()
    rig.mend("leak")
    _rests_15_min(rig)


def test_1_a_reset_while_nothing_tripped_rests_30_s_as_before(long_charging):
    rig = long_charging
    rig.reset()
    rig.until("C2 32 A closed", CLOSES_S * 1_000)
    assert rig.fault is None


def test_1_a_mains_cut_in_a_charge_rests_15_min_and_then_charges(long_charging):
    rig = long_charging
    rig.power_cycle()
    rig.advance_ms(100)
    assert rig.fault == "ground_fault" and not rig.latched
    assert rig.noted("opening_unseen") == 1
    _rests_15_min(rig)


def test_1_after_four_automatic_resets_it_stays_open_until_unplugged(long_charging):
    rig = long_charging
    for tries in range(4):
        rig.inject("leak")
        rig.advance_ms(100)
        rig.mend("leak")
        rig.power_cycle(off_s=2)
        rig.wait_s(RETRY_S - 20)
        assert rig.world.power.closings == tries + 1
        rig.wait_s(20 + CLOSES_S)
        assert rig.world.power.closings == tries + 2
    rig.power_cycle(off_s=2)
    rig.wait_s(20)
    assert (rig.fault, rig.latched) == ("ground_fault", True)
    rig.leave()
    rig.charge()
    rig.now("C2 32 A closed")


def test_1_a_lock_out_outlasts_the_mains(charging):
    rig = charging()
    rig.inject("leak")
    rig.after(60, "F -12 V open")
    rig.mend("leak")
    assert rig.latched
    rig.power_cycle()
    rig.wait_s(20)
    assert (rig.fault, rig.latched) == ("ground_fault", True)


def test_1_an_orderly_opening_takes_the_mark_back(charging):
    rig = charging()
    rig.open_s2()
    rig.wait_s(5)
    rig.power_cycle()
    rig.ask_power()
    rig.wait_s(20)
    rig.now("C2 32 A closed")
    assert not rig.noted("fault")


def test_1_a_car_that_leaves_while_the_mains_is_away_leaves_no_fault_behind(long_charging):
    rig = long_charging
    rig.unplug()
    rig.power_cycle()
    rig.wait_s(20)
    assert rig.fault is None
    rig.charge()
    rig.now("C2 32 A closed")


def test_19_a_start_that_is_no_power_on_and_finds_no_state_assumes_the_worst(charging):
    rig = charging()
    rig.open_s2()
    rig.wait_s(5)
    rig.world.registers.set_memory(b"")
    rig.reset()
    rig.ask_power()
    _rests_15_min(rig)


def test_19_a_reset_in_the_middle_of_a_write_of_the_rtc_s_memory_forgets_no_lock_out(charging):
    rig = charging()
    rig.inject("diode_missing")
    rig.advance_ms(1_000)
    assert (rig.fault, rig.latched) == ("diode", True)
    for after_bytes in range(0, RTC_MEMORY_BYTES, 29):
        rig.world.tear_rtc_memory(after_bytes)
        with pytest.raises(ChipReset):
            rig.app.resets.remember()
        rig.reset()
        assert (rig.fault, rig.latched) == ("diode", True), after_bytes
