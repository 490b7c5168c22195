"""The earth monitor and its test input, the gate and the module's cut where they are broken."""

import pytest

from firmware import board
from sim.board.power_path import CLOSE_US
from sim.chip.pins import Pin


@pytest.fixture
def ground_test(world):
    return Pin(board.GROUND_TEST_GPIO, Pin.OUT, value=0)


@pytest.fixture
def ground_ok(world):
    return Pin(board.GROUND_OK_GPIO, Pin.IN)


def test_14_a_healthy_monitor_misses_the_earth_within_100_ms_and_finds_it_again(
    world, ground_test, ground_ok
):
    assert ground_ok.value() == 1
    ground_test.value(1)
    world.run_ms(board.GROUND_TEST_DROP_MS)
    assert ground_ok.value() == 0
    ground_test.value(0)
    world.run_ms(1_000)
    assert ground_ok.value() == 1


def test_14_one_that_is_stuck_misses_nothing(world, ground_test, ground_ok):
    world.inject("monitor_stuck")
    world.inject("ground_lost")
    ground_test.value(1)
    world.run_ms(1_000)
    assert ground_ok.value() == 1


def test_14_a_gate_that_is_stuck_holds_nothing(world):
    world.inject("gate_stuck")
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=1)
    world.run_us(CLOSE_US)
    assert world.power.closed and not world.power.armed


def test_14_a_module_whose_cut_is_dead_trips_and_holds_nothing(world):
    world.inject("cut_dead")
    alive = Pin(board.ALIVE_GPIO, Pin.OUT, value=0)
    Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=1)
    world.run_ms(200)
    alive.value(1)
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=1)
    world.run_us(CLOSE_US)
    assert world.power.trip and world.power.closed
