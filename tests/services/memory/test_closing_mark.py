"""The mark of a closing on flash: when it is written, and when it is taken back."""

import pytest

from firmware.drivers.flash.store import Store
from firmware.drivers.flash.twin import Twin
from firmware.services.memory.closing_mark import MARK_PATH, ClosingMark
from tests.core.rig import Rig

STEP_MS = 20


class Marked:
    """A charger beside which the mark is kept; `written`: what reached the flash."""

    def __init__(self):
        self.rig = Rig()
        self.clock, self.untripped = self.rig.clock, False
        self.written = []
        self.refuses = False
        twin = Twin(Store(), MARK_PATH)
        self._write, twin.write = twin.write, self._note
        self.mark = ClosingMark(twin, self.rig.charger, self, self.rig.journal)
        self.rig.charger.marked = False

    def _note(self, text):
        if self.refuses:
            raise OSError(28)
        assert not self.rig.board.coil, "I10: written while closed"
        self.written.append(text)
        self._write(text)

    def pass_ms(self, ms):
        for _ in range(ms // STEP_MS):
            self.rig.advance_ms(STEP_MS)
            self.mark.look()

    def charge(self):
        self.rig.plug_in()
        self.pass_ms(3_000)
        self.rig.ask_power()
        self.pass_ms(2_000)
        return self.rig.board.coil


def started():
    """What the next start finds."""
    marked = Marked()
    return marked.mark.found, marked.mark.trips


@pytest.fixture
def marked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Marked()


def test_a_board_that_never_closed_finds_none(marked):
    assert (marked.mark.found, marked.mark.trips) == (False, 0)
    marked.pass_ms(3_000)
    assert marked.written == [] and not Marked().mark.ever


def test_a_board_that_has_closed_once_knows_it_for_good(marked):
    assert marked.charge()
    marked.rig.unplug()
    marked.pass_ms(3_000)
    assert started() == (False, 0) and Marked().mark.ever


def test_i10_it_is_written_before_the_closing_and_taken_back_2_s_after_the_opening(marked):
    assert marked.charge()
    assert marked.written == ["closing 0"] and started() == (True, 0)
    marked.rig.open_s2()
    marked.pass_ms(1_900)
    assert marked.written == ["closing 0"]
    marked.pass_ms(200)
    assert marked.written == ["closing 0", "open 0"] and started() == (False, 0)


def test_without_it_nothing_closes(marked):
    marked.rig.plug_in()
    marked.rig.advance_ms(3_000)
    marked.rig.ask_power()
    marked.rig.advance_ms(5_000)
    assert not marked.rig.board.coil
    marked.pass_ms(100)
    assert marked.rig.board.coil


def test_a_flash_that_refuses_keeps_no_car_from_charging_and_is_told_of(marked):
    marked.refuses = True
    assert marked.charge()
    assert [code for _, code, _, *_ in marked.rig.journal.entries].count("not_saved") == 1


def _trip(marked, after_ms=12_000):
    assert marked.charge()
    marked.pass_ms(after_ms)
    marked.rig.board.leak()
    marked.pass_ms(STEP_MS)
    marked.rig.board.leak(False)
    marked.pass_ms(100)


def test_after_a_trip_it_stays_until_the_15_min_are_over(marked):
    _trip(marked)
    marked.pass_ms(850_000)
    assert started() == (True, 0)
    marked.rig.open_s2()
    marked.pass_ms(60_000)
    assert started() == (False, 1)


def test_a_trip_that_latches_uses_up_all_tries(marked):
    _trip(marked, after_ms=1_000)
    assert started() == (True, 4)
    marked.rig.unplug()
    marked.pass_ms(6_000)
    assert started() == (False, 0)


@pytest.mark.parametrize("text", ["", "rats", "closing", "closing x", "rats 3"])
def test_what_cannot_be_read_may_have_been_a_closing(marked, text):
    twin = Twin(Store(), MARK_PATH)
    twin.read()
    twin.write(text)
    assert started()[0]


def test_mains_behind_the_contactor_keeps_it(marked):
    marked.charge()
    marked.rig.board.welded = True
    marked.rig.open_s2()
    marked.pass_ms(10_000)
    assert started() == (True, 0)
