"""The last 64 things that happened."""

from firmware.core.journal import Journal
from tests.core.bench import Clock


def test_an_entry_has_its_uptime_code_and_detail():
    clock = Clock(0, None)
    journal = Journal(clock)
    clock.ms = 12_999
    journal.note("fault", "diode")
    journal.note("plugged")
    assert journal.entries == [(12, "fault", "diode"), (12, "plugged", "")]


def test_the_64th_is_kept_beside_the_first_and_the_65th_displaces_it():
    journal = Journal(Clock(0, None))
    for number in range(64):
        journal.note(str(number))
    assert len(journal.entries) == 64
    assert journal.entries[0][1] == "0"
    journal.note("64")
    assert len(journal.entries) == 64
    assert journal.entries[0][1] == "1"
    assert journal.entries[-1][1] == "64"
    assert journal.count == 65


def test_a_detail_is_kept_up_to_100_characters():
    journal = Journal(Clock(0, None))
    for length in (100, 101):
        journal.note("trouble", "x" * length)
    assert [detail for _, _, detail in journal.entries] == ["x" * 100, "x" * 100]


class _FullHeap(list):
    """Entries for which there is no memory."""

    def append(self, _entry):
        raise MemoryError


def test_a_note_that_finds_no_memory_makes_room_and_raises_nothing():
    journal = Journal(Clock(0, None))
    journal.entries = _FullHeap([(0, "plugged", "")])
    journal.note("fault", "diode")
    assert len(journal.entries) == 0 and journal.count == 0
