"""A field engineer at the MicroPython prompt: how long, and what happens when they forget it."""

import pytest

from sim.world import ChipReset

FORGOTTEN_AFTER_MS = 15 * 60_000
WATCHDOG_MS = 10_000


def test_a_session_that_is_forgotten_ends_after_15_min_and_the_car_charges_again(rig):
    rig.charge()
    rig.app.hold_for_service(True)
    rig.open_s2()
    rig.ms_until(lambda: not rig.world.power.closed, 7_000)
    with pytest.raises(KeyboardInterrupt):
        rig.app.enter_service()
    rig.world.run_ms(FORGOTTEN_AFTER_MS - 1_000)
    with pytest.raises(ChipReset) as end:
        rig.world.run_ms(2_000)
    assert end.value.cause == "watchdog"
    rig.reset()
    rig.ask_power()
    rig.wait_s(45)
    rig.now("C2 32 A closed")
    assert not rig.fault


def test_a_ctrl_c_of_nobody_ends_after_ten_seconds(rig):
    rig.advance_ms(1_000)
    with pytest.raises(ChipReset) as end:
        rig.world.run_ms(WATCHDOG_MS + 1_000)
    assert end.value.cause == "watchdog"


def test_i1_while_held_for_service_nothing_closes_and_afterwards_it_does(rig):
    rig.app.hold_for_service(True)
    rig.plug_in_asking()
    rig.stays_s(60, "C1 steady open")
    assert rig.reason == "service"
    rig.app.hold_for_service(False)
    rig.wait_s(5)
    rig.now("C2 32 A closed")
