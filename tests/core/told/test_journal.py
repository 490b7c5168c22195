"""The last 64 things that happened."""

from firmware.core.journal import NUMBER, Journal
from tests.core.bench import Clock


def test_an_entry_has_its_uptime_code_and_detail():
    clock = Clock(0, None)
    journal = Journal(clock)
    clock.ms = 12_999
    journal.note("fault", "diode")
    journal.note("plugged")
    assert [entry[:3] for entry in journal.entries] == [
        (12, "fault", "diode"),
        (12, "plugged", ""),
    ]


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
    assert [detail for _, _, detail, *_ in journal.entries] == ["x" * 100, "x" * 100]


# --- places of their own: security review C1, C3 -------------------------------------------------


def _after(noise, *kept):
    """The codes in a journal in which 1,000 entries of `noise` followed those of `kept`."""
    journal = Journal(Clock(0, None))
    for code in kept + noise * 1_000:
        journal.note(code)
    assert len(journal.entries) == 64
    return [entry[1] for entry in journal.entries]


def test_c1_c3_no_noise_pushes_out_a_fault_or_a_security_entry():
    for noise in (("plugged", "unplugged"), ("refused",), ("settings",)):
        assert _after(noise, "fault", "locked_out")[0] == "fault"
    for noise in (("plugged", "unplugged"), ("refused",), ("fault",)):
        assert _after(noise, "power_on", "plugged")[0] == "power_on"


def test_c1_nor_the_end_of_a_fault_nor_what_was_lost_or_not_seen():
    for code in ("fault_over", "opening_unseen", "self_test", "sessions_lost"):
        assert _after(("plugged", "unplugged"), "fault", code)[:2] == ["fault", code]


def test_c1_each_kind_keeps_a_third_against_both_others():
    for mine in ("plugged", "wrong_pin", "fault"):
        found = _after(("plugged", "wrong_pin", "fault"), *[mine] * 30)
        assert found.count(mine) >= 21


def test_c1_numbers_go_up_and_say_what_gave_way():
    journal = Journal(Clock(0, None))
    journal.note("fault", "diode")
    for _ in range(64):
        journal.note("plugged")
    numbers = [entry[NUMBER] for entry in journal.entries]
    assert numbers == [1] + list(range(3, 66)) and journal.count == 65


class _FullHeap(list):
    """Entries for which there is no memory."""

    def append(self, _entry):
        raise MemoryError


def test_a_note_that_finds_no_memory_makes_room_and_raises_nothing():
    journal = Journal(Clock(0, None))
    journal.entries = _FullHeap([(0, "plugged", "", 1, 0)])
    journal.note("fault", "diode")
    assert len(journal.entries) == 0 and journal.count == 0
