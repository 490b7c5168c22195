"""Finding 8: each unit's own error of the ADC is taken off by its +12 V, and a drift is told."""

import pytest

from firmware.bare import Bare
from firmware.core.refusal import Refusal
from firmware.services.console.field import pilot
from tests.corners import CORNERS, set_corner
from tests.running import played

HIGH, MIDDLE, LOW = CORNERS
READ_US = (150, 150)  # the slowest, for which there are the fewest reads
OPENS_MS = 50
TROUBLE = "the pilot's own +12 V reads wrong: unplug, then type: pilot measure"


def _charges_and_opens(rig, amps):
    rig.charge()
    rig.stays(4_000, f"C2 {amps} A closed")
    rig.open_s2()
    rig.ms_until(lambda: not rig.world.power.coil, OPENS_MS, 10)
    rig.wait_s(40)
    rig.ask_power()
    rig.until(f"C2 {amps} A closed", 40_000)
    rig.unplug()
    rig.ms_until(lambda: not rig.world.power.coil, OPENS_MS, 10)
    rig.after(60, "A steady open")
    assert not rig.noted("fault")


# As the console does it, between two control steps.
def _measure_anew(rig):
    return played(rig, pilot.run(rig.app, ["measure"]))


# `make pilot-table` has every corner and current.
@pytest.mark.parametrize(("corner", "offset_mv", "amps"), ((HIGH, 60, 48), (LOW, -60, 6)))
def test_8_it_charges_and_opens_whatever_the_datasheet_allows(
    world, start, corner, offset_mv, amps
):
    set_corner(world, corner)
    world.set_pilot(adc_offset_mv=offset_mv, read_us=READ_US)
    _charges_and_opens(start(wire_ma=amps * 1_000), amps)


@pytest.mark.parametrize("gain_permille", (-30, 30))
def test_8_an_adc_whose_gain_is_off_by_3_percent_too(world, start, gain_permille):
    world.set_pilot(adc_gain_permille=gain_permille, adc_offset_mv=-gain_permille)
    _charges_and_opens(start(wire_ma=32_000), 32)


# By one point -10 % would show a sound diode's -12 V as -9.6 V.
_OFF_BY_10_PERCENT = ((HIGH, -100), (MIDDLE, -100), (MIDDLE, 100))


@pytest.mark.parametrize(("corner", "gain_permille"), _OFF_BY_10_PERCENT)
def test_8_with_both_rails_measured_so_does_one_that_is_off_by_10_percent(
    world, start, corner, gain_permille
):
    set_corner(world, corner)
    world.set_pilot(adc_gain_permille=gain_permille)
    rig = start(wire_ma=32_000)
    kept = _measure_anew(rig)
    rail_permille = (corner["plus_mv"] - 12_000) // 12
    assert abs(kept["gain_permille"] - gain_permille - rail_permille) <= 10
    rig.stays(1_000, "A steady open")
    _charges_and_opens(rig, 32)


def test_8_an_adc_that_reads_the_lowest_12_v_10_percent_less_closes_nothing(world, start):
    set_corner(world, LOW)
    world.set_pilot(adc_gain_permille=-100)
    rig = start()
    with pytest.raises(Refusal):
        _measure_anew(rig)
    rig.charge()
    assert not rig.world.power.closings


def test_8_the_barest_charger_has_its_ruler_too(world, start):
    set_corner(world, LOW)
    world.set_pilot(adc_offset_mv=-60)
    _charges_and_opens(start(program=Bare), 32)


def test_8_it_is_kept_over_a_mains_cut_with_a_car_there(world, start):
    set_corner(world, LOW)
    world.set_pilot(adc_offset_mv=-60)
    rig = start()
    rig.wait_s(60)
    rig.plug_in()
    rig.power_cycle()
    rig.wait_s(20)
    rig.ask_power()
    rig.until("C2 32 A closed", 40_000)
    rig.open_s2()
    rig.ms_until(lambda: not rig.world.power.coil, OPENS_MS, 10)


def test_8_half_a_volt_of_drift_is_told_and_it_charges(rig):
    rig.world.set_pilot(adc_offset_mv=43)
    rig.wait_s(10)
    assert rig.app.plan.trouble == TROUBLE
    rig.charge()
    rig.now("C2 32 A closed")
    rig.leave()
    rig.world.set_pilot(adc_offset_mv=0)
    rig.wait_s(10)
    assert rig.app.plan.trouble is None


@pytest.mark.parametrize("offset_mv", (-60, 60))
def test_8_seven_tenths_of_a_volt_close_nothing_until_it_was_measured_anew(rig, offset_mv):
    rig.world.set_pilot(adc_offset_mv=offset_mv)
    rig.wait_s(10)
    rig.charge()
    assert rig.fault == "pilot_unknown" and not rig.world.power.closings
    rig.leave()
    _measure_anew(rig)
    rig.wait_s(10)
    assert rig.app.plan.trouble is None
    rig.charge()
    rig.until("C2 32 A closed", 5_000)
