"""A pilot that is broken, shorted, lost or cannot be read (I1), and the car that asks for air."""

import pytest

DOUBT_MS = 80  # from the first doubtful burst on; unknown after it
RETRY_S = 30
LOW_LOST_MS = 600  # ten bursts with hardly a low plateau, then twice ten without one
OUT_OF_ORDER = ("F -12 V open", "F steady open")  # steady where the generator has lost its PWM
AT_REST = ("B1 steady open", "C1 steady open")


def _opens_within(rig, ms):
    return rig.ms_until(lambda: not rig.world.power.closed, ms)


def _charges_again(rig):
    rig.until("C2 32 A closed", 40_000)


# --- the diode -----------------------------------------------------------------------------------


def test_i1_without_a_diode_the_offer_ends_in_b(rig):
    rig.inject("diode_missing")
    rig.plug_in()
    rig.ms_until(lambda: rig.fault, 500)
    rig.after(20, "B1 steady open")
    assert (rig.fault, rig.latched) == ("diode", True)
    rig.ask_power()
    rig.stays_s(120, *AT_REST)
    assert rig.world.power.closings == 0


def test_i1_a_diode_lost_while_charging_opens(charging):
    rig = charging()
    rig.inject("diode_missing")
    assert _opens_within(rig, 100) <= 60
    rig.now("F -12 V open")
    assert (rig.fault, rig.latched) == ("diode", True)


def test_a_diode_that_fails_for_one_burst_opens_nothing(charging):
    rig = charging()
    rig.inject("diode_missing")
    rig.world.clock.wait_until(rig.world.clock.now_us + 3_000)
    rig.mend("diode_missing")
    rig.stays(2_000, "C2 32 A closed")


# --- E -------------------------------------------------------------------------------------------


def test_i1_a_short_opens_and_is_tried_again_30_s_after_its_end(charging):
    rig = charging()
    rig.inject("cp_short")
    rig.after(40, "E steady open")
    assert rig.fault == "pilot_short"
    rig.stays_s(60, "E steady open")
    rig.mend("cp_short")
    rig.after(60, "C1 steady open")
    rig.wait_s(RETRY_S - 2)
    rig.now("C1 steady open")
    assert rig.fault == "pilot_short"
    _charges_again(rig)


def test_a_short_in_b_ends_the_offer(rig):
    rig.offer()
    rig.inject("cp_short")
    rig.after(40, "E steady open")
    assert rig.fault == "pilot_short"
    rig.mend("cp_short")
    rig.after(60, "B1 steady open")
    rig.wait_s(RETRY_S - 2)
    rig.now("B1 steady open")
    rig.until("B2 32 A open", 5_000)


# --- -12 V and the PWM ---------------------------------------------------------------------------


def test_i1_a_lost_pwm_opens(charging):
    rig = charging()
    rig.inject("pwm_lost")
    _opens_within(rig, LOW_LOST_MS)
    rig.now("F steady open")
    assert rig.fault == "pilot_lost"


# Without -12 V the low plateau is at 0 V, between the two: what its reads do to the mean of the
# high ones goes with the duty.
@pytest.mark.parametrize("amps", (6, 10, 16, 20, 24, 28, 32, 36, 40, 44, 48))
def test_i1_a_lost_minus_12_v_opens_at_every_duty(corner, charging, amps):
    rig = charging(wire_ma=amps * 1_000)
    rig.now(f"C2 {amps} A closed")
    rig.inject("minus12_missing")
    _opens_within(rig, LOW_LOST_MS)
    assert rig.fault in ("pilot_short", "pilot_unknown", "pilot_lost")
    rig.stays_s(120, *AT_REST, *OUT_OF_ORDER, f"C2 {amps} A open", "E steady open")
    assert rig.world.power.closings == 1


@pytest.mark.parametrize("amps", (6, 16, 32, 40, 48))
def test_i1_without_minus_12_v_nothing_closes(corner, start, amps):
    rig = start(wire_ma=amps * 1_000)
    rig.inject("minus12_missing")
    rig.plug_in()
    rig.wait_s(4)
    rig.ask_power()
    rig.advance_ms(10_000)
    rig.wait_s(120)
    assert rig.world.power.closings == 0


