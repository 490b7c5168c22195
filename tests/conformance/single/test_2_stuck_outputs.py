"""Finding 2: an output that does as it likes is seen, and the gate ends what it does."""

import pytest

from firmware import board
from firmware.app import App
from firmware.bare import Bare

GATE_MS = board.ALIVE_GATE_MS
STEP_MS = 20
OPENS_MS = 40  # contacts and sense
SEEN_MS = 60
PROGRAMS = (App, Bare)


def _charging(start, program):
    rig = start(program=program)
    rig.charge()
    rig.wait_s(10)
    rig.now("C2 32 A closed")
    return rig


def _is_open(rig):
    return not rig.world.power.closed


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("end", ("unplug", "open_s2", "earth"))
def test_2_a_coil_that_is_held_on_is_told_at_once_and_ended_by_the_gate(start, program, end):
    rig = _charging(start, program)
    rig.inject("coil_stuck_1")
    rig.stays_s(60, "C2 32 A closed")
    rig.inject("ground_lost") if end == "earth" else getattr(rig, end)()
    rig.ms_until(lambda: rig.fault == "stuck_output", 50 + SEEN_MS)
    assert rig.latched and rig.ms_until(lambda: _is_open(rig), GATE_MS + OPENS_MS) <= GATE_MS
    closings = rig.world.power.closings
    rig.wait_s(600)
    assert rig.world.power.closings == closings and rig.fault == "stuck_output"


def test_2_over_resets_and_mains_cuts_nothing_closes_on_a_coil_that_is_held_on(charging):
    rig = charging()
    rig.inject("coil_stuck_1")
    rig.unplug()
    rig.wait_s(5)
    for again in (rig.reset, rig.power_cycle):
        closings = rig.world.power.closings
        again()
        rig.wait_s(60)
        assert rig.world.power.closings == closings and rig.fault == "stuck_output"


def test_2_before_a_car_comes_a_coil_that_is_held_on_makes_no_connector_live(rig):
    rig.inject("coil_stuck_1")
    rig.advance_ms(SEEN_MS)
    assert rig.fault == "stuck_output"
    rig.charge()
    rig.wait_s(60)
    assert rig.world.power.closings == 0


def test_2_it_ends_by_unplugging_once_the_pad_is_right(charging):
    rig = charging()
    rig.inject("coil_stuck_1")
    rig.open_s2()
    rig.wait_s(5)
    rig.leave()
    assert rig.fault == "stuck_output" and rig.noted("fault") == 1
    rig.mend("coil_stuck_1")
    rig.wait_s(1)
    assert rig.fault is None
    rig.charge()
    rig.until("C2 32 A closed", 60_000)


def test_2_a_coil_that_is_held_off_opens_at_once_and_is_told(charging):
    rig = charging()
    rig.inject("coil_stuck_0")
    rig.ms_until(lambda: rig.fault == "stuck_output", SEEN_MS)
    rig.wait_s(600)
    assert rig.latched and _is_open(rig)


# What drives the coil behind a pad that is right looks like a weld, and ends as none does.
def test_2_a_coil_whose_driver_is_broken_is_ended_by_the_gate_too(charging, monkeypatch):
    rig = charging()
    monkeypatch.setattr(rig.world.power, "drive_coil", lambda level, t_us: None)
    rig.app.board.contactor._coil._drives = lambda level, t_us: None
    rig.unplug()
    rig.ms_until(lambda: rig.fault == "welded", 1_200)
    rig.ms_until(lambda: _is_open(rig), GATE_MS)
    rig.wait_s(600)
    assert _is_open(rig) and rig.latched


def test_2_a_true_weld_costs_neither_watchdog_nor_another_reset(charging):
    rig = charging()
    rig.inject("welded")
    rig.unplug()
    rig.wait_s(600)
    assert (rig.fault, rig.latched) == ("welded", True)
    assert rig.app.clock.uptime_s() > 600


@pytest.mark.parametrize("level", (0, 1))
def test_2_without_edges_nothing_closes_and_it_is_told(rig, level):
    rig.inject(f"alive_stuck_{level}")
    rig.offer()
    rig.ask_power()
    rig.ms_until(lambda: rig.fault == "contactor", 3_000)
    assert rig.world.power.closings == 0


@pytest.mark.parametrize("level", (0, 1))
def test_2_edges_that_end_while_charging_open_within_the_gate_s_time(charging, level):
    rig = charging()
    rig.inject(f"alive_stuck_{level}")
    rig.ms_until(lambda: _is_open(rig), GATE_MS + OPENS_MS)
    rig.ms_until(lambda: rig.fault == "contactor", 1_200)


@pytest.mark.parametrize("level", (0, 1))
def test_2_a_test_current_that_is_stuck_closes_nothing(rig, level):
    rig.inject(f"gfci_test_stuck_{level}")
    rig.offer()
    rig.ask_power()
    rig.ms_until(lambda: rig.fault == "self_test", 3_000)
    assert rig.latched and rig.world.power.closings == 0


def test_2_a_test_current_that_comes_while_charging_opens(charging):
    rig = charging()
    rig.inject("gfci_test_stuck_1")
    rig.ms_until(lambda: _is_open(rig), 200)
    assert rig.fault == "ground_fault"


@pytest.mark.parametrize("level", (0, 1))
def test_2_a_generator_that_is_stuck_while_charging_opens_in_time(charging, level):
    rig = charging()
    rig.inject(f"pilot_stuck_{level}")
    rig.ms_until(lambda: _is_open(rig), 1_100)
    assert rig.fault in ("pilot_lost", "pilot_duty")


@pytest.mark.parametrize("level", (0, 1))
def test_2_a_light_that_is_stuck_stops_no_charge(charging, level):
    rig = charging()
    rig.inject(f"led_stuck_{level}")
    rig.stays_s(120, "C2 32 A closed")
    assert rig.fault is None
