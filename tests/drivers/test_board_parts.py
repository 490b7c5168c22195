"""Contactor, ground fault, heartbeat, meter, thermometer and clock on the simulated board."""

import pytest

from firmware.core.charger import Senses
from firmware.core.tou.civil import DAY_S
from firmware.drivers import wiring
from firmware.drivers.chip.footing import Footing
from firmware.drivers.meter import crc16
from sim.chip.serial_port import UART

EPOCH = 1_795_435_200  # 2026-11-23 12:00:00 UTC
METER_ANSWER_US = 150_000
MOVE_US = 40_000


@pytest.fixture
def board(world):
    return wiring.Board(Footing())


def wait(world, us):
    world.clock.wait_until(world.clock.now_us + us)


def seen(board):
    senses = Senses()
    board.gfci.sense(senses)
    board.contactor.sense(senses)
    return senses


def test_making_the_board_leaves_the_contactor_open_and_the_pilot_steady(world, board):
    wait(world, MOVE_US)
    assert not seen(board).coil_on
    assert not seen(board).mains_sensed
    assert world.duty == 10_000


def test_the_contactor_closes_only_while_the_heartbeat_goes_on(world, board):
    board.contactor.close()
    wait(world, MOVE_US)
    assert seen(board).coil_on and not seen(board).mains_sensed
    board.heartbeat.beat()
    wait(world, MOVE_US)
    assert seen(board).mains_sensed
    wait(world, 3_000_000 - MOVE_US - 1_000)
    assert seen(board).mains_sensed
    wait(world, 1_000 + MOVE_US)
    assert seen(board).coil_on and not seen(board).mains_sensed


def test_each_beat_is_one_edge(world, board):
    for _ in range(3):
        board.heartbeat.beat()
        wait(world, 2_900_000)
        assert world.power.armed


def test_a_residual_current_opens_the_coil_by_interrupt(world, board):
    board.heartbeat.beat()
    board.contactor.close()
    wait(world, MOVE_US)
    world.inject("leak", True)
    wait(world, MOVE_US)
    assert seen(board).tripped
    assert not seen(board).coil_on


def test_the_test_current_trips_a_healthy_sensor_and_no_dead_one(world, board):
    board.gfci.test(True)
    wait(world, 150_000)
    assert seen(board).tripped
    board.gfci.test(False)
    wait(world, 1_000_000)
    assert not seen(board).tripped
    world.inject("gfci_dead", True)
    board.gfci.test(True)
    wait(world, 1_000_000)
    assert not seen(board).tripped


def test_lost_earth_is_seen(world, board):
    assert board.gfci.ground_ok
    world.inject("ground_lost", True)
    assert not board.gfci.ground_ok


def test_the_meter_answers_within_its_time_and_not_at_once(world, board):
    board.meter.ask()
    assert board.meter.answer() is None
    wait(world, METER_ANSWER_US)
    reading = board.meter.answer()
    assert reading.voltage_mv == 240_000
    assert (reading.current_ma, reading.power_w, reading.total_wh) == (0, 0, 0)


def test_a_silent_meter_gives_nothing(world, board):
    world.inject("meter_silent", True)
    board.meter.ask()
    wait(world, METER_ANSWER_US)
    assert board.meter.answer() is None


def test_half_an_answer_and_a_late_one_are_not_mixed_up(world, board):
    board.meter.ask()
    wait(world, METER_ANSWER_US)
    board.meter.ask()
    wait(world, METER_ANSWER_US)
    assert board.meter.answer().voltage_mv == 240_000
    assert board.meter.answer() is None


def test_the_crc_is_that_of_modbus():
    assert crc16(b"123456789") == 0x4B37
    assert crc16(b"\x01\x04\x00\x00\x00\x0a") == 0x0D70


@pytest.mark.parametrize("call", ("any", "read", "write"))
def test_7_a_meter_whose_uart_fails_gives_no_reading(world, board, monkeypatch, call):
    board.meter.ask()
    wait(world, METER_ANSWER_US)
    monkeypatch.setattr(UART, call, _fail)
    board.meter.ask()
    assert call == "write" or board.meter.answer() is None
    monkeypatch.undo()
    board.meter.ask()
    wait(world, METER_ANSWER_US)
    assert board.meter.answer().voltage_mv > 0


def _fail(*_values):
    raise OSError(5)


@pytest.mark.parametrize("celsius", [-30, -10, 0, 25, 62, 65, 68, 71, 85, 100])
def test_the_thermometer_reads_what_is_there(world, board, celsius):
    world.set_temperature(celsius)
    assert abs(board.thermometer.read_c() - celsius) <= 1 + abs(celsius - 25) // 25


def test_a_sensor_that_is_open_is_no_temperature(world, board):
    world.inject("ntc_open", True)
    assert board.thermometer.read_c() is None


@pytest.mark.parametrize("celsius", [127, 129, 150, 400])
def test_what_is_hotter_than_125_is_told_as_126(world, board, celsius):
    world.set_temperature(celsius)
    assert board.thermometer.read_c() == 126


def test_a_sensor_that_is_shorted_is_told_as_126(world, board):
    world.inject("ntc_short", True)
    assert board.thermometer.read_c() == 126


def test_a_sensor_colder_than_it_can_be_is_no_temperature(world, board):
    world.set_temperature(-45)
    assert board.thermometer.read_c() is None


def test_the_clock_is_unset_until_somebody_sets_it_and_then_runs(world, board):
    assert board.clock.epoch() is None
    board.clock.set(EPOCH)
    assert board.clock.epoch() == EPOCH
    wait(world, 90_000_000)
    assert board.clock.epoch() == EPOCH + 90


@pytest.mark.parametrize("epoch", [1_767_225_600, 1_772_323_199, 1_835_351_999, 4_102_444_799])
def test_every_date_is_kept_whole(board, epoch):
    board.clock.set(epoch)
    assert board.clock.epoch() == epoch


def test_seconds_that_run_through_resets_run_before_the_clock_is_set(world, board):
    before = board.clock.rtc_s()
    wait(world, 10_000_000)
    assert board.clock.rtc_s() == before + 10
    assert board.clock.epoch() is None


def test_uptime_counts_across_the_wrap_of_the_ticks(world, board):
    assert board.clock.uptime_s() == 0
    for day in range(1, 31):
        wait(world, DAY_S * 1_000_000)
        assert board.clock.uptime_s() == day * DAY_S
