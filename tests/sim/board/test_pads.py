"""A pad that is held: the board and the program see it, whatever the program writes."""

import pytest

from firmware import board
from sim.board.power_path import CLOSE_US
from sim.chip.pins import Pin


@pytest.fixture
def coil(world):
    return Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0)


@pytest.fixture
def alive(world):
    return Pin(board.ALIVE_GPIO, Pin.OUT, value=0)


def test_2_a_pad_reads_as_it_is_held_and_as_written_once_it_is_free(world, coil):
    for held in (1, 0):
        world.inject(f"coil_stuck_{held}")
        for written in (0, 1):
            coil.value(written)
            assert (coil.value(), world.power.coil) == (held, bool(held))
        world.inject(f"coil_stuck_{held}", False)
        assert coil.value() == 1 and world.power.coil


def test_2_a_coil_that_is_held_on_closes_for_as_long_as_the_gate_lets_it(world, coil, alive):
    world.inject("coil_stuck_1")
    world.run_us(CLOSE_US)
    assert not world.power.closed
    alive.value(1)
    world.run_us(CLOSE_US)
    assert world.power.closed
    world.run_ms(board.ALIVE_GATE_MS)
    assert not world.power.closed


def test_2_an_alive_that_is_held_has_no_edges(world, alive):
    world.inject("alive_stuck_1")
    for level in (1, 0, 1):
        alive.value(level)
    assert not world.power.armed and alive.value() == 1


def test_2_a_test_current_that_is_held_on_trips(world):
    Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=0)
    world.inject("gfci_test_stuck_1")
    world.run_ms(200)
    assert world.power.trip


@pytest.mark.parametrize("level, mv", ((0, -12_000), (1, 12_000)))
def test_2_a_pilot_that_is_held_stands_still(world, level, mv):
    world.pilot.run(1_000, 32_768)
    world.inject(f"pilot_stuck_{level}")
    assert world.pilot.high_mv == world.pilot.low_mv == mv


def test_2_a_pad_stays_held_over_a_cut_of_the_mains(world):
    world.inject("coil_stuck_1")
    again = type(world).load(world.save(), power_on=True)
    assert again.power.coil and not again.power.closed
