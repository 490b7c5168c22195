"""Finding 17: old cars that latch on -12 V need not see it."""

import pytest


def _lows_seen(rig):
    """From now on: when a plugged car saw nothing but -12 V."""
    lows = []
    pilot = rig.world.pilot
    pilot.listeners.append(lambda t_us: pilot.high_mv < -9_000 and lows.append(t_us))
    return lows


def test_17_by_default_a_fault_is_shown_as_state_f(charging):
    rig = charging()
    lows = _lows_seen(rig)
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    assert lows


def test_17_where_it_is_left_out_a_fault_opens_all_the_same(charging):
    rig = charging(state_f="never")
    lows = _lows_seen(rig)
    rig.inject("ground_lost")
    rig.after(40, "F steady open")
    rig.stays(300, "F steady open", "B1 steady open", "C1 steady open")
    rig.stays_s(30, "C1 steady open")
    rig.mend("ground_lost")
    rig.wait_s(70)
    rig.now("C2 32 A closed")
    assert not lows


def test_17_waking_a_car_has_its_own_setting(start):
    rig = start(state_f="never", wake_up=True)
    rig.offer()
    rig.until("F -12 V open", 31_000)
    rig.until("B1 steady open", 3_200)


def test_17_the_console_sets_it_and_refuses_another_word(rig):
    assert rig.console("config state_f sometimes")["error"] == "fault or never"
    assert rig.console("config state_f never")["ok"]
    assert rig.console("config")["state_f"] == "never"


@pytest.mark.parametrize("restart", ("reset", "power_cycle"))
def test_17_no_start_shows_it(charging, restart):
    rig = charging()
    lows = []
    getattr(rig, restart)()
    rig.world.pilot.listeners.append(
        lambda t_us: rig.world.pilot.high_mv < 0 and lows.append(t_us)
    )
    rig.wait_s(5)
    assert not lows and rig.world.duty == 10_000


def test_17_while_no_program_runs_the_generator_rests_at_plus_12_v(world):
    world.pilot.hold(None)
    assert (world.pilot.high_mv, world.pilot.low_mv, world.duty) == (12_000, 12_000, 10_000)
