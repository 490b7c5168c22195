"""Ctrl-C ends the program, so it works only while the contactor is open (I5)."""

import micropython
import pytest

CTRL_C, NO_KEY = 3, -1


def _armed():
    return micropython.interrupt_characters[-1] == CTRL_C


def test_it_is_armed_without_a_car_and_while_one_waits(rig):
    assert _armed()
    rig.offer()
    assert _armed() and rig.shows == "B2 32 A open"


def test_i5_it_is_disarmed_before_the_contactor_closes(rig):
    rig.offer()
    contactor = rig.app.board.contactor
    close, seen = contactor.close, []

    def closing():
        seen.append(_armed())
        close()

    contactor.close = closing
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)
    assert seen == [False] * 3 and not _armed()  # the self-test's pulses, and the closing


def test_it_stays_disarmed_through_the_grace_of_c1(rig):
    rig.charge()
    rig.app.hold_for_service(True)
    rig.stays(5_000, "C1 steady closed")
    assert not _armed()
    rig.until("C1 steady open", 1_200)
    rig.advance_ms(20)
    assert _armed()


@pytest.mark.parametrize("fault", ["leak", "cp_short", "ground_lost"])
def test_it_is_armed_again_when_a_fault_opens(rig, fault):
    rig.charge()
    rig.inject(fault)
    rig.ms_until(lambda: not rig.world.power.coil, 100)
    rig.advance_ms(40)
    assert _armed()
