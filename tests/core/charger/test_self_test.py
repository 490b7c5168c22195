"""The self-test while the car changes its mind: broken off, or finished first."""

from firmware.core.evse import CLOSED, OPEN
from tests.core.rig import GFCI_MS, Rig, ms_until

_RISE_MS = 100


def _plugged():
    rig = Rig()
    rig.board.test_rise_ms = _RISE_MS
    rig.plug_in(5_000)
    return rig


def _testing():
    rig = _plugged()
    rig.ask_power()
    rig.advance_ms(20)
    assert rig.board.testing
    return rig


def test_i1_a_car_that_stops_asking_ends_the_test_current_in_the_same_step():
    rig = _testing()
    rig.open_s2()
    assert rig.shows == "B2 32 A open" and not rig.board.testing


def test_i1_after_a_test_that_was_broken_off_a_trip_that_stays_is_seen_again():
    rig = _testing()
    rig.open_s2()
    rig.advance_ms(GFCI_MS[0] + 20)
    rig.board.leak()
    rig.advance_ms(2 * GFCI_MS[1] - 20)
    assert rig.fault is None
    rig.advance_ms(40)
    assert rig.fault == "self_test"


def test_10_one_on_request_without_a_car_fails_on_a_trip_that_stays():
    rig = Rig()
    rig.board.leak()
    rig.charger.self_test.ask()
    rig.advance_ms(2 * GFCI_MS[1] + 40)
    assert rig.charger.self_test.passed is False and rig.fault is None


def test_a_test_on_request_is_finished_before_the_one_of_a_car_that_asks_meanwhile():
    rig = _plugged()
    test = rig.charger.self_test
    test.ask()
    rig.advance_ms(40)
    rig.ask_power()
    assert ms_until(rig, lambda: not test.asked, 2 * _RISE_MS) is not None
    assert test.passed and not rig.board.coil
    assert ms_until(rig, lambda: rig.board.coil, 1_000) is not None


def test_14_a_sensor_whose_interrupt_is_dead_closes_nothing():
    rig = _plugged()
    rig.board.deaf = True
    rig.ask_power()
    rig.advance_ms(2_000)
    assert (rig.fault, rig.charger.faults.latched) == ("self_test", True) and not rig.board.coil


def test_14_what_would_not_open_by_itself_closes_nothing_and_is_named():
    for broken, named in (
        ("gate_stuck", "the alive gate"),
        ("cut_dead", "the ground-fault module's cut"),
        ("monitor_stuck", "the earth monitor"),
    ):
        rig = _plugged()
        setattr(rig.board, broken, True)
        rig.ask_power()
        rig.advance_ms(2_000)
        assert rig.fault == "self_test" and rig.charger.faults.latched and not rig.board.coil
        told = [entry[2] for entry in rig.journal.entries if entry[1] == "self_test"]
        assert told == [named]


def test_14_an_earth_that_is_lost_in_the_monitor_s_test_closes_nothing():
    rig = _plugged()
    rig.ask_power()
    rig.advance_ms(20)
    rig.board.earth = False
    rig.advance_ms(2_000)
    assert rig.fault == "ground_lost" and not rig.board.coil


def test_14_a_car_that_stops_asking_ends_the_pulse_in_the_same_step():
    rig = _plugged()
    rig.ask_power()
    assert ms_until(rig, lambda: rig.board.pulse, 500) is not None
    rig.open_s2()
    assert not rig.board.pulse and rig.shows == "B2 32 A open"
    rig.advance_ms(500)
    rig.ask_power()
    assert ms_until(rig, lambda: rig.board.coil, 2_000) is not None


def test_nothing_closes_before_the_closing_is_marked_on_flash():
    rig = _plugged()
    rig.charger.marked = False
    rig.ask_power()
    rig.advance_ms(3_000)
    assert rig.charger.about_to_close and not rig.board.coil
    rig.charger.marked = True
    rig.advance_ms(20)
    assert rig.board.coil and not rig.charger.about_to_close


def test_10_with_the_contactor_open_a_short_trip_is_noise():
    rig = Rig()
    rig.plug_in(5_000)
    rig.board.leak()
    rig.advance_ms(1_000)
    rig.board.leak(False)
    rig.wait_s(10)
    assert rig.fault is None
    rig.ask_power()
    assert ms_until(rig, lambda: rig.board.coil, 2_000) is not None


def test_10_a_trip_that_the_second_look_does_not_confirm_locks_nobody_out():
    rig = Rig()
    rig.charge()
    rig.board.leak()
    rig.board.leak(False)
    rig.advance_ms(20)
    assert rig.fault == "ground_fault" and not rig.charger.faults.latched


def test_14_a_pulse_is_the_coil_s_and_not_the_state_s():
    rig = _testing()
    assert rig.charger.contactor == OPEN
    assert ms_until(rig, lambda: rig.charger.contactor == CLOSED, 2_000) is not None
    assert rig.charger.self_test.coil_on and rig.shows == "C2 32 A open"
