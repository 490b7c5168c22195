"""The RTC's memory: what was written comes back, and nothing else passes for it."""

import machine
import pytest

from firmware.core.record.black_box import RING_BYTES
from firmware.drivers.chip.reset_memory import ResetMemory

BYTES = 2_048
SIZES = {"schedule": 798, "state.a": 269, "state.b": 269, "words": 72, "starts": 2}
NAMES = {*SIZES, "trace"}


@pytest.fixture
def memory(world):
    return ResetMemory(machine.RTC())


def found():
    """What the next start finds."""
    return ResetMemory(machine.RTC())


def fill(memory):
    """Every section with content of its own, handed to the chip."""
    for name, size in SIZES.items():
        memory.put(name, (name.encode() * size)[:size])
    memory.trace[:] = bytes(range(1, 87)) * 7
    memory.save()


def whole(memory):
    """The sections that are there."""
    return {name for name in (*SIZES, "trace") if memory.read(name) is not None}


def test_what_was_saved_is_read_again(memory):
    memory.put_state(b"{}")
    memory.save()
    assert found().read_state() == b"{}"


def test_nothing_reaches_the_chip_before_it_is_saved(memory):
    memory.put_state(b"{}")
    assert found().read_state() is None
    assert memory.read_state() == b"{}"


def test_the_last_content_counts_be_it_shorter(memory):
    memory.put_state(b"a long one")
    memory.put_state(b"short")
    memory.save()
    assert found().read_state() == b"short"


def test_sections_do_not_disturb_each_other_even_when_full(memory):
    fill(memory)
    again = found()
    for name, size in SIZES.items():
        assert again.read(name) == (name.encode() * size)[:size]
    assert bytes(again.trace) == again.read("trace") == bytes(range(1, 87)) * 7


def test_it_fills_the_chip_s_memory_and_the_trace_is_as_long_as_the_black_box(memory):
    memory.save()
    assert len(machine.RTC().memory()) == BYTES
    assert len(memory.trace) == RING_BYTES


@pytest.mark.parametrize("name", SIZES)
def test_what_does_not_fit_is_refused_by_name_and_nothing_stale_stays(memory, name):
    memory.put(name, b"x" * SIZES[name])
    assert memory.read(name) == b"x" * SIZES[name]
    with pytest.raises(ValueError, match=name):
        memory.put(name, b"x" * (SIZES[name] + 1))
    assert memory.read(name) is None


def test_an_empty_content_is_a_content_and_a_cleared_section_is_none(memory):
    memory.put("words", b"")
    assert memory.read("words") == b""
    memory.clear("words")
    assert memory.read("words") is None


def test_the_trace_is_saved_as_it_stands_then(memory):
    memory.trace[0] = 7
    memory.save()
    memory.trace[0] = 8
    assert found().trace[0] == 7
    memory.save()
    assert found().read("trace")[0] == 8


# --- resets and mains ----------------------------------------------------------------------------


def test_after_a_mains_cut_there_is_nothing(world, memory):
    fill(memory)
    world.registers.start_after("power")
    assert whole(found()) == set()


@pytest.mark.parametrize("cause", ["watchdog", "reset", "soft_reset"])
def test_a_reset_erases_nothing(world, memory, cause):
    fill(memory)
    world.registers.start_after(cause)
    assert whole(found()) == NAMES


# --- damage --------------------------------------------------------------------------------------


def test_a_single_damaged_bit_costs_its_own_section_and_no_other(memory):
    rtc = machine.RTC()
    fill(memory)
    content = rtc.memory()
    lost = dict.fromkeys((*SIZES, "trace"), 0)
    for at in range(BYTES):
        damaged = bytearray(content)
        damaged[at] ^= 1 << at % 8
        rtc.memory(bytes(damaged))
        gone = NAMES - whole(found())
        assert len(gone) == 1, at
        lost[gone.pop()] += 1
    assert lost == {name: size + 6 for name, size in SIZES.items()} | {"trace": 608}


def test_a_write_torn_anywhere_costs_one_section_at_most(memory):
    rtc = machine.RTC()
    fill(memory)
    before = rtc.memory()
    for name, size in SIZES.items():
        memory.put(name, b"n" * size)
    memory.trace[:] = b"n" * RING_BYTES
    memory.save()
    after = rtc.memory()
    for at in range(0, BYTES, 3):
        rtc.memory(after[:at] + before[at:])
        assert len(whole(found())) >= len(NAMES) - 2, at


@pytest.mark.parametrize("length", [0, 1, 1_024, BYTES - 1])
def test_a_content_of_another_length_is_foreign(memory, length):
    fill(memory)
    rtc = machine.RTC()
    rtc.memory(rtc.memory()[:length])
    assert whole(found()) == set()


@pytest.mark.parametrize("byte", [0x00, 0xFF])
def test_a_blank_memory_holds_nothing(memory, byte):
    machine.RTC().memory(bytes([byte]) * BYTES)
    assert whole(found()) == set()


# --- two states ----------------------------------------------------------------------------------


def test_19_a_write_torn_anywhere_leaves_the_state_before_or_the_one_after(memory):
    rtc = machine.RTC()
    for number in range(3):
        memory.put_state(b"%d before" % number)
        memory.save()
    before = rtc.memory()
    memory.put_state(b"3 after")
    memory.save()
    after = rtc.memory()
    seen = set()
    for at in range(BYTES):
        rtc.memory(after[:at] + before[at:])
        seen.add(found().read_state())
    assert seen == {b"2 before", b"3 after"}


def test_a_memory_in_which_no_state_was_written_since_the_mains_came_has_lost_none(memory):
    assert memory.lost
    memory.put_now("starts", b"1")
    assert not found().lost
    memory.put_state(b"{}")
    memory.save()
    assert not found().lost
    memory.clear("state.a")
    memory.clear("state.b")
    memory.put_state(b"x" * 20)
    memory.save()
    rtc = machine.RTC()
    content = bytearray(rtc.memory())
    content[content.index(b"x" * 20)] ^= 1
    rtc.memory(content)
    assert found().lost


def test_the_last_of_many_states_counts_after_every_reset(memory):
    for number in range(600):
        memory.put_state(b"%d" % number)
        memory.save()
        memory = found()
        assert memory.read_state() == b"%d" % number


def test_a_state_that_does_not_fit_leaves_the_one_before(memory):
    memory.put_state(b"small")
    with pytest.raises(ValueError, match="state"):
        memory.put_state(b"x" * SIZES["state.a"])
    assert memory.read_state() == b"small"
