"""A chip that starts anew: what its first steps make of a board that is as it was left."""

from firmware.core.charger import Charger
from firmware.core.pilot.plateaus import LOW_NO_DIODE
from tests.core.rig import NOMINAL_MV, TEST_MS, Rig

_BOOTED_MS = 7_000


def _restarted(welded=False):
    """The first step is yet to come."""
    rig = Rig(boot_ms=0, start_ms=_BOOTED_MS)
    rig.board.welded = welded
    now_ms = rig.clock.ticks_ms()
    rig.charger = Charger(rig.plan, TEST_MS, NOMINAL_MV, rig.journal, now_ms)
    return rig


def test_i1_mains_behind_the_contactor_at_boot_is_a_weld_after_a_second():
    rig = _restarted(welded=True)
    rig.advance_ms(980)
    assert rig.fault is None
    rig.advance_ms(40)
    assert rig.fault == "welded"


def test_the_pilot_is_unbroken_since_the_boot_where_nobody_is_there():
    rig = _restarted()
    rig.advance_ms(100)
    assert rig.charger.pilot.unbroken_ms(rig.clock.ticks_ms()) == 100


def test_where_nobody_is_there_no_diode_is_missing():
    rig = _restarted()
    rig.charger.pilot.low = LOW_NO_DIODE
    rig.charger.step(rig.clock.ticks_ms())
    assert rig.fault is None
