"""Finding 9: what the car is told is what was set, or the contactor opens."""

import pytest

SEEN_MS = 1_200
READ_EVERY_S = 60


def test_9_a_duty_that_is_stuck_opens_a_second_after_the_offer_was_lowered(charging):
    rig = charging()
    rig.inject("pwm_stuck")
    rig.stays_s(READ_EVERY_S, "C2 32 A closed")
    rig.inject("meter_silent")
    rig.console("wire 6")
    assert rig.ms_until(lambda: not rig.world.power.coil, SEEN_MS) >= 900
    assert rig.fault == "pilot_duty"
    rig.stays_s(300, "F 32 A open", "B1 32 A open", "C1 32 A open", "B2 32 A open", "C2 32 A open")
    assert rig.world.power.closings == 1


def test_9_it_closes_again_when_the_line_is_well(charging):
    rig = charging()
    rig.inject("pwm_stuck")
    rig.console("wire 16")
    rig.wait_s(10)
    rig.mend("pwm_stuck")
    rig.wait_s(75)
    rig.now("C2 16 A closed")


def test_9_half_the_frequency_opens(charging):
    rig = charging()
    rig.inject("pwm_slow")
    rig.ms_until(lambda: not rig.world.power.coil, SEEN_MS)
    assert rig.fault == "pilot_duty"


@pytest.mark.parametrize("amps", (6, 10, 16, 32, 48))
def test_9_at_every_offer_a_sound_line_opens_nothing(corner, charging, amps):
    rig = charging(wire_ma=amps * 1_000)
    rig.stays_s(READ_EVERY_S, f"C2 {amps} A closed")
    assert rig.app.charger.read_back.sound and not rig.noted("fault")
