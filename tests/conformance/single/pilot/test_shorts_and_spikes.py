"""A pilot that is shorted to earth, more or less, and spikes on its wire and on the ADC's (I1)."""

import pytest

OPENS_MS = 50
SPIKE_READS = 1_000
PILOT_SPIKE_MV = (85, 85)  # at the ADC's pin: a volt of the pilot
ADC_SPIKE_MV = (1_000, 1_000)
ZERO_MV = (-13, 13)  # at the ADC's pin: 0.15 V of the pilot


# `make pilot-table` has every duty and every corner.
@pytest.mark.parametrize(("zero_mv", "amps"), ((ZERO_MV[0], 6), (ZERO_MV[1], 48)))
def test_i1_a_short_of_up_to_120_ohm_opens_in_time_and_is_named(charging, zero_mv, amps):
    rig = charging(wire_ma=amps * 1_000)
    rig.world.set_pilot(adc_offset_mv=zero_mv)
    for ohm in (0, 20, 60, 80, 120):
        rig.wait_s(40)
        rig.now(f"C2 {amps} A closed")
        rig.world.set_pilot(short_ohm=ohm)
        rig.inject("cp_short")
        rig.ms_until(lambda: not rig.world.power.coil, OPENS_MS, 10)
        rig.advance_ms(20)
        assert rig.fault == "pilot_short", ohm
        rig.mend("cp_short")
        rig.app.charger.session.ration.clear(rig.app.clock.uptime_s())


@pytest.mark.parametrize("amps", (6, 32))
@pytest.mark.parametrize("spike_mv", (PILOT_SPIKE_MV, ADC_SPIKE_MV))
def test_spikes_of_a_volt_open_nothing(charging, spike_mv, amps):
    rig = charging(wire_ma=amps * 1_000)
    rig.world.set_pilot(spike_reads=SPIKE_READS, spike_mv=spike_mv)
    rig.stays_s(60, f"C2 {amps} A closed")
    assert not rig.noted("fault")
