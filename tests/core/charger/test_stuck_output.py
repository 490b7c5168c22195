"""The pad of the contactor's output is not as commanded."""

from firmware.core.journal import Journal
from firmware.core.protection.faults import Faults
from tests.core.bench import Clock
from tests.core.rig import Rig


def test_2_a_coil_that_is_held_on_is_told_at_once_and_not_as_a_weld():
    rig = Rig()
    rig.charge()
    rig.board.pad_stuck_at = True
    rig.open_s2()
    rig.advance_ms(40)
    assert rig.fault == "stuck_output" and rig.charger.faults.latched
    rig.advance_ms(10_000)
    assert rig.fault == "stuck_output" and "welded" not in rig.charger.faults.raised


def test_2_a_coil_that_is_held_off_opens_and_ends_by_unplugging_once_it_is_right():
    rig = Rig()
    rig.charge()
    rig.board.pad_stuck_at = False
    rig.advance_ms(40)
    assert rig.fault == "stuck_output" and rig.shows == "F -12 V open"
    rig.board.pad_stuck_at = None
    rig.wait_s(600)
    assert rig.fault == "stuck_output"
    rig.unplug()
    rig.advance_ms(4_000)
    assert rig.fault is None


def test_2_a_stuck_output_ends_by_unplugging_but_not_before_it_is_right_again():
    faults = Faults(Journal(Clock(0, None)))
    for _ in range(3):
        faults.strike("stuck_output", 120)
        faults.unplugged()
        assert faults.active == "stuck_output" and faults.changes == 1
    faults.tick(1_000_000)
    assert faults.active == "stuck_output" and faults.latched
    faults.unplugged()
    assert faults.active is None and faults.changes == 2
