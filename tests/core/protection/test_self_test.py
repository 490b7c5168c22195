"""The self-test of the ground-fault sensor: 150 ms to trip, 1 s to let go."""

from firmware.core.protection.self_test import (
    CLEARING,
    FAILED,
    IDLE,
    PASSED,
    RELEASING,
    TESTING,
    SelfTest,
)

_WRAP = 1 << 30
_BEGIN = _WRAP - 100  # the ticks wrap within each test


def _at(ms):
    return (_BEGIN + ms) % _WRAP


# After a boot.
def _idle():
    test = SelfTest(150, 1_000, _at(-200))
    test.step(False, False, _at(-50))
    return test


def _testing():
    test = _idle()
    test.step(False, False, _at(0))
    return test


def _releasing():
    test = _testing()
    test.step(True, True, _at(100))
    return test


def test_after_a_boot_the_sensor_gets_its_time_to_let_go():
    for tripped, ms in ((True, 1_000), (False, 150)):
        test = SelfTest(150, 1_000, _at(0))
        test.step(tripped, tripped, _at(ms - 1))
        assert test.phase == CLEARING and test.running and not test.current_on
        test.step(tripped, tripped, _at(ms))
        assert test.phase == IDLE and not test.asked


def test_it_starts_with_the_test_current():
    test = _idle()
    assert test.phase == IDLE and not test.current_on and not test.running
    test.step(False, False, _at(0))
    assert test.phase == TESTING and test.current_on and test.running


def test_a_trip_ends_the_current_and_letting_go_passes():
    test = _testing()
    test.step(True, True, _at(149))
    assert test.phase == RELEASING and not test.current_on and test.running
    test.step(False, False, _at(150))
    assert test.phase == PASSED and not test.running


def test_10_while_a_sensor_trips_by_itself_no_test_begins():
    test = _idle()
    test.step(True, True, _at(0))
    assert test.phase == IDLE and not test.current_on
    test.step(False, False, _at(20))
    assert test.phase == TESTING


def test_10_a_trip_that_lasts_twice_as_long_as_letting_go_may_stays():
    test = _idle()
    assert not test.trip_stays(True, _at(20))
    assert not test.trip_stays(True, _at(1_999))
    assert test.trip_stays(True, _at(2_000))
    assert not test.trip_stays(False, _at(2_020))
    test.fail(_at(2_020))
    assert test.phase == FAILED and test.passed is False


def test_10_a_trip_of_the_test_itself_is_none_that_stays():
    test = _testing()
    assert not test.trip_stays(True, _at(5_000))


def test_no_trip_is_waited_for_until_150_ms():
    test = _testing()
    test.step(False, False, _at(149))
    assert test.phase == TESTING
    test.step(False, False, _at(150))
    assert test.phase == FAILED and not test.current_on


def test_a_trip_that_is_seen_late_still_counts():
    test = _testing()
    test.step(True, True, _at(400))
    assert test.phase == RELEASING


def test_14_a_trip_that_is_seen_but_not_heard_fails():
    test = _testing()
    test.step(True, False, _at(100))
    assert test.phase == TESTING
    test.step(True, False, _at(150))
    assert test.phase == FAILED


def test_the_interrupt_may_come_a_step_before_the_trip_is_seen():
    test = _testing()
    test.step(False, True, _at(80))
    test.step(True, False, _at(100))
    assert test.phase == RELEASING


def test_an_interrupt_from_before_the_test_is_none_of_it():
    test = _idle()
    test.step(False, True, _at(0))
    test.step(True, False, _at(100))
    assert test.phase == TESTING


def test_the_release_is_waited_for_until_1000_ms():
    test = _releasing()
    test.step(True, True, _at(100 + 999))
    assert test.phase == RELEASING
    test.step(True, True, _at(100 + 1_000))
    assert test.phase == FAILED


def test_a_failed_test_stays_failed_until_it_is_forgotten():
    test = _testing()
    test.step(False, False, _at(150))
    for tripped in (True, False):
        test.step(tripped, tripped, _at(151))
        assert test.phase == FAILED
    test.forget(_at(152))
    assert test.phase == IDLE


def test_a_result_is_forgotten_at_once():
    test = _releasing()
    test.step(False, False, _at(120))
    test.forget(_at(140))
    assert test.phase == IDLE and not test.running


def test_a_test_that_is_broken_off_excuses_the_trip_that_may_still_come():
    test = _testing()
    test.forget(_at(40))
    assert test.phase == CLEARING and not test.current_on and test.running
    test.step(False, False, _at(40 + 149))
    assert test.phase == CLEARING
    test.step(False, False, _at(40 + 150))
    assert test.phase == IDLE


def test_a_test_that_is_broken_off_excuses_the_trip_no_longer_than_a_second():
    test = _releasing()
    test.forget(_at(200))
    test.step(True, True, _at(200 + 999))
    assert test.phase == CLEARING and test.running
    test.step(True, True, _at(200 + 1_000))
    assert test.phase == IDLE and not test.running


def test_forgetting_twice_does_not_prolong_the_clearing():
    test = _releasing()
    test.forget(_at(200))
    test.forget(_at(700))
    test.step(True, True, _at(200 + 1_000))
    assert test.phase == IDLE


# --- on request ----------------------------------------------------------------------------------


def _asked():
    test = _idle()
    assert test.ask() and test.asked and test.passed is None
    return test


def test_one_on_request_tells_its_times_and_serves_no_closing():
    test = _asked()
    test.step(False, False, _at(0))
    test.step(True, True, _at(40))
    assert test.asked and test.trip_ms == 40 and test.release_ms is None
    test.step(False, False, _at(100))
    assert not test.asked and test.passed and test.phase == IDLE
    assert (test.trip_ms, test.release_ms) == (40, 60)


def test_one_on_request_that_fails_says_so():
    test = _asked()
    test.step(False, False, _at(0))
    test.step(False, False, _at(150))
    assert not test.asked and test.passed is False and test.phase == FAILED
    assert test.trip_ms is None and test.release_ms is None


def test_a_sensor_that_trips_already_keeps_the_one_on_request_waiting_until_it_fails():
    test = _asked()
    test.step(True, True, _at(0))
    assert test.asked and test.phase == IDLE
    test.fail(_at(20))
    assert not test.asked and test.passed is False


def test_while_a_test_runs_another_one_is_refused():
    assert not _testing().ask() and not _releasing().ask()
    test = _releasing()
    test.step(False, False, _at(120))
    assert test.phase == PASSED and test.ask() and test.phase == IDLE


def test_one_on_request_that_is_broken_off_has_no_result():
    test = _asked()
    test.step(False, False, _at(0))
    test.forget(_at(40))
    assert not test.asked and test.passed is None and test.phase == CLEARING


def test_a_new_test_forgets_the_times_of_the_last():
    test = _releasing()
    test.step(False, False, _at(120))
    test.forget(_at(200))
    assert (test.passed, test.trip_ms, test.release_ms) == (True, 100, 20)
    test.step(False, False, _at(300))
    assert (test.passed, test.trip_ms, test.release_ms) == (None, None, None)
