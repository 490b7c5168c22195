"""Finding 14: what a closing rests on is tried before it."""


def test_14_a_dead_trip_interrupt_closes_nothing(rig):
    rig.world.irqs.clear()
    rig.charge()
    assert (rig.fault, rig.latched) == ("self_test", True)
    assert rig.world.power.closings == 0
