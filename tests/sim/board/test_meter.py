"""The energy meter's frames, and how they travel over the UART."""

import pytest
from machine import UART

from firmware import board
from sim.board import pzem

READ_ALL = bytes.fromhex("01040000000a700d")  # maker's manual: ten registers from 0x0000
ANSWER_BYTES = 25


@pytest.fixture
def uart(world) -> UART:
    return UART(board.METER_UART, board.METER_BAUD, tx=board.METER_TX_GPIO, rx=board.METER_RX_GPIO)


def registers(answer: bytes) -> list[int]:
    return [int.from_bytes(answer[i : i + 2], "big") for i in range(3, len(answer) - 2, 2)]


def ask(world, uart, request: bytes = READ_ALL) -> bytes:
    uart.write(request)
    world.run_ms(100)
    return uart.read() or b""


def test_the_checksum_is_modbus_crc():
    assert pzem.crc16(READ_ALL[:-2]) == 0x0D70


def test_an_idle_meter_tells_240_volts_60_hertz_and_no_current(world, uart):
    answer = ask(world, uart)
    assert len(answer) == ANSWER_BYTES and answer[:3] == b"\x01\x04\x14"
    assert pzem.crc16(answer) == 0
    assert registers(answer) == [2_400, 0, 0, 0, 0, 0, 0, 600, 0, 0]


def test_values_beyond_16_bits_come_low_word_first(world, uart):
    world.car.charger.drawn_ma = 70_000
    world.meter.energy_uj = 100_000 * pzem.UJ_PER_WH
    words = registers(ask(world, uart))
    assert words[1] | words[2] << 16 == 70_000
    assert words[3] | words[4] << 16 == 166_320
    assert words[5] | words[6] << 16 == 100_000


def test_the_answer_arrives_byte_by_byte_after_the_meters_own_time(world, uart):
    uart.write(READ_ALL)
    quiet_us = len(READ_ALL) * pzem.BYTE_US + pzem.ANSWER_US
    world.run_us(quiet_us)
    assert uart.any() == 0
    world.run_us(2 * pzem.BYTE_US)
    assert 1 <= uart.any() <= 2
    world.run_us(ANSWER_BYTES * pzem.BYTE_US)
    assert uart.any() == ANSWER_BYTES


def test_an_empty_uart_reads_none(world, uart):
    assert uart.read() is None


@pytest.mark.parametrize("spoilt", [READ_ALL[:-1] + b"\x00", b"\x02" + READ_ALL[1:]])
def test_a_broken_or_foreign_request_is_not_answered(world, uart, spoilt):
    assert ask(world, uart, spoilt) == b""


def test_registers_that_do_not_exist_are_refused(world, uart):
    answer = ask(world, uart, pzem.framed(b"\x01\x04\x00\x05\x00\x06"))
    assert answer[:3] == b"\x01\x84\x02"


def test_the_energy_register_can_be_cleared(world, uart):
    world.meter.energy_uj = 5 * pzem.UJ_PER_WH
    request = pzem.framed(b"\x01\x42")
    assert ask(world, uart, request) == request
    assert world.meter.energy_wh == 0


def test_a_silent_meter_says_nothing(world, uart):
    world.inject("meter_silent")
    assert ask(world, uart) == b""


def test_wrongly_wired_it_hears_nothing(world):
    swapped = UART(board.METER_UART, 9_600, tx=board.METER_RX_GPIO, rx=board.METER_TX_GPIO)
    assert ask(world, swapped) == b""
