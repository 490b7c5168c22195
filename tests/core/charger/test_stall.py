"""A control step that comes late: up to when the board's gate would open by itself."""

from firmware import board
from tests.core.rig import STEP_MS, Rig

STALL_MS = 2_500


def test_i1_i5_a_step_that_comes_2500_ms_late_opens_and_2480_ms_do_not():
    for ms, shows in ((STALL_MS - STEP_MS, "C2 32 A closed"), (STALL_MS, "F -12 V open")):
        rig = Rig()
        rig.charge()
        rig.hang(ms)
        assert rig.shows == shows and rig.fault == (None if ms < STALL_MS else "stalled")


def test_the_fault_comes_before_the_gate():
    assert STALL_MS < board.ALIVE_GATE_MS


def test_without_a_closed_contactor_a_stall_is_none():
    rig = Rig()
    rig.plug_in()
    rig.hang(10_000)
    assert rig.fault is None
