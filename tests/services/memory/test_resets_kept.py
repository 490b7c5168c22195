"""What is in the RTC's memory, and when: state, orders, the schedule, the black box."""

import json

import pytest

from firmware.core.protection.faults import FAULTS
from firmware.drivers.chip.reset_memory import ResetMemory
from tests.core.rig import CLOSED_TILL_23, NOON, OPENS
from tests.services.memory.restarted import Chip, Mark

STATE_BYTES_MAX = 268

# Places in the state.
PLANNED, RESETS = 0, 7


@pytest.fixture
def chip():
    return Chip()


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


@pytest.mark.parametrize("content", [{}, {"faults": [], "orders": 1}, [], 7, "x"])
def test_what_another_release_left_counts_as_nothing(chip, content):
    chip.memory.put_state(json.dumps(content).encode())
    chip.memory.save()
    assert chip.start().fault == "ground_fault", "19: it may have tripped"
    assert chip.notes[-1:] == ["watchdog, and what was remembered is not ours"]
    assert chip.resets.resumed is False
    assert chip.state[PLANNED] == 0


def test_what_there_is_no_memory_for_counts_as_nothing_instead_of_ending_every_start(
    chip, monkeypatch
):
    def fails(_text):
        raise MemoryError

    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    monkeypatch.setattr("json.loads", fails)
    chip.start()
    monkeypatch.undo()
    assert not chip.resets.resumed and chip.rig.plan.orders.schedule is None
    assert chip.start().plan.orders.schedule is None


def test_a_schedule_there_is_no_memory_for_costs_nothing_else(chip, monkeypatch):
    def fails(_packed):
        raise MemoryError

    chip.rig.order("tou", CLOSED_TILL_23)
    chip.rig.order("override", "pause")
    chip.resets.look()
    monkeypatch.setattr("firmware.core.tou.schedule.Schedule", fails)
    orders = chip.start().plan.orders
    assert chip.resets.resumed
    assert orders.schedule is None and orders.override == "pause"


def test_the_fullest_state_fits(chip):
    faults, orders = chip.rig.charger.faults, chip.rig.plan.orders
    codes = sorted(FAULTS)
    standing = [[code, FAULTS[code][1] or None] for code in codes]
    faults.restore({"raised": dict.fromkeys(codes, 1_000_000), "standing": standing}, 0)
    orders.set_override("charge", "server", 0)
    orders.set_live(80_000)
    chip.rtc.s = 4_102_444_799
    chip.resets._resets_s = [-899] * 5  # a fifth one needs the fourth to have locked out
    chip.resets.remember(planned=True)
    size = len(chip.memory.read_state())
    assert size <= STATE_BYTES_MAX
    chip.memory.put_state(b"x" * STATE_BYTES_MAX)
    with pytest.raises(ValueError):
        chip.memory.put_state(b"x" * (STATE_BYTES_MAX + 1))


def test_faults_come_back_as_they_were_saved(chip):
    faults = chip.rig.charger.faults
    for code in ("ventilation", "overcurrent", "ground_lost", "diode", "welded"):
        faults.strike(code, 0)
    saved = faults.saved(0)
    chip.resets.remember()
    assert chip.start().charger.faults.saved(0) == saved


# --- the mains and the schedule ------------------------------------------------------------------


def test_it_is_resumed_after_a_reset_and_not_after_a_mains_cut(chip):
    assert chip.resets.resumed is False
    chip.start()
    assert chip.resets.resumed is True
    chip.cut_mains()
    chip.start("power_on")
    assert chip.resets.resumed is False


