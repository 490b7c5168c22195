"""What a reset must not forget: faults, whether the contactor was closed, the last words."""

import pytest

from firmware.drivers.reset_memory import ResetMemory
from firmware.services.resets import Resets, leave_words
from tests.core.rig import Rig


class Rtc:
    """The chip's RTC: its memory, and seconds that run through resets."""

    def __init__(self):
        self.s = 1_000
        self.writes = 0
        self._content = b""

    def memory(self, content=None):
        if content is None:
            return self._content
        self._content = content
        self.writes += 1


class Chip:
    """A charger that is started again and again; only its RTC goes on."""

    def __init__(self):
        self.rtc = Rtc()
        self.memory = ResetMemory(self.rtc)
        self.start("power_on")

    def start(self, cause="watchdog"):
        self.rig = Rig(boot_ms=0)
        self.rig.clock.rtc_s = lambda: self.rtc.s
        self.resets = Resets(
            self.memory, self.rig.clock, self.rig.charger, self.rig.journal, cause
        )
        return self.rig

    # It was there at boot: what stands in its way is the 30 s after a reset while closed.
    def charge(self):
        self.rig.shows_car("B", 31_000)
        self.rig.ask_power()
        self.rig.advance_ms(1_000)

    def charge_and_reset(self, planned=False):
        """The car charges; `planned` or not, the chip starts again. -> the fault then."""
        self.charge()
        self.resets.remember(planned)
        return self.start().fault

    def cut_mains(self):
        self.rtc.memory(b"")

    @property
    def notes(self):
        return [detail for _, code, detail in self.rig.journal.entries if code == "reset"]


@pytest.fixture
def chip():
    return Chip()


# --- faults --------------------------------------------------------------------------------------


def test_a_fault_and_its_retries_survive_a_reset(chip):
    chip.charge()
    chip.rig.board.earth = False
    chip.rig.advance_ms(20)
    chip.resets.remember()
    assert chip.start().fault == "ground_lost"
    assert chip.rig.charger.faults.saved(0)["raised"] == {"ground_lost": 1}


def test_after_a_mains_cut_it_starts_afresh(chip):
    chip.rig.charger.faults.strike("diode", 0)
    chip.resets.remember()
    chip.cut_mains()
    assert chip.start().fault is None
    assert chip.notes == []


# --- resets while the contactor was closed -------------------------------------------------------


def test_i5_the_fourth_reset_within_15_min_while_closed_locks_out_until_unplugged(chip):
    for _ in range(3):
        assert chip.charge_and_reset() is None
    assert chip.charge_and_reset() == "resets"
    assert chip.rig.charger.faults.opens and chip.rig.charger.faults.latched
    chip.charge()
    assert not chip.rig.board.coil
    chip.rig.unplug()
    chip.rig.advance_ms(3_300)
    assert chip.rig.fault is None


def test_a_lock_out_survives_the_resets_that_follow_it(chip):
    for _ in range(4):
        chip.charge_and_reset()
    chip.resets.remember()
    assert chip.start().fault == "resets"


def test_resets_that_were_planned_do_not_count(chip):
    for _ in range(10):
        assert chip.charge_and_reset(planned=True) is None


def test_resets_with_the_contactor_open_do_not_count(chip):
    for _ in range(10):
        chip.rig.plug_in()
        chip.resets.remember()
        assert chip.start().fault is None


def test_resets_that_are_15_min_apart_do_not_count_together(chip):
    for _ in range(10):
        chip.charge()
        chip.rig.wait_s(300)
        chip.rtc.s += 300
        chip.resets.remember()
        assert chip.start().fault is None


def test_unplugging_forgets_the_resets_so_far(chip):
    for _ in range(3):
        chip.charge_and_reset()
    chip.rig.advance_ms(3_000)
    chip.resets.remember()
    assert chip.charge_and_reset() is None


def test_a_boot_that_has_not_looked_for_the_car_yet_forgets_nothing(chip):
    for _ in range(3):
        assert chip.charge_and_reset() is None
        chip.resets.remember()
        chip.start()
    assert chip.charge_and_reset() == "resets"


def test_one_reset_is_counted_once_however_often_it_is_remembered(chip):
    chip.charge_and_reset()
    chip.rig.plug_in()
    for _ in range(10):
        chip.resets.remember()
        chip.start().plug_in()
    assert len(chip.memory.read()["resets"]) == 1


# --- what is written -----------------------------------------------------------------------------


def test_the_memory_is_written_when_something_changed_and_once_a_minute(chip):
    chip.resets.look()
    writes = chip.rtc.writes
    for _ in range(5):
        chip.resets.look()
    assert chip.rtc.writes == writes
    chip.rig.wait_s(59)
    chip.resets.look()
    assert chip.rtc.writes == writes
    chip.rig.wait_s(2)
    chip.resets.look()
    assert chip.rtc.writes == writes + 1


def test_a_fault_is_remembered_at_the_next_look(chip):
    chip.charge()
    chip.resets.look()
    chip.rig.board.earth = False
    chip.rig.advance_ms(20)
    chip.resets.look()
    assert chip.start().fault == "ground_lost"


# --- orders --------------------------------------------------------------------------------------


def test_an_override_survives_a_reset_and_no_mains_cut(chip):
    chip.rig.plan.orders.set_override("pause", "local", 0)
    chip.resets.look()
    orders = chip.start().plan.orders
    assert (orders.override, orders.origin) == ("pause", "local")
    chip.cut_mains()
    assert chip.start().plan.orders.override is None


def test_a_live_limit_survives_a_reset_for_the_car_that_was_there(chip):
    chip.charge()
    chip.rig.plan.orders.set_live(10_000)
    chip.resets.look()
    chip.start()
    chip.charge()
    assert chip.rig.plan.limits["live"] == 10_000


def test_after_a_reset_while_closed_the_contactor_rests_for_30_s(chip):
    chip.charge()
    chip.resets.look()
    chip.start()
    assert chip.rig.charger.session.dwelling(chip.rig.clock.ticks_ms())


@pytest.mark.parametrize("content", [{}, {"words": "x"}, [], 7, {"faults": 1, "words": ""}])
def test_what_another_release_left_counts_as_nothing(chip, content):
    chip.memory.write(content)
    assert chip.start().fault is None
    assert chip.memory.read()["planned"] is False


def test_the_fullest_document_fits(chip):
    faults = chip.rig.charger.faults
    for code in ("ventilation", "overcurrent", "ground_lost", "welded"):
        faults.strike(code, 1_000_000_000)
    chip.resets.remember()
    leave_words(chip.memory, "x" * 1_000)
    assert chip.memory.read()["words"] == "x" * 200


# --- the last words ------------------------------------------------------------------------------


def test_the_log_tells_the_cause_and_the_last_words(chip):
    chip.resets.remember()
    leave_words(chip.memory, "MemoryError: heap")
    chip.start("reset")
    assert chip.notes == ["reset MemoryError: heap"]


def test_words_are_told_once(chip):
    chip.resets.remember()
    leave_words(chip.memory, "MemoryError: heap")
    chip.start("reset")
    chip.resets.remember()
    chip.start("watchdog")
    assert chip.notes == ["watchdog "]


def test_words_without_a_document_to_hold_them_are_left_unsaid(chip):
    chip.cut_mains()
    leave_words(chip.memory, "ValueError: settings")
    assert chip.memory.read() is None
