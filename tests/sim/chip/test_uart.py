"""The pseudo-terminal that stands for the serial cable: nobody has to listen at its far end."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.host.serial.uart import Uart


@pytest.fixture
def uart(tmp_path: Path) -> Iterator[Uart]:
    uart = Uart(tmp_path / "port")
    yield uart
    uart.close()


def say(uart: Uart, words: bytes) -> None:
    uart.put(words)
    uart.flush()


def test_what_is_said_to_an_unopened_port_is_lost(uart):
    assert not uart.open
    say(uart, b"nobody hears this")
    far = os.open(uart.port, os.O_RDWR | os.O_NOCTTY)
    say(uart, b"but this")
    assert os.read(far, 100) == b"but this"
    os.close(far)
    assert not uart.open


def test_it_echoes_nothing_and_changes_no_byte(uart):
    far = os.open(uart.port, os.O_RDWR | os.O_NOCTTY)
    os.write(far, b"\x03\r\x04\x11")
    assert uart.take() == b"\x03\r\x04\x11"
    say(uart, b"\r\n\x03")
    assert os.read(far, 100) == b"\r\n\x03"
    assert uart.take() == b""
    os.close(far)


def test_a_reader_that_is_behind_loses_nothing_of_the_first_hundred_thousand_bytes(uart):
    far = os.open(uart.port, os.O_RDWR | os.O_NOCTTY)
    sent = bytes(range(256)) * 400
    say(uart, sent)
    received = b""
    while len(received) < len(sent):
        received += os.read(far, 10_000)
        uart.flush()
    assert received == sent
    os.close(far)