def test_a_schedule_survives_a_reset_again_and_again(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    for _ in range(3):
        schedule = chip.start().plan.orders.schedule
        assert schedule.version == CLOSED_TILL_23["version"]
        assert schedule.at(NOON) == (False, None, OPENS)
        chip.resets.look()


def test_i3_a_schedule_is_gone_after_a_mains_cut(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    chip.cut_mains()
    assert chip.start("power_on").plan.orders.schedule is None
    chip.resets.look()
    assert chip.start().plan.orders.schedule is None


def test_a_schedule_is_in_the_rtc_s_memory_as_it_is(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    packed = bytes(chip.rig.plan.orders.schedule.packed)
    chip.resets.look()
    assert ResetMemory(chip.rtc).read("schedule") == packed


def test_a_cancelled_schedule_is_gone_at_the_next_look(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    chip.rig.order("tou", None)
    chip.resets.look()
    assert ResetMemory(chip.rtc).read("schedule") is None
    assert chip.start().plan.orders.schedule is None


def test_a_schedule_that_a_snapshot_did_not_bring_is_gone_at_the_next_look(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    chip.rig.plan.orders.begin_snapshot()
    chip.rig.plan.orders.finish_snapshot()
    chip.resets.look()
    assert ResetMemory(chip.rtc).read("schedule") is None


def test_the_last_of_two_schedules_comes_back(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    chip.rig.order("tou", dict(CLOSED_TILL_23, version=8))
    chip.resets.look()
    assert chip.start().plan.orders.schedule.version == 8


def test_a_schedule_that_came_back_is_cancelled_by_a_snapshot_without_it(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    orders = chip.start().plan.orders
    orders.begin_snapshot()
    orders.finish_snapshot()
    chip.resets.look()
    assert chip.start().plan.orders.schedule is None


def test_a_schedule_without_its_state_is_foreign(chip):
    chip.rig.order("tou", CLOSED_TILL_23)
    chip.resets.look()
    chip.memory.clear("state.a")
    chip.memory.clear("state.b")
    chip.memory.save()
    assert chip.start().plan.orders.schedule is None
    assert ResetMemory(chip.rtc).read("schedule") is None


# --- the black box -------------------------------------------------------------------------------


def test_while_closed_the_memory_is_written_five_times_a_second(chip):
    chip.charge()
    chip.resets.look()
    writes = chip.rtc.writes
    for _ in range(50):
        chip.rig.advance_ms(20)
        chip.resets.look()
    assert chip.rtc.writes == writes + 5


def test_while_open_the_black_box_is_not_written(chip):
    chip.resets.look()
    writes = chip.rtc.writes
    for _ in range(50):
        chip.rig.advance_ms(20)
        chip.resets.look()
    assert chip.rtc.writes == writes


def test_a_trace_from_before_an_unplanned_reset_while_closed_is_kept_for_reading(chip):
    chip.charge()
    chip.memory.trace[0] = chip.memory.trace[1] = 7
    chip.resets.remember()
    chip.start()
    assert chip.box.frozen and bytes(chip.memory.trace[:2]) == b"\7\7"


@pytest.mark.parametrize(("charges", "planned"), [(True, True), (False, False)])
def test_a_trace_from_before_any_other_reset_is_not(chip, charges, planned):
    if charges:
        chip.charge()
    chip.memory.trace[0] = chip.memory.trace[1] = 7
    chip.resets.remember(planned)
    chip.start()
    assert not chip.box.frozen and bytes(chip.memory.trace[:2]) == b"\0\0"


def test_a_torn_trace_costs_only_itself(chip):
    chip.charge()
    chip.resets.remember()
    content = bytearray(chip.rtc.memory())
    content[-1] ^= 1
    chip.rtc.memory(content)
    chip.start()
    assert not chip.box.frozen
    assert chip.resets.resumed and len(chip.state[RESETS]) == 1


@pytest.mark.parametrize("ever, fault", [(True, "ground_fault"), (False, None)])
def test_who_has_lost_its_memory_assumes_a_trip_unless_it_never_closed(
    chip, monkeypatch, ever, fault
):
    monkeypatch.setattr(Mark, "ever", ever)
    chip.rtc.memory(b"")
    assert chip.start("reset").fault == fault
