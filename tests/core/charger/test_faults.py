"""What is wrong on the board or in the car, and what the charger makes of it (I1)."""

from firmware.core.j1772 import DUTY_STEADY
from tests.core.rig import Rig, ms_until


def _charging(wire_a=32):
    rig = Rig(wire_a)
    rig.charge()
    assert rig.shows == f"C2 {wire_a} A closed"
    return rig


# More than the reference board may: above 85 % duty the low plateau is short.
def _with_80_a():
    rig = Rig(80)
    rig.plan.limits["board"] = rig.plan.limits["cable"] = rig.rating_ma = 80_000
    return rig


def _asks(rig):
    rig.plug_in(5_000)
    rig.ask_power()
    rig.advance_ms(3_000)


# --- ground fault --------------------------------------------------------------------------------


def test_i1_a_trip_within_ten_seconds_of_the_closing_locks_out():
    rig = _charging()
    rig.wait_s(9)
    rig.board.leak()
    rig.advance_ms(20)
    assert rig.shows == "F -12 V open" and rig.fault == "ground_fault"
    assert rig.charger.faults.latched
    rig.board.leak(False)
    rig.wait_s(4_000)
    assert rig.fault == "ground_fault" and not rig.board.coil
    rig.unplug()
    rig.advance_ms(3_300)
    assert rig.fault is None


def test_i1_a_later_trip_is_tried_again_after_15_min():
    rig = _charging()
    rig.wait_s(12)
    rig.board.leak()
    rig.advance_ms(20)
    assert rig.fault == "ground_fault" and not rig.charger.faults.latched
    rig.board.leak(False)
    rig.wait_s(898)
    assert rig.fault == "ground_fault" and rig.shows == "C1 steady open"
    rig.wait_s(4)
    assert rig.fault is None
    rig.wait_s(2)
    assert rig.shows == "C2 32 A closed"


def test_i1_the_fifth_trip_of_a_plug_in_latches():
    rig = _charging()
    for _ in range(4):
        rig.wait_s(12)
        rig.board.leak()
        rig.advance_ms(20)
        rig.board.leak(False)
        rig.wait_s(905)
        assert rig.shows == "C2 32 A closed"
    rig.wait_s(12)
    rig.board.leak()
    rig.advance_ms(20)
    assert rig.charger.faults.latched


def test_i1_a_trip_that_is_over_before_the_step_is_seen_by_the_coil_being_off():
    rig = _charging()
    rig.board.leak()
    rig.board.leak(False)
    assert not rig.board.coil
    rig.advance_ms(20)
    assert rig.shows == "F -12 V open" and rig.fault == "ground_fault"


def test_a_trip_without_a_car_is_nobodys_fault():
    rig = Rig()
    rig.board.leak()
    rig.advance_ms(1_000)
    assert rig.fault is None and rig.shows == "A steady open"


def test_i1_a_trip_before_the_closing_keeps_it_open_and_is_the_sensors_fault_when_it_stays():
    rig = Rig()
    rig.plug_in(5_000)
    rig.board.leak()
    rig.ask_power()
    rig.advance_ms(1_900)
    assert rig.shows == "C2 32 A open" and rig.fault is None
    rig.advance_ms(100)
    assert rig.fault == "self_test" and rig.charger.faults.latched


# --- the self-test -------------------------------------------------------------------------------


def test_i1_a_dead_sensor_never_closes_and_latches():
    rig = Rig()
    rig.board.test_rise_ms = None
    _asks(rig)
    assert rig.fault == "self_test" and rig.charger.faults.latched
    rig.wait_s(2_000)
    assert rig.fault == "self_test" and not rig.board.coil


def test_i1_a_sensor_that_does_not_let_go_has_failed_its_test():
    rig = Rig()
    rig.board.test_fall_ms = None
    _asks(rig)
    assert rig.fault == "self_test" and rig.charger.faults.latched
    assert not rig.board.coil


def test_i1_every_closing_has_a_self_test_of_its_own():
    rig = _charging()
    rig.open_s2()
    rig.wait_s(10)
    rig.board.test_rise_ms = None
    rig.ask_power()
    rig.advance_ms(2_000)
    assert rig.fault == "self_test" and not rig.board.coil


def test_i1_a_leak_during_the_test_does_not_pass_for_its_answer():
    rig = Rig()
    rig.plug_in(5_000)
    rig.ask_power()
    rig.board.leak()
    assert ms_until(rig, lambda: rig.board.coil, 5_000) is None
    assert rig.fault == "self_test"


# --- earth ---------------------------------------------------------------------------------------


def test_i1_lost_earth_opens_and_is_tried_again_after_a_minute():
    rig = _charging()
    rig.lose_earth()
    assert rig.shows == "F -12 V open" and rig.fault == "ground_lost"
    rig.board.earth = True
    rig.wait_s(58)
    assert rig.fault == "ground_lost"
    rig.wait_s(6)
    assert rig.fault is None and rig.shows == "C2 32 A closed"


