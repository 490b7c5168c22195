"""-12 V for 3 s wakes a car that sleeps through our offer: once, and only where switched on."""

from tests.core.rig import Rig, ms_until


def _sleeping(wake_up=True):
    """A car that has been offered current and has not asked for it; B2 was just entered."""
    rig = Rig()
    rig.order("config", {"wake_up": wake_up})
    rig.shows_car("B")
    assert ms_until(rig, lambda: rig.shows == "B2 32 A open", 1_000) is not None
    return rig


def _woken():
    rig = _sleeping()
    rig.advance_ms(33_000)
    assert rig.shows == "B1 steady open"
    return rig


def test_it_is_off_until_somebody_switches_it_on():
    rig = _sleeping(False)
    for _ in range(200):
        rig.advance_ms(1_000)
        assert rig.shows == "B2 32 A open"


def test_the_car_has_30_s_to_ask_and_not_a_step_less():
    rig = _sleeping()
    rig.advance_ms(29_980)
    assert rig.shows == "B2 32 A open"
    rig.advance_ms(20)
    assert rig.shows == "F -12 V open" and rig.fault is None


def test_a_car_that_leaves_in_the_step_of_the_wake_up_has_left():
    rig = _sleeping()
    rig.advance_ms(29_980)
    rig.shows_car("A", 20)
    assert rig.shows == "A steady open"


def test_the_pulse_lasts_3_s_and_then_the_offer_rests_3_s():
    rig = _sleeping()
    rig.advance_ms(30_000)
    assert rig.shows_after(2_980) == "F -12 V open"
    assert rig.shows_after(20) == "B1 steady open"
    assert rig.shows_after(2_980) == "B1 steady open"
    assert rig.shows_after(20) == "B2 32 A open"


def test_a_car_is_woken_once_for_each_plug_in():
    rig = _woken()
    rig.advance_ms(3_100)
    for _ in range(100):
        rig.advance_ms(1_000)
        assert rig.shows == "B2 32 A open"
    rig.unplug()
    rig.advance_ms(4_000)
    rig.plug_in()
    rig.advance_ms(30_000)
    assert rig.shows == "F -12 V open"


def test_a_car_that_wakes_up_charges():
    rig = _woken()
    rig.ask_power()
    rig.advance_ms(4_000)
    assert rig.shows == "C2 32 A closed"


def test_a_car_that_has_charged_and_sleeps_then_is_woken_too():
    rig = _sleeping()
    rig.ask_power()
    rig.advance_ms(1_000)
    rig.open_s2()
    assert rig.shows == "B2 32 A open"
    rig.advance_ms(34_000)
    assert rig.shows == "B2 32 A open"
    rig.advance_ms(2_000)
    assert rig.shows == "F -12 V open"


def test_i1_a_fault_during_the_pulse_ends_it_and_it_is_not_made_up_for():
    rig = _sleeping()
    rig.advance_ms(31_000)
    rig.lose_earth()
    assert rig.shows == "F -12 V open" and rig.fault == "ground_lost"
    rig.board.earth = True
    rig.advance_ms(300)
    assert rig.shows == "B1 steady open"
    rig.advance_ms(120_000)
    assert rig.fault is None and rig.shows == "B2 32 A open"


def test_a_car_that_leaves_during_the_pulse_is_missed_when_it_is_over():
    rig = _sleeping()
    rig.advance_ms(31_000)
    rig.unplug()
    assert rig.shows == "F -12 V open"
    rig.advance_ms(2_060)
    assert rig.shows == "A steady open"
