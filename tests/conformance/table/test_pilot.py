"""The conformance table's rows of the control pilot and its duty, at every corner of tolerance."""

import pytest

from firmware import board
from firmware.core.j1772 import OFFER_MAX_MA

PAUSED = "override pause"
FREQ_TOLERANCE_HZ = 20  # SAE's pass band: 980 to 1020 Hz
DUTY_TOLERANCE = 50  # 0.5 percentage points: IEC Table A.2's 5 us
OFFERED = ("B1 steady open", "B2 32 A open")


# --- CP-1 ----------------------------------------------------------------------------------------


def test_cp_1_every_state_is_recognised_and_does_not_chatter(corner, rig):
    rig.stays(2_000, "A steady open")
    rig.plug_in()
    rig.stays(240, *OFFERED)
    rig.stays(2_000, "B2 32 A open")
    rig.ask_power()
    rig.until("C2 32 A closed", 1_500)
    rig.stays(2_000, "C2 32 A closed")
    rig.open_s2()
    rig.after(60, "B2 32 A open", "B1 steady open")
    rig.unplug()
    rig.after(60, "A steady open")
    rig.stays(2_000, "A steady open")


def test_cp_1_a_ventilated_car_is_recognised_and_does_not_chatter(corner, rig):
    rig.console(PAUSED)
    rig.plug_in_asking(needs_ventilation=True)
    rig.stays(2_000, "D1 steady open")


# --- CP-2 ----------------------------------------------------------------------------------------


def _ohms(highest, lowest):
    """From `highest` down to `lowest` in steps of 1 %."""
    ohms = [highest]
    while ohms[-1] > lowest:
        ohms.append(ohms[-1] * 99 // 100)
    return ohms


# Each resistance stands for three control steps.
def _changes(rig, name, ohms):
    """`(ohm, letter)` of each change of the vehicle's state while its resistor is swept."""
    pilot, changes = rig.app.charger.pilot, []
    before = pilot.vehicle
    for ohm in ohms:
        rig.world.set_car(**{name: ohm})
        for _ in range(3):
            rig.advance_ms(20)
            if pilot.vehicle != before:
                before = pilot.vehicle
                changes.append((ohm, before))
    return changes


def test_cp_2_a_sweep_across_a_b_changes_once_each_way_with_hysteresis(corner, rig):
    rig.console(PAUSED)
    ohms = _ohms(40_000, 2_740)
    rig.plug_in(b_ohm=ohms[0])
    down, up = _changes(rig, "b_ohm", ohms), _changes(rig, "b_ohm", ohms[::-1])
    assert [letter for _, letter in down + up] == ["B", "A"]
    assert up[0][0] >= down[0][0] * 105 // 100


def test_cp_2_a_sweep_across_b_c_and_d_changes_once_each_way_with_hysteresis(corner, rig):
    rig.console(PAUSED)
    ohms = _ohms(20_000, 270)
    rig.plug_in_asking(c_ohm=ohms[0])
    down, up = _changes(rig, "c_ohm", ohms), _changes(rig, "c_ohm", ohms[::-1])
    assert [letter for _, letter in down + up] == ["C", "D", "C", "B"]
    for fell, rose in ((down[0], up[1]), (down[1], up[0])):
        assert rose[0] >= fell[0] * 105 // 100


# --- CP-3 ----------------------------------------------------------------------------------------


def test_cp_3_noise_and_single_spikes_change_nothing(corner, charging):
    rig = charging()
    rig.world.set_pilot(spike_reads=40)
    rig.stays(20_000, "C2 32 A closed")
    assert rig.fault is None


@pytest.mark.parametrize("offset_us", range(0, 20_000, 2_000))
def test_cp_3_a_glitch_of_one_burst_opens_nothing(corner, charging, offset_us):
    rig = charging()
    rig.world.later(offset_us, "toggle", {"times": 1, "ms": 4})
    rig.stays(400, "C2 32 A closed")


def test_cp_3_14_volts_are_no_state_and_never_close(corner, rig):
    rig.world.set_pilot(plus_mv=14_000, minus_mv=-14_000)
    rig.after(200, "E steady open")
    rig.stays(2_000, "E steady open")
    assert rig.fault == "pilot_unknown"


def test_cp_3_minus_14_volts_alone_are_no_car(corner, rig):
    rig.console(PAUSED)
    rig.plug_in()
    rig.world.set_pilot(plus_mv=-14_000, minus_mv=-14_000)
    rig.after(200, "E steady open")
    rig.stays(2_000, "E steady open")


# --- PWM-1 ---------------------------------------------------------------------------------------


# The reference board is rated 48 A; another one may be rated more.
def _bigger_board(rig, ma):
    rig.app.plan.limits["board"] = rig.app.plan.limits["cable"] = OFFER_MAX_MA
    rig.console(f"wire {ma // 1_000}")


@pytest.mark.parametrize(
    "ma, duty",
    [
        *((6_000, 1_000), (10_000, 1_667), (16_000, 2_667), (32_000, 5_333), (48_000, 8_000)),
        *((51_000, 8_500), (52_000, 8_500), (53_000, 8_520), (80_000, 9_600)),
    ],
)
def test_pwm_1_the_duty_tells_the_current(corner, start, ma, duty):
    rig = start(wire_ma=ma)
    rig.app.plan.limits["board"] = rig.app.plan.limits["cable"] = OFFER_MAX_MA
    rig.plug_in()
    rig.wait_s(4)
    assert abs(rig.world.duty - duty) <= DUTY_TOLERANCE
    assert rig.world.duty <= duty, "a car must not read more than was meant"
    assert abs(1e7 / rig.world.pilot.period - board.PILOT_FREQ_HZ) <= FREQ_TOLERANCE_HZ
    rig.now(f"B2 {min(ma, 51_000) / 1_000:g} A open" if ma < 52_500 else rig.shows)


def test_pwm_1_below_6_a_the_pilot_is_steady(corner, charging):
    rig = charging(wire_ma=6_000)
    rig.now("C2 6 A closed")
    rig.app.plan.limits["board"] = 5_900
    rig.after(60, "C1 steady closed")


# --- DI-1 and D-1 --------------------------------------------------------------------------------


def test_di_1_a_car_without_a_diode_is_never_closed_upon(corner, rig):
    rig.inject("diode_missing")
    rig.plug_in()
    rig.stays(4_000, *OFFERED)
    assert (rig.fault, rig.latched) == ("diode", True)
    rig.ask_power()
    rig.stays(4_000, "C1 steady open")
    assert (rig.fault, rig.latched) == ("diode", True)


def test_di_1_a_diode_lost_while_charging_opens_and_latches(corner, charging):
    rig = charging()
    rig.inject("diode_missing")
    rig.after(100, "F -12 V open")
    rig.mend("diode_missing")
    rig.stays_s(120, "B1 steady open", "C1 steady open")
    assert (rig.fault, rig.latched) == ("diode", True)
    rig.leave()
    assert rig.fault is None
    rig.now("A steady open")


def test_d_1_a_car_that_asks_for_ventilation_never_gets_power(corner, rig):
    rig.offer(needs_ventilation=True)
    rig.ask_power()
    rig.after(60, "D1 steady open")
    rig.stays(5_000, "D1 steady open")
    assert rig.fault == "ventilation"
    rig.stays_s(60, "D1 steady open")
    assert rig.world.power.closings == 0