def test_a_fault_withdraws_the_offer_in_the_same_step_and_for_good():
    rig = Rig()
    rig.plug_in(5_000)
    rig.board.earth = False
    for _ in range(20):
        rig.advance_ms(20)
        assert rig.shows == "B1 steady open"


# --- the car's diode and the pilot's low plateau -------------------------------------------------


def test_i1_a_car_without_a_diode_is_never_powered():
    rig = Rig()
    rig.diode = False
    rig.plug_in(5_000)
    assert rig.fault == "diode" and rig.charger.faults.latched
    rig.ask_power()
    rig.advance_ms(3_000)
    assert rig.shows == "C1 steady open"


def test_i1_a_diode_that_fails_while_charging_opens_in_the_next_step():
    rig = _charging()
    rig.diode = False
    rig.advance_ms(20)
    assert rig.shows == "F -12 V open" and rig.fault == "diode"


def test_i1_at_high_duty_a_failing_diode_opens_within_ten_bursts_and_a_second_window():
    rig = _with_80_a()
    rig.charge()
    assert rig.shows == "C2 80 A closed"
    rig.diode = False
    assert ms_until(rig, lambda: not rig.board.coil, 400) is not None
    assert rig.fault == "diode"


def test_i1_at_high_duty_nothing_closes_before_the_diode_has_been_seen():
    rig = _with_80_a()
    rig.diode = False
    rig.override("pause")
    rig.shows_car("C", 5_000)
    rig.override("auto")
    assert ms_until(rig, lambda: rig.board.coil, 5_000) is None
    assert rig.fault == "diode"


def test_i1_a_generator_stuck_high_opens_within_20_bursts():
    rig = _charging()
    rig.stuck_duty = DUTY_STEADY
    assert ms_until(rig, lambda: not rig.board.coil, 400) is not None
    assert rig.fault == "pilot_lost" and rig.shows == "F -12 V open"


def test_faults_of_the_pilot_end_after_30_s():
    for letter, code in (("E", "pilot_short"), ("F", "pilot_lost"), (None, "pilot_unknown")):
        rig = _charging()
        rig.shows_car(letter, 600)
        assert rig.fault == code and rig.shows == "E steady open"
        rig.shows_car("C", 20)
        rig.wait_s(29)
        assert rig.fault == code and rig.shows == "C1 steady open"
        rig.wait_s(5)
        assert rig.fault is None and rig.shows == "C2 32 A closed", code


def test_ventilation_ends_after_30_s_when_the_car_no_longer_asks_for_it():
    rig = Rig()
    rig.shows_car("D", 40)
    rig.shows_car("C", 20)
    rig.wait_s(29)
    assert rig.fault == "ventilation"
    rig.wait_s(6)
    assert rig.shows == "C2 32 A closed"


# --- the contactor -------------------------------------------------------------------------------


def test_i1_a_contactor_that_does_not_close_is_a_fault_after_a_second():
    rig = Rig()
    rig.board.stuck_open = True
    rig.charge()
    assert ms_until(rig, lambda: rig.fault == "contactor", 1_100) is not None
    assert rig.shows == "F -12 V open" and not rig.charger.faults.latched


def test_i1_a_welded_contactor_is_told_after_a_second_and_unplugging_does_not_end_it():
    rig = _charging()
    rig.board.welded = True
    rig.open_s2()
    rig.advance_ms(960)
    assert rig.fault is None
    rig.advance_ms(80)
    assert rig.fault == "welded"
    rig.unplug()
    rig.advance_ms(10_000)
    assert rig.fault == "welded"
    rig.plug_in()
    rig.wait_s(1_000)
    assert rig.reason == "fault" and rig.shows == "B1 steady open"


def test_a_weld_is_told_without_a_car_too():
    rig = _charging()
    rig.board.welded = True
    rig.unplug()
    rig.advance_ms(1_100)
    assert rig.fault == "welded"


def test_11_mains_behind_a_contactor_that_was_open_for_long_is_none_and_ends_with_its_absence():
    rig = Rig()
    rig.board.welded = True
    rig.advance_ms(1_100)
    assert rig.fault == "backfeed" and not rig.charger.faults.latched
    rig.board.welded = False
    rig.wait_s(62)
    assert rig.fault is None


def test_11_a_reset_makes_no_weld_of_it():
    rig = Rig(boot_ms=0)
    rig.charger.faults.strike("backfeed", 0)
    rig.board.welded = True
    rig.wait_s(100)
    assert rig.fault == "backfeed" and rig.charger.faults.changes == 1


def test_i1_a_weld_that_follows_another_fault_is_told_at_the_latest_when_that_is_over():
    rig = _charging()
    rig.board.welded = True
    rig.board.earth = False
    rig.advance_ms(2_000)
    assert rig.fault is not None and not rig.board.coil
    rig.unplug()
    rig.advance_ms(3_300)
    assert rig.fault == "welded"
