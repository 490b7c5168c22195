"""Plateaus out of unsynchronised reads, on the simulated line with its noise and spikes."""

import pytest
from machine import ADC, PWM, Pin

from firmware import board
from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY, offer_duty
from firmware.core.pilot.plateaus import LOW_SOUND, Burst, Pilot, recognise
from firmware.drivers.control_pilot import ControlPilot
from tests.corners import CORNERS, set_corner

BURSTS = 200
BETWEEN_BURSTS_US = 15_000
BURST_MAX_US = 5_010
LATCHED_US = 2_000


@pytest.fixture
def control_pilot(world):
    return ControlPilot(
        PWM(Pin(board.PILOT_PWM_GPIO), freq=board.PILOT_FREQ_HZ, duty_u16=65_535),
        ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB),
        board.PILOT_ZERO_UV,
        board.PILOT_SCALE_PERMILLE,
    )


def bursts(world, control_pilot, count=BURSTS):
    """`count` bursts at the rhythm of the control step; the same object each time."""
    burst = Burst()
    for _ in range(count):
        started_us = world.clock.now_us
        control_pilot.sample(burst)
        assert world.clock.now_us - started_us <= BURST_MAX_US
        yield burst
        world.clock.wait_until(world.clock.now_us + BETWEEN_BURSTS_US)


@pytest.mark.parametrize("duty", [1_000, 1_666, 5_333, 8_000, 8_500])
def test_up_to_85_percent_every_burst_sees_both_plateaus(world, control_pilot, duty):
    world.set_car(auto=False)
    world.plug_in()
    control_pilot.drive(duty)
    world.clock.wait_until(world.clock.now_us + LATCHED_US)
    pilot = Pilot(0)
    for number, burst in enumerate(bursts(world, control_pilot), 1):
        assert burst.high_reads >= 3
        assert burst.low_reads >= 4
        pilot.take(burst, control_pilot.oscillating, number * 20)
        assert number < 2 or pilot.vehicle == "B"


@pytest.mark.parametrize("ma", [60_000, 72_000, 80_000])
def test_above_85_percent_the_low_plateau_is_judged_within_ten_bursts(world, control_pilot, ma):
    world.set_car(auto=False)
    world.plug_in()
    control_pilot.drive(offer_duty(ma))
    pilot = Pilot(0)
    for number, burst in enumerate(bursts(world, control_pilot), 1):
        pilot.take(burst, control_pilot.oscillating, number * 20)
        if number >= 10:
            assert pilot.low == LOW_SOUND


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("duty", [1_000, 5_333, 8_500, DUTY_STEADY])
def test_every_corner_of_the_tolerances_is_recognised(world, control_pilot, corner, duty):
    set_corner(world, corner)
    control_pilot.drive(duty)
    pilot = Pilot(0)
    for step, (move, letter) in enumerate(
        [(None, "A"), (world.plug_in, "B"), (world.ask_power, "C"), (world.unplug, "A")]
    ):
        if move:
            move()
        for number, burst in enumerate(bursts(world, control_pilot)):
            pilot.take(burst, control_pilot.oscillating, step * 100_000 + number * 20)
            if number >= 2:
                assert pilot.vehicle == letter


def test_a_ventilated_car_and_a_short_are_told_apart(world, control_pilot):
    world.set_car(auto=False, needs_ventilation=True)
    world.plug_in()
    world.ask_power()
    control_pilot.drive(5_333)
    assert [recognise(burst, None) for burst in bursts(world, control_pilot, 3)] == ["D"] * 3
    world.inject("cp_short", True)
    list(bursts(world, control_pilot, 1))
    assert [recognise(burst, None) for burst in bursts(world, control_pilot, 3)] == ["E"] * 3


def test_8_a_board_whose_plus_12_v_is_above_the_adc_s_range_says_so(world, control_pilot):
    adc = ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)
    pwm = PWM(Pin(board.PILOT_PWM_GPIO), freq=board.PILOT_FREQ_HZ, duty_u16=65_535)
    assert control_pilot.reads_plus
    assert not ControlPilot(pwm, adc, 1_722_000, 127).reads_plus


@pytest.mark.parametrize("gain_permille", (-100, 0, 100))
def test_8_offset_and_gain_are_taken_off_both_plateaus(world, control_pilot, gain_permille):
    world.set_pilot(adc_gain_permille=gain_permille, adc_offset_mv=17)
    control_pilot.off_mv, control_pilot.gain_permille = 12 * gain_permille + 200, gain_permille
    control_pilot.drive(5_333)
    world.clock.wait_until(world.clock.now_us + LATCHED_US)
    burst = next(bursts(world, control_pilot))
    assert abs(burst.high_mv - 12_000) < 150 and burst.deep_reads >= 13
    assert burst.off_mv == control_pilot.off_mv


def test_a_refused_reading_spoils_the_burst_and_raises_nothing(world, control_pilot):
    world.inject("adc_error", True)
    burst = next(bursts(world, control_pilot))
    assert burst.failed
    assert recognise(burst, "C") is None


def test_a_silent_zero_is_no_state(world, control_pilot):
    world.inject("adc_zero", True)
    burst = next(bursts(world, control_pilot))
    assert recognise(burst, "C") not in ("A", "B", "C", "D")


def test_the_duty_is_written_on_a_change_only(world, control_pilot):
    control_pilot.drive(5_333)
    latched_us = world.clock.now_us
    control_pilot.drive(5_333)
    control_pilot.drive(5_333)
    assert world.clock.now_us == latched_us


def test_minus_12_volts_is_a_duty_of_nothing(world, control_pilot):
    control_pilot.drive(DUTY_MINUS12)
    world.clock.wait_until(world.clock.now_us + 2_000)
    assert world.duty == 0
    assert not control_pilot.oscillating
