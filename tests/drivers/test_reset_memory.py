"""The RTC's memory: what was written comes back, and nothing else passes for it."""

from binascii import crc32

import machine
import pytest

from firmware.drivers.reset_memory import ResetMemory

_DOCUMENT = {"planned": False, "resets": [1, 2], "words": "ValueError: 7"}


@pytest.fixture
def memory(world):
    return ResetMemory(machine.RTC())


def test_what_was_written_is_read_again(memory):
    memory.write(_DOCUMENT)
    assert memory.read() == _DOCUMENT


def test_the_last_document_counts(memory):
    memory.write(_DOCUMENT)
    memory.write({"words": ""})
    assert memory.read() == {"words": ""}


def test_after_a_mains_cut_there_is_nothing(world, memory):
    memory.write(_DOCUMENT)
    world.registers.start_after("power")
    assert memory.read() is None


@pytest.mark.parametrize("cause", ["watchdog", "reset", "soft_reset"])
def test_a_reset_erases_nothing(world, memory, cause):
    memory.write(_DOCUMENT)
    world.registers.start_after(cause)
    assert memory.read() == _DOCUMENT


def test_a_single_damaged_bit_anywhere_makes_it_none(memory):
    rtc = machine.RTC()
    memory.write(_DOCUMENT)
    content = rtc.memory()
    for at in range(len(content)):
        damaged = bytearray(content)
        damaged[at] ^= 1 << at % 8
        rtc.memory(bytes(damaged))
        assert memory.read() is None, at


def test_a_content_cut_anywhere_is_none(memory):
    rtc = machine.RTC()
    memory.write(_DOCUMENT)
    content = rtc.memory()
    for length in range(len(content)):
        rtc.memory(content[:length])
        assert memory.read() is None, length


def test_what_does_not_fit_is_refused_and_the_old_stays(memory):
    memory.write(_DOCUMENT)
    fits = {"words": "x" * (2_048 - 4 - len('{"words": ""}'))}
    memory.write(fits)
    assert memory.read() == fits
    with pytest.raises(ValueError, match="more than"):
        memory.write({"words": fits["words"] + "x"})
    assert memory.read() == fits


def test_the_guard_is_a_crc_before_the_text(memory):
    memory.write({})
    assert machine.RTC().memory() == crc32(b"{}").to_bytes(4, "little") + b"{}"
