"""The car: what it reads from the duty, when it moves S2, how its current moves."""

import pytest
from machine import PWM, Pin

from firmware import board
from sim.car.car import decode_offer

AMPS_32 = 34_952  # 53.33 % of 65536


@pytest.fixture
def pilot(world) -> PWM:
    return PWM(Pin(board.PILOT_PWM_GPIO), freq=board.PILOT_FREQ_HZ, duty_u16=65_535)


def energise(world):
    """Mains behind the contactor for as long as the test runs."""
    world.power.closed = True
    world.car.power_changed(world.clock.now_us)


def charging(world, pilot, **car):
    world.plug_in(**car)
    pilot.duty_u16(AMPS_32)
    world.run_ms(3_000)
    energise(world)
    world.run_ms(5_000)


@pytest.mark.parametrize(
    ("percent", "ma"),
    [
        (0, 0),
        (5, 0),
        (7.9, 0),
        (8.1, 6_000),
        (9.9, 6_000),
        (10, 6_000),
        (53.333, 32_000),
        (85, 51_000),
        (85.1, 52_750),
        (96, 80_000),
        (96.9, 80_000),
        (97.1, 0),
        (100, 0),
    ],
)
def test_the_duty_says_how_many_amps(percent, ma):
    assert decode_offer(round(percent * 655.36)) == pytest.approx(ma, abs=12)


def test_a_steady_pilot_offers_nothing(world, pilot):
    world.plug_in()
    world.run_ms(60_000)
    assert not world.car.s2 and world.car.offer_ma == 0


def test_an_offer_makes_it_ask_after_its_delay(world, pilot):
    world.plug_in(ask_delay_ms=1_000)
    pilot.duty_u16(AMPS_32)
    world.run_ms(1_190)
    assert not world.car.s2
    world.run_ms(30)
    assert world.car.s2


def test_a_full_car_does_not_ask(world, pilot):
    world.plug_in(battery_wh=10_000, full_wh=10_000)
    pilot.duty_u16(AMPS_32)
    world.run_ms(60_000)
    assert not world.car.s2


def test_it_draws_nothing_before_the_contactor_closes(world, pilot):
    world.plug_in()
    pilot.duty_u16(AMPS_32)
    world.run_ms(10_000)
    assert world.car.s2 and world.drawn_ma() == 0


def test_it_ramps_to_95_to_100_percent_of_the_offer_within_5_s(world, pilot):
    charging(world, pilot)
    assert 0.95 * 31_990 <= world.drawn_ma() <= 32_000


def test_it_never_draws_more_than_its_own_charger_takes(world, pilot):
    charging(world, pilot, max_ma=16_000)
    assert 15_200 <= world.drawn_ma() <= 16_000


def test_it_follows_a_lower_offer_within_5_s(world, pilot):
    charging(world, pilot)
    pilot.duty_u16(65_536 // 10 + 10)
    world.run_ms(5_000)
    assert world.drawn_ma() <= 6_010


def test_when_the_pwm_goes_it_stops_drawing_and_opens_s2_within_3_s(world, pilot):
    charging(world, pilot)
    pilot.duty_u16(65_535)
    world.run_ms(1_000)
    assert world.car.s2
    world.run_ms(1_500)
    assert not world.car.s2 and world.drawn_ma() == 0


def test_one_that_ignores_the_stop_keeps_drawing(world, pilot):
    charging(world, pilot, ignores_stop=True)
    pilot.duty_u16(65_535)
    world.run_ms(20_000)
    assert world.car.s2 and world.drawn_ma() > 30_000


def test_the_opening_contactor_ends_the_current_at_once(world, pilot):
    charging(world, pilot)
    world.power.closed = False
    world.car.power_changed(world.clock.now_us)
    assert world.drawn_ma() == 0


def test_a_full_battery_tapers_then_opens_s2_and_stays_plugged(world, pilot):
    charging(world, pilot, battery_wh=9_950, full_wh=10_000)
    assert world.drawn_ma() < 30_000
    world.run_ms(300_000)
    assert world.car.charger.full and world.car.plugged and not world.car.s2
    assert world.drawn_ma() == 0


def test_the_battery_and_the_meter_count_the_same_energy(world, pilot):
    charging(world, pilot, battery_wh=1_000, full_wh=60_000)
    world.run_ms(3_600_000)
    taken_wh = world.report()["battery_wh"] - 1_000
    assert taken_wh == pytest.approx(240 * 31.5, rel=0.03)
    assert world.meter.energy_wh == pytest.approx(taken_wh * 0.99, abs=2)


def test_bouncing_contacts_end_closed(world, pilot):
    world.plug_in(bounce_ms=250)
    pilot.duty_u16(AMPS_32)
    world.run_ms(5_000)
    moves = [value for _, name, value in world.changes if name == "s2"]
    assert len(moves) >= 5 and moves[-1] and world.car.s2
    spread_us = [t for t, name, _ in world.changes if name == "s2"]
    assert spread_us[-1] - spread_us[0] <= 250_000


def test_toggling_closes_and_opens_s2_as_often_as_told(world, pilot):
    world.set_car(auto=False)
    world.plug_in()
    world.toggle(times=3, ms=300)
    world.run_ms(3_000)
    moves = [(t, value) for t, name, value in world.changes if name == "s2"]
    assert [value for _, value in moves] == [True, False] * 3
    assert moves[1][0] - moves[0][0] == 300_000


def test_unplugging_opens_everything(world, pilot):
    charging(world, pilot)
    world.unplug()
    assert not world.car.s2 and world.drawn_ma() == 0
    assert world.pilot.high_mv == 12_000


def test_the_next_plug_in_asks_again(world, pilot):
    charging(world, pilot)
    world.unplug()
    world.run_ms(1_000)
    world.plug_in()
    world.run_ms(3_000)
    assert world.car.s2
