"""A car, step by step: state, pilot and contactor after each of them."""

from firmware.core.charger import Senses
from tests.core.rig import Rig, ms_until

_WRAP = 1 << 30


def _charging(wire_a=32):
    rig = Rig(wire_a)
    rig.charge()
    assert rig.shows == f"C2 {wire_a} A closed"
    return rig


def _asked():
    """A car that has just asked for power: C is confirmed in this very step."""
    rig = Rig()
    rig.plug_in(5_000)
    rig.ask_power()
    return rig


# --- the ordinary charge -------------------------------------------------------------------------


def test_an_ordinary_charge():
    rig = Rig()
    assert rig.shows == "A steady open"
    rig.shows_car("B")
    assert rig.shows == "B1 steady open"
    rig.advance_ms(300)
    assert rig.shows == "B2 32 A open"
    rig.ask_power()
    assert rig.shows == "C2 32 A open"
    rig.advance_ms(500)
    assert rig.shows == "C2 32 A closed"
    rig.open_s2()
    assert rig.shows == "B2 32 A open"
    rig.unplug()
    assert rig.shows == "A steady open"


def test_the_first_offer_is_three_seconds_after_boot_at_the_earliest_and_within_the_wire():
    rig = Rig(6, boot_ms=0)
    rig.plug_in()
    for _ in range(2_000):
        rig.advance_ms(20)
        assert rig.shows in ("B1 steady open", "B2 6 A open")
    assert rig.shows == "B2 6 A open"


def test_a_wire_that_nobody_vouched_for_charges_with_six_amps():
    rig = Rig(None)
    rig.charge()
    assert rig.shows == "C2 6 A closed"


def test_i1_the_contactor_closes_after_500_ms_of_unbroken_c_and_not_after_480():
    rig = _asked()
    assert rig.shows_after(480) == "C2 32 A open"
    assert rig.shows_after(20) == "C2 32 A closed"


def test_i1_an_order_to_pause_in_the_very_step_of_the_closing_keeps_it_open():
    rig = _asked()
    rig.advance_ms(480)
    assert rig.shows == "C2 32 A open"
    rig.override("pause")
    rig.advance_ms(20)
    assert rig.shows == "C1 steady open"


def test_it_closes_within_three_seconds_even_with_a_slow_sensor():
    rig = Rig()
    rig.board.test_rise_ms, rig.board.test_fall_ms = 140, 960
    rig.plug_in(5_000)
    rig.ask_power()
    assert ms_until(rig, lambda: rig.board.coil, 3_000) is not None


def test_i1_a_single_burst_that_disagrees_starts_the_500_ms_anew():
    rig = _asked()
    rig.advance_ms(460)
    rig.glitches = ["B"]
    rig.advance_ms(20)
    assert rig.shows_after(480) == "C2 32 A open"
    assert rig.shows_after(20) == "C2 32 A closed"


def test_i1_a_car_that_bounces_for_250_ms_closes_500_ms_after_the_last_bounce():
    rig = _asked()
    for _ in range(6):
        rig.shows_car("B", 20)
        rig.shows_car("C", 20)
        assert not rig.board.coil
    rig.advance_ms(480)
    assert not rig.board.coil
    rig.advance_ms(20)
    assert rig.board.coil


def test_i1_toggles_of_200_to_400_ms_never_close_nor_raise_a_fault():
    for pulse_ms in (200, 300, 400):
        for fall_ms in (20, 400, 900):
            rig = Rig()
            rig.board.test_rise_ms, rig.board.test_fall_ms = 80, fall_ms
            rig.plug_in(5_000)
            for _ in range(3):
                rig.shows_car("C", pulse_ms)
                assert not rig.board.coil
                rig.shows_car("B", pulse_ms)
                assert not rig.board.coil
            rig.advance_ms(2_000)
            assert rig.fault is None, (pulse_ms, fall_ms)
            assert rig.shows == "B2 32 A open"


def test_after_a_toggle_the_car_still_charges_within_three_seconds():
    rig = Rig()
    rig.board.test_rise_ms, rig.board.test_fall_ms = 80, 900
    rig.plug_in(5_000)
    rig.shows_car("C", 200)
    rig.shows_car("B", 200)
    rig.ask_power()
    assert ms_until(rig, lambda: rig.board.coil, 2_980) is not None
    assert rig.fault is None


def test_a_car_that_asks_from_the_first_moment_is_given_no_power_before_an_offer():
    rig = Rig()
    rig.shows_car("C")
    assert rig.shows == "C1 steady open"
    rig.advance_ms(300)
    assert rig.shows == "C2 32 A open"
    rig.advance_ms(500)
    assert rig.shows == "C2 32 A closed"


