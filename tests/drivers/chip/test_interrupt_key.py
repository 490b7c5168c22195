"""Ctrl-C at the serial port: armed while the contactor is open, and not while it is closed."""

import micropython
import pytest

from firmware.drivers.chip.interrupt_key import InterruptKey

CTRL_C, NO_KEY = 3, -1


@pytest.fixture
def characters():
    before = list(micropython.interrupt_characters)
    micropython.interrupt_characters.clear()
    yield micropython.interrupt_characters
    micropython.interrupt_characters[:] = before


def test_it_is_armed_from_the_start(characters):
    InterruptKey()
    assert characters == [CTRL_C]


def test_arming_and_disarming_again_costs_nothing(characters):
    key = InterruptKey()
    key.arm()
    key.disarm()
    key.disarm()
    key.arm()
    assert characters == [CTRL_C, NO_KEY, CTRL_C]
