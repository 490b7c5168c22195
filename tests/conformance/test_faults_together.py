"""Two things broken at once: each is counted, and each ends on its own."""

import itertools

import pytest

GRAVE = "F -12 V open"


# The leak first: what opens the contactor ends it.
def _leak_and_lose_earth(rig):
    rig.inject("leak")
    rig.ms_until(lambda: not rig.world.power.coil, 100)
    rig.inject("ground_lost")
    rig.advance_ms(60)
    rig.mend("leak")
    rig.mend("ground_lost")
    rig.advance_ms(600)


def test_a_crushed_cable_that_leaks_soon_after_closing_locks_out(charging):
    rig = charging()
    _leak_and_lose_earth(rig)
    raised = rig.app.charger.faults.raised
    assert raised == {"ground_fault": 1, "ground_lost": 1}
    rig.stays_s(120, "C1 steady open", GRAVE)
    assert rig.fault == "ground_fault" and rig.latched


def test_a_crushed_cable_that_leaks_later_waits_for_the_longer_of_both(charging):
    rig = charging()
    rig.wait_s(12)
    _leak_and_lose_earth(rig)
    rig.wait_s(70)
    assert rig.fault == "ground_fault" and not rig.latched
    rig.stays_s(800, "C1 steady open")
    rig.wait_s(60)
    rig.now("C2 32 A closed")


def test_a_weld_that_was_cleared_gives_a_leak_no_retry(charging):
    rig = charging()
    rig.wait_s(12)
    rig.inject("welded")
    rig.inject("leak")
    rig.ms_until(lambda: rig.fault == "ground_fault", 200)
    rig.mend("leak")
    rig.ms_until(lambda: rig.fault == "welded", 3_000)
    rig.mend("welded")
    rig.wait_s(5)
    rig.console("faults clear")
    assert rig.fault == "ground_fault"
    rig.stays_s(800, "C1 steady open")


def test_i2_a_board_that_became_too_hot_behind_another_fault_does_not_start(charging, still_air):
    rig = charging()
    rig.warm_up(70)
    rig.now("C2 8 A closed")
    rig.inject("ground_lost")
    rig.after(60, GRAVE)
    rig.warm_up(80)
    rig.mend("ground_lost")
    rig.stays_s(120, "C1 steady open", GRAVE)
    assert rig.fault == "over_temperature"


def test_a_hot_board_without_a_car_fills_no_log(rig, still_air):
    rig.warm_up(70)
    rig.world.set_temperature(72)
    noted = rig.app.journal.count
    rig.wait_s(60)
    assert rig.app.journal.count - noted <= 1
    rig.plug_in_asking()
    rig.wait_s(5)
    rig.now("C1 steady open")
    assert rig.fault == "over_temperature"


def test_the_contactor_rests_30_s_after_a_graceful_fault_too(charging):
    rig = charging()
    rig.world.set_car(needs_ventilation=True)
    rig.after(60, "C1 steady closed")
    rig.world.set_car(needs_ventilation=False)
    rig.ms_until(lambda: not rig.world.power.closed, 8_000)
    assert rig.ms_until(lambda: rig.world.power.closed, 60_000) >= 30_000


@pytest.mark.parametrize("percent", (3, 5, 10, 20))
def test_i1_reads_that_are_silently_zero_do_not_prove_a_diode(world, charging, percent):
    turns = itertools.count()
    read_uv = world.pilot_adc.read_uv
    zero = set()

    def sometimes_zero():
        return 0 if next(turns) * 37 % 100 in zero else read_uv()

    world.pilot_adc.read_uv = sometimes_zero
    rig = charging()
    zero.update(range(percent))
    rig.inject("diode_missing")
    rig.advance_ms(500)
    assert not rig.world.power.closed
    assert rig.fault in ("diode", "pilot_unknown")


def test_i1_a_low_plateau_that_no_generator_has_is_not_charged_on(charging):
    rig = charging()
    rig.world.set_pilot(minus_mv=-14_000)
    rig.advance_ms(300)
    assert rig.fault == "pilot_unknown" and not rig.world.power.closed
