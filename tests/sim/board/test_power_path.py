"""Coil, watchdog gate, contactor, sense and the residual current module."""

import pytest
from machine import Pin

from firmware import board
from sim.board import power_path


class Board:
    """The pins of the power path, as a driver holds them."""

    def __init__(self, world):
        self.world = world
        self.coil = Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0)
        self.sense = Pin(board.CONTACTOR_SENSE_GPIO, Pin.IN)
        self.trip = Pin(board.GFCI_TRIP_GPIO, Pin.IN)
        self.test = Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=0)
        self.alive = Pin(board.ALIVE_GPIO, Pin.OUT, value=0)

    def beat(self):
        self.alive.toggle()

    def close(self):
        self.beat()
        self.coil.on()
        self.world.run_ms(board.CONTACTOR_SETTLE_MS)


@pytest.fixture
def pins(world) -> Board:
    return Board(world)


def test_without_an_edge_of_alive_the_coil_does_nothing(world, pins):
    pins.coil.on()
    world.run_ms(1_000)
    assert world.power.coil and not world.power.closed


def test_leaving_high_impedance_is_no_edge_of_alive(world, pins):
    assert not world.power.armed


def test_the_contactor_closes_20_ms_after_the_coil(world, pins):
    pins.beat()
    pins.coil.on()
    world.run_us(power_path.CLOSE_US - 1)
    assert not world.power.closed
    world.run_us(1)
    assert world.power.closed


def test_sense_follows_within_30_ms_of_the_coil_both_ways(world, pins):
    pins.close()
    assert pins.sense.value() == 1
    pins.coil.off()
    world.run_ms(board.CONTACTOR_SETTLE_MS)
    assert pins.sense.value() == 0
    assert (world.power.closings, world.power.openings) == (1, 1)


def test_the_gate_opens_the_contactor_3_s_after_the_last_edge(world, pins):
    pins.close()
    pins.beat()
    edge_us = world.clock.due_us["gate"] - 3_000_000
    world.clock.wait_until(edge_us + 3_000_000 + power_path.OPEN_US - 1)
    assert world.power.closed
    world.run_us(1)
    assert not world.power.closed


def test_every_edge_grants_another_3_s(world, pins):
    pins.close()
    for _ in range(10):
        world.run_ms(2_900)
        pins.beat()
    assert world.power.closed


def test_residual_current_cuts_the_coil_without_any_program(world, pins):
    pins.close()
    world.inject("leak")
    world.run_us(power_path.TRIP_US + power_path.OPEN_US)
    assert world.power.trip and world.power.coil and not world.power.closed
    assert pins.trip.value() == 1


def test_1_nothing_leaks_through_open_contacts(world, pins):
    world.inject("leak")
    world.run_ms(1_000)
    assert pins.trip.value() == 0
    pins.close()
    world.run_us(power_path.TRIP_US)
    assert pins.trip.value() == 1


@pytest.mark.parametrize("release_ms", [0, 50, 400])
def test_1_opening_does_not_end_the_cut_until_the_coils_pin_is_low(world, pins, release_ms):
    world.set_gfci(release_ms)
    pins.close()
    world.inject("leak")
    world.run_ms(2_000)
    assert world.power.trip and not world.power.closed and world.power.closings == 1
    pins.coil.off()
    world.run_ms(release_ms)
    assert pins.trip.value() == 0


def test_1_a_welded_contactor_leaks_on_and_the_trip_stays(world, pins):
    pins.close()
    world.inject("welded")
    world.inject("leak")
    pins.coil.off()
    world.run_ms(2_000)
    assert pins.trip.value() == 1


def test_the_test_current_trips_within_150_ms_and_lets_go_within_1_s(world, pins):
    pins.test.on()
    world.run_ms(board.GFCI_TEST_RISE_MS)
    assert pins.trip.value() == 1
    pins.test.off()
    world.run_ms(board.GFCI_TEST_FALL_MS)
    assert pins.trip.value() == 0


def test_a_dead_module_trips_on_nothing(world, pins):
    world.inject("gfci_dead")
    pins.test.on()
    pins.close()
    world.inject("leak")
    world.run_ms(1_000)
    assert pins.trip.value() == 0


def test_a_trip_calls_the_pins_handler_with_the_pin(world, pins):
    heard = []
    pins.trip.irq(handler=heard.append, trigger=Pin.IRQ_RISING)
    pins.close()
    world.inject("leak")
    world.run_ms(50)
    pins.coil.off()
    world.run_ms(1_000)
    assert heard == [pins.trip]


def test_a_welded_contactor_stays_closed_and_says_so(world, pins):
    pins.close()
    world.inject("welded")
    pins.coil.off()
    world.run_ms(1_000)
    assert world.power.closed and pins.sense.value() == 1


def test_one_that_sticks_open_never_closes(world, pins):
    world.inject("stuck_open")
    pins.close()
    world.run_ms(1_000)
    assert not world.power.closed and pins.sense.value() == 0


def test_opening_under_load_is_counted(world, pins):
    world.car.charger.drawn_ma = power_path.UNDER_LOAD_MA
    for expected in (0, 1):
        pins.close()
        world.car.charger.drawn_ma = power_path.UNDER_LOAD_MA + expected
        pins.coil.off()
        world.run_ms(30)
        assert world.power.openings_under_load == expected


def test_lost_earth_is_seen_on_its_pin(world, pins):
    ground = Pin(board.GROUND_OK_GPIO, Pin.IN)
    assert ground.value() == 1
    world.inject("ground_lost")
    assert ground.value() == 0


def test_the_longest_time_without_a_control_step_is_told_once_and_the_present_one_with_it(
    world, pins
):
    coil = Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0)
    assert world.power.take_longest_gap_us() == 0
    for ms in (20, 70, 20):
        coil.value()
        world.run_ms(ms)
    assert 70_000 <= world.power.take_longest_gap_us() < 75_000
    assert 20_000 <= world.power.take_longest_gap_us() < 25_000
    world.run_ms(500)
    assert 520_000 <= world.power.take_longest_gap_us() < 525_000
