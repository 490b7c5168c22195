"""The self-test of the ground-fault sensor: 150 ms to trip, 1 s to let go."""

from firmware.core.charger import Senses
from firmware.core.protection.self_test import (
    CLEARING,
    CUT,
    FAILED,
    GATE,
    IDLE,
    PASSED,
    RELEASING,
    SENSOR,
    TESTING,
    SelfTest,
)
from tests.core.protection.stages import (
    at,
    begun,
    idle,
    passed,
    pulsing_cut,
    pulsing_gate,
    releasing,
    step,
    watched,
)


def test_after_a_boot_the_sensor_gets_its_time_to_let_go():
    for tripped, ms in ((True, 1_000), (False, 150)):
        test = SelfTest(150, 1_000, None, at(0))
        step(test, tripped, tripped, at(ms - 1))
        assert test.phase == CLEARING and test.running and not test.current_on
        step(test, tripped, tripped, at(ms))
        assert test.phase == IDLE and not test.asked


def test_it_starts_with_the_test_current():
    test = idle()
    assert test.phase == IDLE and not test.current_on and not test.running
    step(test, False, False, at(0))
    assert test.phase == TESTING and test.current_on and test.running


def test_a_trip_ends_the_current_and_letting_go_leads_to_the_gate_s_pulse():
    test = begun()
    step(test, True, True, at(149))
    assert test.phase == RELEASING and not test.current_on and test.running
    step(test, False, False, at(150))
    assert test.phase == GATE and test.running and test.coil_on and not test.current_on


def test_14_a_gate_that_holds_leads_to_a_second_trip_and_the_cut_s_pulse():
    test = pulsing_gate()
    step(test, False, False, at(120 + 59))
    assert test.phase == GATE
    step(test, False, False, at(120 + 60))
    assert test.phase == TESTING and not test.coil_on
    step(test, True, True, at(200))
    assert test.phase == CUT and test.coil_on and test.current_on
    step(test, True, False, at(200 + 59))
    assert test.phase == CUT
    step(test, True, False, at(200 + 60))
    assert test.phase == RELEASING and not test.coil_on and not test.current_on
    step(test, False, False, at(280))
    assert test.phase == PASSED and test.passed and not test.running and test.failed is None


def test_14_mains_in_a_pulse_names_what_has_failed():
    for pulsing, what in ((pulsing_gate, "alive gate"), (pulsing_cut, "module's cut")):
        test = pulsing()
        step(test, test.current_on, False, at(240), True)
        assert test.phase == FAILED and not test.coil_on and what in test.failed


def test_14_a_pulse_that_an_interrupt_ends_is_given_again():
    for pulsing, phase, tripped in ((pulsing_gate, GATE, False), (pulsing_cut, TESTING, True)):
        test = pulsing()
        senses = Senses()
        senses.tripped = tripped
        test.step(senses, at(250))
        assert test.phase == RELEASING
        step(test, False, False, at(270))
        assert test.phase == phase


def test_14_a_gate_that_has_held_need_not_hold_again_until_the_contactor_has_closed():
    for closes in (False, True):
        test = passed()
        if closes:
            test.closes()
        test.forget(at(300))
        step(test, False, False, at(320))
        step(test, True, True, at(340))
        assert test.phase == (RELEASING if closes else CUT)


def test_10_while_a_sensor_trips_by_itself_no_test_begins():
    test = idle()
    step(test, True, True, at(0))
    assert test.phase == IDLE and not test.current_on
    step(test, False, False, at(20))
    assert test.phase == TESTING


def test_10_a_trip_that_lasts_twice_as_long_as_letting_go_may_stays():
    test = idle()
    assert watched(test, True, at(20)) is None
    assert watched(test, True, at(1_999)) is None
    assert watched(test, True, at(2_000)) == SENSOR
    assert watched(test, False, at(2_020)) is None
    test.fail(SENSOR, at(2_020))
    assert test.phase == FAILED and test.passed is False and test.failed == SENSOR


def test_10_a_trip_of_the_test_itself_is_none_that_stays():
    test = begun()
    assert watched(test, True, at(5_000)) is None


def test_no_trip_is_waited_for_until_150_ms():
    test = begun()
    step(test, False, False, at(149))
    assert test.phase == TESTING
    step(test, False, False, at(150))
    assert test.phase == FAILED and not test.current_on


def test_a_trip_that_is_seen_late_still_counts():
    test = begun()
    step(test, True, True, at(400))
    assert test.phase == RELEASING


