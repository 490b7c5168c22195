"""machine.freq(): what of the chip's time it changes, and what not."""

import machine
import pytest
from machine import ADC, Pin

from firmware import board
from sim.world import World, install


def test_the_chip_starts_at_160_mhz_and_refuses_what_it_has_not(world):
    assert machine.freq() == 160_000_000
    with pytest.raises(ValueError, match="240MHz"):
        machine.freq(200_000_000)
    machine.freq(240_000_000)
    assert machine.freq() == 240_000_000


def test_at_240_mhz_work_takes_less_but_a_wait_and_a_conversion_do_not(world):
    adc = ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)
    slow_us = cost_us(world, adc.read_uv)
    machine.freq(240_000_000)
    assert cost_us(world, lambda: world.clock.charge(10_000)) == 8_700
    assert cost_us(world, lambda: world.clock.hold(10_000)) == 10_000
    assert 0.8 * slow_us < cost_us(world, adc.read_uv) < 0.93 * slow_us


def test_a_reset_takes_the_clock_of_the_cpu_back(world):
    machine.freq(240_000_000)
    install(World.load(world.save("watchdog"), power_on=False))
    assert machine.freq() == 160_000_000


def cost_us(world, call, times=500):
    """The mean of so many calls; half a table of readings, so that nothing is shuffled."""
    began_us = world.clock.now_us
    for _ in range(times):
        call()
    return (world.clock.now_us - began_us) / times
