"""Finding 6: however long the chip's ADC takes, 6 A charge, and nothing false is read."""

import pytest

OPENS_MS = 50
# Least and most that one read takes; `make pilot-table` has more of them, at every corner.
READ_US = ((40, 150), (90, 120), (120, 130), (150, 150))
TOO_SLOW_US = (200, 200)


@pytest.mark.parametrize("read_us", READ_US)
def test_6_at_6_a_it_charges_whatever_a_read_takes(start, read_us):
    rig = start(wire_ma=6_000)
    rig.world.set_pilot(read_us=read_us)
    rig.charge()
    rig.stays(10_000, "C2 6 A closed")
    rig.open_s2()
    rig.ms_until(lambda: not rig.world.power.coil, OPENS_MS, 10)
    assert not rig.noted("fault")


def test_6_an_adc_that_is_slower_still_closes_nothing_and_is_told(start):
    rig = start(wire_ma=6_000)
    rig.world.set_pilot(read_us=TOO_SLOW_US)
    rig.charge()
    rig.wait_s(60)
    assert rig.fault == "pilot_unknown" and not rig.world.power.closings