def test_a_lost_pwm_is_tried_again_while_it_is_mended(charging):
    rig = charging()
    rig.inject("pwm_lost")
    rig.advance_ms(1_000)
    assert (rig.fault, rig.latched) == ("pilot_lost", False)
    rig.mend("pwm_lost")
    rig.wait_s(RETRY_S - 3)
    rig.now("C1 steady open")
    _charges_again(rig)


# --- the reading ---------------------------------------------------------------------------------


def test_i1_a_frozen_reading_opens(charging):
    rig = charging()
    rig.inject("adc_frozen")
    _opens_within(rig, LOW_LOST_MS)
    rig.now("F -12 V open")
    assert rig.fault == "pilot_lost"


def test_i1_a_reading_that_is_silently_zero_opens(charging):
    rig = charging()
    rig.inject("adc_zero")
    rig.after(60, "E steady open")
    rig.stays(5_000, "E steady open")
    assert rig.fault == "pilot_lost"


def test_i1_a_refused_reading_opens_after_the_doubt(charging):
    rig = charging()
    rig.inject("adc_error")
    rig.stays(DOUBT_MS, "C2 32 A closed")
    rig.after(40, "E steady open")
    assert rig.fault == "pilot_unknown"


def test_a_reading_refused_for_less_than_the_doubt_opens_nothing(charging):
    rig = charging()
    rig.inject("adc_error")
    rig.stays(DOUBT_MS, "C2 32 A closed")
    rig.mend("adc_error")
    rig.stays(2_000, "C2 32 A closed")
    assert rig.fault is None


@pytest.mark.parametrize("fault", ("adc_error", "adc_zero", "adc_frozen"))
def test_a_reading_that_comes_back_is_tried_again_after_30_s(charging, fault):
    rig = charging()
    rig.inject(fault)
    rig.advance_ms(1_000)
    rig.mend(fault)
    rig.wait_s(RETRY_S - 3)
    rig.now("C1 steady open")
    _charges_again(rig)


def test_i1_a_broken_reading_in_b_closes_nothing(rig):
    rig.offer()
    for fault in ("adc_error", "adc_zero", "adc_frozen"):
        rig.inject(fault)
        rig.ask_power()
        rig.advance_ms(3_000)
        rig.mend(fault)
        rig.open_s2()
        rig.advance_ms(100)
    assert rig.world.power.closings == 0


# --- F -------------------------------------------------------------------------------------------


def test_f_is_held_for_300_ms_after_a_fault_in_c_then_steady(charging):
    rig = charging()
    rig.inject("ground_lost")
    rig.after(20, "F -12 V closed", "F -12 V open")
    rig.stays(280, "F -12 V open")
    rig.after(40, *AT_REST)
    rig.after(40, "C1 steady open")


def test_a_car_that_leaves_during_f_is_seen_after_it(charging):
    rig = charging()
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    rig.unplug()
    rig.stays(240, "F -12 V open")
    rig.after(100, "A steady open")


def test_a_fault_in_b_holds_no_f(rig):
    rig.offer()
    rig.inject("ground_lost")
    rig.after(40, "B1 steady open")
    rig.stays(1_000, "B1 steady open")


# --- ventilation ---------------------------------------------------------------------------------


def _asks_for_air(rig, yes=True):
    rig.world.set_car(needs_ventilation=yes)


def test_a_charging_car_that_asks_for_air_gets_the_grace_and_no_more(charging):
    rig = charging(wire_ma=16_000)
    _asks_for_air(rig)
    rig.after(40, "C1 steady closed")
    rig.stays(5_900, "C1 steady closed")
    rig.after(160, "C1 steady open", "D1 steady open")
    rig.after(40, "D1 steady open")
    rig.stays_s(60, "D1 steady open")
    assert rig.fault == "ventilation"


def test_a_charging_car_that_asks_for_air_and_stops_is_opened_without_current(charging):
    rig = charging()
    _asks_for_air(rig)
    rig.after(40, "C1 steady closed")
    rig.world.end_power()
    rig.stays(1_000, "C1 steady closed")
    rig.after(100, "B1 steady open")
    assert rig.world.power.openings_under_load == 0


def test_a_car_that_wants_no_air_any_more_charges_30_s_later(rig):
    rig.offer(needs_ventilation=True)
    rig.ask_power()
    rig.after(60, "D1 steady open")
    rig.stays_s(60, "D1 steady open")
    _asks_for_air(rig, False)
    rig.after(40, "C1 steady open")
    rig.wait_s(RETRY_S - 2)
    rig.now("C1 steady open")
    _charges_again(rig)
