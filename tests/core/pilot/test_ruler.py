"""+12 V as the ruler: what this unit reads of it is kept, and held against what it reads later."""

from firmware.core.pilot.plateaus import Burst
from firmware.core.pilot.ruler import Ruler
from tests.core.rig import Rig

_LOOKS_S = 5
_TROUBLE = "the pilot's own +12 V reads wrong: unplug, then type: pilot measure"


def _reads(rig, mv, s=_LOOKS_S):
    """+12 V is read as `mv` for `s` seconds; nobody has corrected it yet."""
    charger = rig.charger
    burst = Burst()
    burst.high_reads = 32
    for _ in range(s):
        burst.high_mv = mv - (rig.settings.pilot_off_mv or 0)
        for _ in range(2):
            charger.pilot.take(burst, False, rig.clock.ticks_ms())
        charger.measured(None, None, 25, rig.clock.uptime_s())


def test_8_before_the_first_look_nothing_is_known_and_nothing_is_wrong():
    ruler = Ruler(None)
    assert ruler.error_mv is None and ruler.wrong is False


def test_8_what_a_new_unit_reads_of_its_plus_12_v_is_kept():
    for mv in (10_600, 11_400, 12_000, 13_400):
        rig = Rig()
        rig.settings.unsaved = False
        _reads(rig, mv)
        assert rig.settings.pilot_off_mv == mv - 12_000
        assert rig.settings.unsaved
        assert rig.charger.ruler.error_mv == 0 and not rig.charger.ruler.wrong


def test_8_it_is_the_mean_of_the_looks_in_whole_millivolts():
    rig = Rig()
    _reads(rig, 12_304, 1)
    _reads(rig, 12_300, 4)
    assert rig.settings.pilot_off_mv == 300


def test_8_what_no_rail_and_no_adc_can_be_off_is_not_kept_and_nothing_is_closed_by_it():
    for mv in (10_599, 13_401):
        rig = Rig()
        _reads(rig, mv)
        assert rig.settings.pilot_off_mv is None
        assert rig.charger.ruler.wrong and rig.plan.trouble == _TROUBLE


def test_8_a_board_whose_adc_cannot_read_it_has_no_ruler():
    rig = Rig()
    rig.charger.ruler.usable = False
    _reads(rig, 10_850)
    assert rig.settings.pilot_off_mv is None and not rig.charger.ruler.wrong


def test_8_it_takes_five_looks_in_a_row_without_a_car():
    rig = Rig()
    _reads(rig, 12_300, 4)
    assert rig.settings.pilot_off_mv is None
    rig.plug_in()
    _reads(rig, 9_000, 4)
    rig.unplug()
    _reads(rig, 12_300, 4)
    assert rig.settings.pilot_off_mv is None
    _reads(rig, 12_300, 1)
    assert rig.settings.pilot_off_mv == 300


def test_8_more_than_400_mv_of_drift_are_told_and_more_than_600_close_nothing():
    for drift_mv, told, wrong in (
        (400, False, False),
        (401, True, False),
        (-401, True, False),
        (600, True, False),
        (601, True, True),
        (-601, True, True),
    ):
        rig = Rig()
        _reads(rig, 11_800)
        _reads(rig, 11_800 + drift_mv)
        assert rig.charger.ruler.error_mv == drift_mv
        assert (rig.plan.trouble == _TROUBLE) == told, drift_mv
        assert rig.charger.ruler.wrong == wrong, drift_mv


def test_8_a_drift_is_noted_once():
    rig = Rig()
    _reads(rig, 12_000)
    _reads(rig, 12_500, 3 * _LOOKS_S)
    noted = [entry[:3] for entry in rig.journal.entries if entry[1] == "pilot"]
    assert noted == [(rig.clock.uptime_s(), "pilot", _TROUBLE)]


def test_8_a_car_gets_no_offer_by_a_ruler_that_is_wrong_and_one_when_it_fits_again():
    rig = Rig()
    _reads(rig, 12_000)
    _reads(rig, 11_300)
    assert rig.charger.faults.active is None
    rig.plug_in()
    assert rig.charger.faults.active == "pilot_unknown"
    assert rig.charger.offered_ma == 0
    rig.unplug()
    _reads(rig, 12_000)
    assert rig.plan.trouble is None
    rig.wait_s(60)
    rig.charge()
    assert rig.board.coil


def test_8_another_trouble_is_not_talked_over_nor_ended():
    rig = Rig()
    rig.plan.trouble = "another"
    _reads(rig, 12_000)
    _reads(rig, 11_500)
    assert rig.plan.trouble == "another"
    _reads(rig, 12_000)
    assert rig.plan.trouble == "another"