def test_i1_before_anything_was_read_there_is_no_earth():
    senses = Senses()
    assert not senses.ground_ok
    assert not (senses.tripped or senses.mains_sensed or senses.coil_on)


# --- whatever opens it ---------------------------------------------------------------------------


def test_i1_whatever_the_car_shows_but_c_and_d_opens_a_closed_contactor_in_the_next_step():
    for letter, shows in (
        ("A", "A steady open"),
        ("B", "B2 32 A open"),
        ("E", "E steady open"),
    ):
        rig = _charging()
        rig.shows_car(letter, 20)
        assert rig.shows == shows, letter


def test_i1_nothing_but_minus_12_v_opens_after_half_a_second():
    rig = _charging()
    rig.shows_car("F", 480)
    assert rig.shows == "C2 32 A closed"
    rig.advance_ms(40)
    assert rig.shows == "E steady open"


def test_i1_a_pilot_that_cannot_be_read_opens_after_100_ms_and_not_after_80():
    rig = _charging()
    rig.shows_car(None, 80)
    assert rig.shows == "C2 32 A closed"
    rig.advance_ms(20)
    assert rig.shows == "E steady open"
    rig.advance_ms(20)
    assert rig.fault == "pilot_unknown"


def test_a_single_burst_that_disagrees_opens_nothing():
    for letter in ("A", "B", "D", "E", "F", None):
        rig = _charging()
        for _ in range(10):
            rig.glitches = [letter]
            rig.advance_ms(20)
            assert rig.shows == "C2 32 A closed", letter
            rig.advance_ms(100)


def test_i1_state_d_is_stopped_by_way_of_c1_and_never_powered_again():
    rig = _charging()
    rig.shows_car("D", 20)
    assert rig.shows == "C1 steady closed"
    assert rig.shows_after(5_980) == "C1 steady closed"
    assert rig.shows_after(20) == "C1 steady open"
    rig.advance_ms(40)
    assert rig.shows == "D1 steady open" and rig.fault == "ventilation"


def test_a_car_that_comes_with_d_is_never_powered():
    rig = Rig()
    rig.shows_car("D", 40)
    assert rig.shows == "D1 steady open" and rig.fault == "ventilation"
    rig.advance_ms(40_000)
    assert not rig.board.coil and rig.fault == "ventilation"


# --- stopping ------------------------------------------------------------------------------------


def _stopping():
    rig = _charging()
    rig.override("pause")
    rig.advance_ms(20)
    assert rig.shows == "C1 steady closed"
    return rig


def test_a_car_that_follows_the_stop_is_opened_without_current():
    rig = _stopping()
    rig.advance_ms(1_000)
    rig.open_s2()
    assert rig.shows == "B1 steady open"


def test_i1_a_car_that_ignores_the_stop_is_opened_at_6000_ms_and_not_at_5980():
    rig = _stopping()
    assert rig.shows_after(5_980) == "C1 steady closed"
    assert rig.shows_after(20) == "C1 steady open"


def test_i1_unplugging_and_faults_end_the_grace_at_once():
    rig = _stopping()
    rig.unplug()
    assert rig.shows == "A steady open"
    rig = _stopping()
    rig.lose_earth()
    assert rig.shows == "F -12 V open"


def test_state_f_is_held_300_ms_and_not_280_and_then_the_car_is_looked_at_again():
    rig = _charging()
    rig.lose_earth()
    assert rig.shows == "F -12 V open"
    assert rig.shows_after(280) == "F -12 V open"
    assert rig.shows_after(20) == "B1 steady open"
    rig.advance_ms(20)
    assert rig.shows == "C1 steady open"


# --- the wrap of the ticks -----------------------------------------------------------------------


def test_a_charge_across_the_wrap_of_the_ticks_is_like_any_other():
    for after_boot_ms in (10_300, 14_100, 14_520, 15_000, 16_000, 25_000):
        rig = Rig(start_ms=_WRAP - after_boot_ms)
        rig.plug_in()
        rig.advance_ms(3_000)
        rig.ask_power()
        rig.advance_ms(480)
        assert rig.shows == "C2 32 A open", after_boot_ms
        rig.advance_ms(20)
        assert rig.shows == "C2 32 A closed", after_boot_ms
        rig.override("pause")
        rig.advance_ms(6_000)
        assert rig.shows == "C1 steady closed", after_boot_ms
        rig.advance_ms(20)
        assert rig.shows == "C1 steady open", after_boot_ms
        rig.override("auto")
        rig.advance_ms(4_960)
        assert rig.shows == "C1 steady open", after_boot_ms
        rig.advance_ms(1_000)
        assert rig.shows == "C2 32 A closed", after_boot_ms
        rig.unplug()
        rig.advance_ms(3_300)
        assert rig.reason == "unplugged" and not rig.charger.session.active, after_boot_ms
