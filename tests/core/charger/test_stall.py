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


# --- a stall that a TLS handshake has announced: finding 3 of the safety review ------------------


def _strikes(ms, handshaking):
    """What counts towards the latch after a stall of so long, which opened."""
    rig = Rig()
    rig.charge()
    rig.plan.link.handshaking = handshaking
    rig.hang(ms)
    assert rig.shows == "F -12 V open" and rig.fault == "stalled"
    return rig.charger.faults.raised["stalled"]


def test_3_an_announced_stall_opens_and_is_no_strike_up_to_when_the_gate_opens():
    assert _strikes(STALL_MS, handshaking=True) == 0
    assert _strikes(board.ALIVE_GATE_MS, handshaking=True) == 0
    assert _strikes(board.ALIVE_GATE_MS + STEP_MS, handshaking=True) == 1


def test_3_one_that_nobody_announced_is_a_strike():
    assert _strikes(STALL_MS, handshaking=False) == 1


def test_3_after_all_strikes_that_are_borne_an_announced_one_latches_nothing():
    rig = Rig()
    rig.charge()
    rig.charger.faults.raised["stalled"] = 3
    rig.plan.link.handshaking = True
    rig.hang(STALL_MS)
    assert rig.fault == "stalled" and rig.charger.faults.retry_at_s is not None


def test_3_it_is_announced_once_a_handshake():
    rig = Rig()
    rig.plan.link.handshaking = True
    assert rig.plan.link.excuses(STALL_MS) and not rig.plan.link.excuses(STALL_MS)