def test_14_a_trip_that_is_seen_but_not_heard_fails():
    test = begun()
    step(test, True, False, at(100))
    assert test.phase == TESTING
    step(test, True, False, at(150))
    assert test.phase == FAILED


def test_the_interrupt_may_come_a_step_before_the_trip_is_seen():
    test = begun()
    step(test, False, True, at(80))
    step(test, True, False, at(100))
    assert test.phase == RELEASING


def test_an_interrupt_from_before_the_test_is_none_of_it():
    test = idle()
    step(test, False, True, at(0))
    step(test, True, False, at(100))
    assert test.phase == TESTING


def test_the_release_is_waited_for_until_1000_ms():
    test = releasing()
    step(test, True, True, at(100 + 999))
    assert test.phase == RELEASING
    step(test, True, True, at(100 + 1_000))
    assert test.phase == FAILED


def test_a_failed_test_stays_failed_until_it_is_forgotten():
    test = begun()
    step(test, False, False, at(150))
    for tripped in (True, False):
        step(test, tripped, tripped, at(151))
        assert test.phase == FAILED
    test.forget(at(152))
    assert test.phase == IDLE


def test_a_result_is_forgotten_at_once():
    test = passed()
    test.forget(at(300))
    assert test.phase == IDLE and not test.running


def test_a_test_that_is_broken_off_excuses_the_trip_that_may_still_come():
    test = begun()
    test.forget(at(40))
    assert test.phase == CLEARING and not test.current_on and test.running
    step(test, False, False, at(40 + 149))
    assert test.phase == CLEARING
    step(test, False, False, at(40 + 150))
    assert test.phase == IDLE


def test_a_test_that_is_broken_off_excuses_the_trip_no_longer_than_a_second():
    test = releasing()
    test.forget(at(200))
    step(test, True, True, at(200 + 999))
    assert test.phase == CLEARING and test.running
    step(test, True, True, at(200 + 1_000))
    assert test.phase == IDLE and not test.running


def test_forgetting_twice_does_not_prolong_the_clearing():
    test = releasing()
    test.forget(at(200))
    test.forget(at(700))
    step(test, True, True, at(200 + 1_000))
    assert test.phase == IDLE


# --- on request ----------------------------------------------------------------------------------


def _asked():
    test = idle()
    assert test.ask() and test.asked and test.passed is None
    return test


def test_one_on_request_tells_its_times_and_serves_no_closing():
    test = _asked()
    step(test, False, False, at(0))
    step(test, True, True, at(40))
    assert test.asked and test.trip_ms == 40 and test.release_ms is None
    step(test, False, False, at(100))
    assert not test.asked and test.passed and test.phase == IDLE
    assert (test.trip_ms, test.release_ms) == (40, 60)


def test_one_on_request_that_fails_says_so():
    test = _asked()
    step(test, False, False, at(0))
    step(test, False, False, at(150))
    assert not test.asked and test.passed is False and test.phase == FAILED
    assert test.trip_ms is None and test.release_ms is None


def test_a_sensor_that_trips_already_keeps_the_one_on_request_waiting_until_it_fails():
    test = _asked()
    step(test, True, True, at(0))
    assert test.asked and test.phase == IDLE
    test.fail(SENSOR, at(20))
    assert not test.asked and test.passed is False


def test_while_a_test_runs_another_one_is_refused():
    assert not begun().ask() and not releasing().ask()
    test = passed()
    assert test.phase == PASSED and test.ask() and test.phase == IDLE


def test_one_on_request_that_is_broken_off_has_no_result():
    test = _asked()
    step(test, False, False, at(0))
    test.forget(at(40))
    assert not test.asked and test.passed is None and test.phase == CLEARING


def test_a_new_test_forgets_the_times_of_the_last():
    test = passed()
    test.forget(at(300))
    assert (test.passed, test.trip_ms, test.release_ms) == (True, 20, 20)
    step(test, False, False, at(320))
    assert (test.passed, test.trip_ms, test.release_ms) == (None, None, None)


def test_14_a_sensor_that_has_let_go_waits_for_the_earth_monitor():
    test = SelfTest(150, 1_000, 100, at(-200))
    step(test, False, False, at(-50))
    step(test, False, False, at(0))
    step(test, True, True, at(20))
    step(test, False, False, at(40))
    assert test.phase == RELEASING
    senses = Senses()
    senses.ground_ok = False
    assert test.watch(senses, at(60)) is None
    step(test, False, False, at(60))
    assert test.phase == GATE
