"""What a reset must not forget: faults, whether the contactor was closed, the last words."""

import pytest

from firmware.core.journal import NUMBER
from firmware.drivers.chip.reset_memory import ResetMemory
from firmware.services.console import pin_hash
from tests.core.rig import refused
from tests.services.memory.restarted import Chip

RESETS = 7  # its place in the state


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
    assert chip.start("power_on").fault is None
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
    assert len(chip.state[RESETS]) == 1


# --- the last words ------------------------------------------------------------------------------


def test_the_log_tells_the_cause_and_the_last_words(chip):
    chip.resets.remember()
    chip.memory.leave_words(MemoryError("heap"))
    chip.start("reset")
    assert chip.notes == ["reset MemoryError: heap"]


def test_words_are_told_once(chip):
    chip.resets.remember()
    chip.memory.leave_words(MemoryError("heap"))
    chip.start("reset")
    chip.resets.remember()
    chip.start("watchdog")
    assert chip.notes == ["watchdog "]


def test_words_without_a_document_to_hold_them_are_left_unsaid(chip):
    chip.cut_mains()
    ResetMemory(chip.rtc).leave_words(ValueError("settings"))
    chip.start()
    assert chip.notes == [] and chip.resets.resumed is False


def test_words_are_cut_and_told_in_ascii(chip):
    chip.memory.leave_words(ValueError("\u00e9\n" + "x" * 1_000))
    chip.start("reset")
    assert chip.notes == [("reset ValueError: ???" + "x" * 100)[:78]]


def test_with_the_last_words_goes_the_black_box_as_it_stands(chip):
    chip.charge()
    chip.resets.remember()
    chip.memory.trace[0] = chip.memory.trace[1] = 9
    chip.memory.leave_words(ValueError("a bug"))
    chip.start("reset")
    assert bytes(chip.memory.trace[:2]) == b"\t\t"


# --- the installer's PIN and the events' numbers -------------------------------------------------


def _try_wrong_pin(chip, times):
    for _ in range(times):
        assert refused(chip.rig.pin_lock.permit, "000000", chip.rig.clock.uptime_s()) == "pin"
        chip.resets.look()


def _with_pin(chip):
    chip.rig.settings.pin = pin_hash.made("271828")


def test_wrong_pins_are_not_forgotten_by_a_reset(chip):
    _with_pin(chip)
    _try_wrong_pin(chip, 4)
    chip.start()
    _with_pin(chip)
    _try_wrong_pin(chip, 1)
    chip.start()
    _with_pin(chip)
    assert refused(chip.rig.pin_lock.permit, "271828", 10) == "pin"
    assert refused(chip.rig.pin_lock.permit, "271828", 901) == "accepted"


def test_no_number_of_an_event_comes_twice_over_a_reset(chip):
    chip.resets.remember()
    for _ in range(100):
        chip.rig.journal.note("plugged")
    count = chip.rig.journal.count
    chip.start()
    assert chip.rig.journal.count > count
    assert [entry[NUMBER] > count for entry in chip.rig.journal.entries] == [True]
    assert chip.rig.journal.entries[-1][NUMBER] == chip.rig.journal.count


def test_after_a_mains_cut_the_events_are_counted_afresh(chip):
    chip.rig.journal.note("plugged")
    chip.resets.remember()
    chip.cut_mains()
    chip.start("power_on")
    assert chip.rig.journal.count == 0
