"""The control pilot: published windows at the corners, PWM phases, the ADC's noise and faults."""

from collections.abc import Iterator
from itertools import product

import pytest
from machine import ADC, PWM, Pin

from firmware import board
from sim.board import pilot_adc
from sim.board.pilot_line import PilotLine

PERIOD_US = 1_001.6  # LEDC divider 313 at 80 MHz and 16 bit

# Published windows of the positive plateau, mV: OpenEVSE and EVREST after IEC 61851-1.
WINDOWS_MV = {"A": (11_400, 12_600), "B": (8_370, 9_590), "C": (5_470, 6_530), "D": (2_590, 3_280)}


@pytest.fixture
def line(world) -> PilotLine:
    world.set_car(auto=False)
    PWM(Pin(board.PILOT_PWM_GPIO), freq=board.PILOT_FREQ_HZ, duty_u16=65_535)
    return world.pilot


@pytest.fixture
def adc(world, line) -> ADC:
    world.set_pilot(spike_reads=0)
    return ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)


def corners() -> Iterator[tuple[int, int, float, int]]:
    yield from product((11_400, 12_600), (970, 1_030), (0.97, 1.03), (550, 850))


def bring_to(world, state: str) -> None:
    world.set_car(needs_ventilation=state == "D")
    if state != "A":
        world.plug_in()
    if state in "CD":
        world.ask_power()


@pytest.mark.parametrize("state", WINDOWS_MV)
def test_every_corner_of_the_tolerances_lies_in_the_published_window(world, line, state):
    bring_to(world, state)
    seen = []
    for plus_mv, source_ohm, scale, diode_mv in corners():
        world.set_car(
            b_ohm=2_740 * scale, c_ohm=1_300 * scale, d_ohm=270 * scale, diode_mv=diode_mv
        )
        world.set_pilot(plus_mv=plus_mv, source_ohm=source_ohm)
        seen.append(line.high_mv)
    low, high = WINDOWS_MV[state]
    assert low - 5 <= min(seen) < low + 100
    assert high - 100 < max(seen) <= high + 5


def test_the_nominal_levels_are_12_9_6_and_3_volts(world, line):
    seen = []
    for verb in (world.unplug, world.plug_in, world.ask_power):
        verb()
        seen.append(line.high_mv)
    world.set_car(needs_ventilation=True)
    seen.append(line.high_mv)
    assert seen == pytest.approx([12_000, 9_000, 6_000, 3_000], abs=75)


def oscillate(world):
    PWM(board.PILOT_PWM_GPIO, freq=1_000, duty_u16=32_768)
    world.run_ms(2)


def test_the_diode_leaves_the_low_plateau_at_minus_12_volts(world, line):
    world.plug_in()
    world.ask_power()
    oscillate(world)
    assert line.low_mv == -12_000


@pytest.mark.parametrize(
    ("fault", "high_mv", "low_mv"),
    [
        ("diode_missing", 5_623, -5_623),
        ("cp_short", 874, -889),
        ("cp_open", 12_000, -12_000),
        ("pwm_lost", 5_995, 5_995),
        ("minus12_missing", 5_995, 0),
    ],
)
def test_a_fault_of_the_line_moves_its_plateaus(world, line, fault, high_mv, low_mv):
    world.plug_in()
    world.ask_power()
    oscillate(world)
    world.inject(fault)
    assert (line.high_mv, line.low_mv) == pytest.approx((high_mv, low_mv), abs=5)
    world.inject(fault, False)
    assert (line.high_mv, line.low_mv) == (5_995, -12_000)


def test_the_board_puts_the_pilot_at_280_1300_and_2320_millivolts():
    assert [PilotLine.adc_mv(mv) for mv in (-12_000, 0, 12_000)] == [280, 1_300, 2_320]


def test_17_before_anything_drives_it_the_pilot_is_pulled_up(world):
    assert (world.pilot.high_mv, world.pilot.low_mv, world.duty) == (12_000, 12_000, 10_000)


def test_a_reading_shows_the_plateau_of_its_own_microsecond(world, line, adc):
    pwm = PWM(board.PILOT_PWM_GPIO, freq=1_000, duty_u16=65_536 // 4)
    world.run_ms(2)
    assert pwm.freq() == 998
    for k in range(400):
        phase_us = (world.clock.now_us - line.start_us) % PERIOD_US
        mv = adc.read_uv() // 1_000
        if 11 < phase_us < PERIOD_US / 4 - 1:
            assert abs(mv - 2_320) <= 50, phase_us
        elif PERIOD_US / 4 + 11 < phase_us < PERIOD_US - 1:
            assert abs(mv - 280) <= 50, phase_us
        world.run_us(k % 7)


def test_a_new_duty_is_latched_at_the_end_of_the_period(world, line):
    PWM(board.PILOT_PWM_GPIO, freq=1_000, duty_u16=32_768)
    world.clock.wait_until(line.start_us + 1_001)
    assert world.duty == 10_000
    world.clock.wait_until(line.start_us + 1_002)
    assert world.duty == 5_000


def test_a_second_duty_in_the_same_period_waits_for_the_first(world, line):
    pwm = PWM(board.PILOT_PWM_GPIO, freq=1_000, duty_u16=16_384)
    world.run_ms(2)
    began_us = world.clock.now_us
    pwm.duty_u16(20_000)
    first_us = world.clock.now_us - began_us
    pwm.duty_u16(30_000)
    assert first_us < 100
    assert world.clock.now_us - began_us > 200
    assert line.duty_u16 == 20_000


def test_noise_is_bounded_at_50_millivolts_with_a_sigma_of_17(world, adc):
    readings = [adc.read_uv() // 1_000 - 2_320 for _ in range(4_000)]
    assert max(map(abs, readings)) <= pilot_adc.NOISE_CLIP_MV
    sigma = (sum(mv * mv for mv in readings) / len(readings)) ** 0.5
    assert 15 < sigma < 18
    assert abs(sum(readings) / len(readings)) < 1


def test_about_one_reading_in_two_thousand_is_a_spike(world, adc):
    world.set_pilot(spike_reads=2_000)
    spikes = [
        mv for mv in (adc.read_uv() // 1_000 - 2_320 for _ in range(100_000)) if abs(mv) > 50
    ]
    assert 25 <= len(spikes) <= 90
    assert max(map(abs, spikes)) <= pilot_adc.SPIKE_MAX_MV


def test_a_reading_takes_80_to_104_microseconds(world, adc):
    costs = []
    for _ in range(1_000):
        began_us = world.clock.now_us
        adc.read_uv()
        costs.append(world.clock.now_us - began_us)
    assert (min(costs), max(costs)) == (80, 104)


def test_a_broken_adc_raises_reads_nothing_or_stands_still(world, adc):
    world.inject("adc_error")
    with pytest.raises(OSError):
        adc.read_uv()
    world.inject("adc_error", False)
    world.inject("adc_zero")
    assert adc.read_uv() == 0
    world.inject("adc_zero", False)
    world.inject("adc_frozen")
    world.plug_in()
    assert {adc.read_uv() for _ in range(50)} == {2_320_000}
