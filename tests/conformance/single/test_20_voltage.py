"""Finding 20: a voltage that is out of range ends a charge, and its return lets it go on."""

import pytest

HELD_S = 10
RETRY_S = 300


@pytest.mark.parametrize("mv", (160_000, 310_000))
def test_20_a_voltage_out_of_range_stops_gracefully_and_is_tried_again(charging, mv):
    rig = charging()
    rig.world.set_mains(mv)
    rig.wait_s(HELD_S - 2)
    rig.now("C2 32 A closed")
    rig.until("C1 steady closed", 5_000)
    assert (rig.fault, rig.latched) == ("voltage", False)
    rig.wait_s(600)
    rig.now("C1 steady open")
    rig.world.set_mains(240_000)
    rig.wait_s(RETRY_S - 5)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", 15_000)


@pytest.mark.parametrize("mv", (205_000, 263_000))
def test_20_one_in_range_does_not(charging, mv):
    rig = charging()
    rig.world.set_mains(mv)
    rig.stays_s(120, "C2 32 A closed")
    assert rig.fault is None
