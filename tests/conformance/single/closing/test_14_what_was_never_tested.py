"""Finding 14: what a closing rests on is tried before it."""

import pytest

from firmware.app import App
from firmware.bare import Bare

PROGRAMS = (App, Bare)
BROKEN = {
    "gate_stuck": "the alive gate",
    "cut_dead": "the ground-fault module's cut",
    "monitor_stuck": "the earth monitor",
    "ground_test_stuck_0": "the earth monitor",
}


def test_14_a_dead_trip_interrupt_closes_nothing(rig):
    rig.world.irqs.clear()
    rig.charge()
    assert (rig.fault, rig.latched) == ("self_test", True)
    assert rig.world.power.closings == 0


def _asked(start, fault, program):
    rig = start(program=program)
    rig.inject(fault)
    rig.offer()
    rig.ask_power()
    return rig


# A gate that holds nothing is found by what it lets through: to a car in C, the sensor sound.
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("fault", BROKEN)
def test_14_what_would_not_open_by_itself_closes_nothing_and_is_named(start, program, fault):
    rig = _asked(start, fault, program)
    rig.ms_until(lambda: rig.fault, 2_500)
    assert (rig.fault, rig.latched) == ("self_test", True)
    assert [entry[2] for entry in rig.app.journal.entries if entry[1] == "self_test"] == [
        BROKEN[fault]
    ]
    rig.advance_ms(100)
    power = rig.world.power
    assert power.openings == power.closings <= (fault in ("gate_stuck", "cut_dead"))
    rig.wait_s(60)
    assert power.closings <= 1


def test_14_a_gate_that_lets_go_of_nothing_makes_the_car_live_for_less_than_100_ms(start):
    rig = _asked(start, "gate_stuck", App)
    rig.ms_until(lambda: rig.world.power.closed, 2_500, 1)
    assert rig.ms_until(lambda: not rig.world.power.closed, 200, 1) < 100


def test_14_a_sound_board_moves_no_contact_before_the_closing(rig):
    rig.offer()
    rig.ask_power()
    pulses = rig.ms_until(lambda: rig.world.power.closed, 3_000)
    assert pulses <= 1_500
    coil = [level for _, name, level in rig.world.changes if name == "coil"]
    assert coil == [1, 0, 1, 0, 1] and rig.world.power.closings == 1


def test_14_the_slowest_healthy_module_closes_within_the_standard_s_3_s(rig, monkeypatch):
    monkeypatch.setattr("sim.board.power_path.TEST_RISE_US", 149_000)
    rig.world.set_gfci(release_ms=980)
    rig.offer()
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)


def test_14_the_earth_monitor_s_test_is_no_lost_earth(charging):
    rig = charging()
    assert not rig.noted("fault") and not rig.world.earth.interrupted


def test_14_a_test_that_the_car_breaks_off_in_a_pulse_leaves_the_gate_armed_and_closes_later(rig):
    rig.offer()
    rig.ask_power()
    for _ in range(2):
        rig.ms_until(lambda: not rig.world.power.coil, 2_000)
        rig.ms_until(lambda: rig.world.power.coil, 2_000)
    rig.open_s2()
    rig.advance_ms(600)
    assert rig.world.power.armed and not rig.world.power.coil
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)
    assert rig.fault is None


def test_2_a_monitor_s_test_that_is_stuck_on_is_a_lost_earth(charging):
    rig = charging()
    rig.inject("ground_test_stuck_1")
    rig.ms_until(lambda: rig.fault == "ground_lost", 200)
    assert not rig.world.power.coil
