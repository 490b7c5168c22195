"""The random delay after a power cut, and the self-test that comes before it."""

from tests.core.rig import Rig, ms_until


def _delayed_by_90_s():
    rig = Rig(start_delay_s=90, boot_ms=0)
    rig.shows_car("C")
    return rig


def test_a_car_that_is_there_when_mains_returns_waits_for_the_drawn_delay():
    rig = _delayed_by_90_s()
    rig.wait_until_uptime_s(89)
    assert rig.reason == "delayed" and rig.shows == "C1 steady open"
    rig.wait_until_uptime_s(91)
    assert rig.reason == "offline" and rig.plan.may_charge


def test_the_delay_ends_on_its_second():
    rig = _delayed_by_90_s()
    rig.wait_until_uptime_s(88)
    assert ms_until(rig, lambda: rig.plan.may_charge, 5_000) is not None
    assert rig.clock.uptime_s() == 90


def test_before_the_delay_comes_a_self_test_and_before_the_closing_another():
    rig = _delayed_by_90_s()
    rig.advance_ms(9_900)
    assert rig.reason == "starting" and rig.charger.self_test.passed is None
    tested = []
    while rig.clock.ms < 89_000:
        rig.advance_ms(20)
        assert rig.shows == "C1 steady open"
        if rig.board.testing:
            tested.append(rig.clock.ms)
    assert 10_000 <= tested[0] and tested[-1] <= 10_300
    assert rig.reason == "delayed" and rig.charger.self_test.passed
    rig.advance_ms(3_000)
    assert rig.shows == "C2 32 A closed"


def test_a_sensor_that_does_not_answer_latches_before_the_delay():
    rig = _delayed_by_90_s()
    rig.board.test_rise_ms = None
    rig.advance_ms(11_000)
    assert rig.fault == "self_test" and rig.charger.faults.latched
    rig.wait_until_uptime_s(100)
    assert rig.shows == "C1 steady open" and rig.reason == "fault"


def test_a_self_test_that_the_car_breaks_off_is_made_again():
    rig = _delayed_by_90_s()
    rig.board.test_fall_ms = 500
    while not rig.board.testing:
        rig.advance_ms(20)
    rig.shows_car("B", 100)
    assert rig.charger.self_test.passed is None and not rig.board.testing
    rig.advance_ms(3_000)
    assert rig.charger.self_test.passed and rig.shows == "B1 steady open"


def test_a_local_override_skips_the_delay():
    rig = _delayed_by_90_s()
    rig.wait_until_uptime_s(20)
    rig.override("charge")
    assert rig.reason == "override"


def test_a_car_that_comes_later_need_not_wait():
    rig = _delayed_by_90_s()
    rig.shows_car("A", 4_000)
    rig.wait_until_uptime_s(20)
    rig.plug_in()
    assert rig.reason == "offline"
