"""The conformance table's rows of the sequences (IEC 61851-1 Table A.6), at every corner."""

import pytest

from tests.rig import STEP_MS

OPEN_MS = 100
CLOSE_MS = 3_000
GRACE_MS = 6_000
DUTY_SPACING_US = 5_000_000
OFFERED = ("B1 steady open", "B2 32 A open")
ASKED = ("B2 32 A open", "C2 32 A open")


def test_s1_1_plugging_in_gives_no_power(corner, rig):
    rig.plug_in()
    rig.now(*OFFERED)
    rig.stays(30_000, *OFFERED)
    assert rig.world.power.closings == 0


def test_s1_2_a_car_that_asks_as_it_is_plugged_in_gets_pwm_before_power(corner, rig):
    rig.console("override pause")
    rig.plug_in_asking()
    rig.stays(5_000, "C1 steady open")
    rig.console("override auto")
    rig.after(40, "C2 32 A open")
    rig.until("C2 32 A closed", CLOSE_MS)


def test_s2_1_unplugging_an_offered_car_ends_the_pwm(corner, rig):
    rig.offer()
    rig.now("B2 32 A open")
    rig.unplug()
    rig.after(OPEN_MS, "A steady open")


@pytest.mark.parametrize("offset_us", range(0, 20_000, 4_000))
def test_s2_2_unplugging_a_charging_car_opens_in_time(corner, charging, offset_us):
    rig = charging()
    rig.world.later(offset_us, "unplug", {})
    assert rig.until("A steady open", OPEN_MS + STEP_MS) * 1_000 - offset_us <= OPEN_MS * 1_000


def test_s4_the_contactor_closes_within_3_s_and_not_before_500_ms(corner, rig, quick_sensor):
    rig.offer()
    rig.ask_power()
    rig.after(40, "C2 32 A open")
    rig.stays(440, "C2 32 A open")
    assert 480 + rig.until("C2 32 A closed", CLOSE_MS) <= CLOSE_MS


@pytest.mark.parametrize("glitch_ms", (20, 100, 250, 480))
def test_s4_a_glitch_into_c_closes_nothing(corner, rig, quick_sensor, glitch_ms):
    rig.offer()
    rig.toggle(1, glitch_ms)
    rig.stays(3_000, *ASKED)
    assert rig.world.power.closings == 0


def test_s4_a_bouncing_s2_closes_once(corner, rig):
    rig.offer(bounce_ms=250)
    rig.ask_power()
    assert rig.until("C2 32 A closed", CLOSE_MS) >= 500
    rig.stays(3_000, "C2 32 A closed")
    assert rig.world.power.closings == 1


# A lower limit of the wire's would bind at once; the server's and the offline one have their time.
def test_s6_a_limit_that_changes_each_second_changes_the_duty_each_five(corner, charging):
    rig = charging()
    del rig.world.changes[:]
    for amps in (10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8):
        rig.console(f"config offline_amps {amps}")
        rig.advance_ms(1_000)
        assert rig.world.power.closed
    times_us = [t_us for t_us, name, _ in rig.world.changes if name == "duty"]
    assert len(times_us) >= 3
    for before_us, after_us in zip(times_us, times_us[1:], strict=False):
        assert after_us - before_us >= DUTY_SPACING_US - 2_000


def test_s8_1_a_car_that_opens_s2_is_cut_off_in_time(corner, charging):
    rig = charging()
    rig.open_s2()
    assert rig.ms_until(lambda: not rig.world.power.closed, OPEN_MS) <= OPEN_MS
    rig.now("B2 32 A open", "B1 steady open")
    rig.after(20, "B1 steady open")


def test_s8_2_a_car_that_opens_s2_in_the_grace_is_cut_off_in_time(corner, charging):
    rig = charging()
    rig.console("override pause")
    rig.after(60, "C1 steady closed")
    rig.advance_ms(500)
    rig.open_s2()
    rig.after(OPEN_MS, "B1 steady open")


def test_s9_10_1_a_stop_that_the_car_follows_opens_without_current(corner, charging):
    rig = charging()
    rig.world.set_car(auto=True, stop_ms=1_000)
    rig.console("override pause")
    rig.after(60, "C1 steady closed")
    rig.stays(1_000, "C1 steady closed")
    rig.after(140 + OPEN_MS, "B1 steady open")
    assert rig.world.power.openings_under_load == 0
    assert rig.app.settings.openings_under_load == 0
    rig.stays_s(20, "B1 steady open")


def test_s10_2_a_stop_that_the_car_ignores_opens_at_6_s(corner, charging):
    rig = charging()
    rig.world.set_car(ignores_stop=True)
    rig.console("override pause")
    rig.after(20, "C1 steady closed")
    rig.stays(GRACE_MS - 40, "C1 steady closed")
    rig.after(80, "C1 steady open")
    rig.stays_s(20, "C1 steady open")
    assert rig.world.power.openings_under_load == 1


@pytest.mark.parametrize("times", (1, 2, 3))
@pytest.mark.parametrize("ms", (200, 300, 400))
def test_s11_toggles_that_wake_the_car_close_nothing(corner, rig, quick_sensor, times, ms):
    rig.offer()
    rig.toggle(times, ms)
    rig.stays(4_000, *ASKED)
    assert rig.world.power.closings == 0
    rig.ask_power()
    rig.until("C2 32 A closed", CLOSE_MS)


# Without PWM it takes up to three windows of ten bursts to tell that nothing is there to count.
@pytest.mark.parametrize(
    "fault, code, open_ms, shown",
    [
        ("cp_short", "pilot_short", 100, ("E steady open", "F -12 V open")),
        ("cp_open", None, 100, ("A steady open",)),
        ("pwm_lost", "pilot_lost", 600, ("F -12 V open", "F steady open")),
    ],
)
def test_s12_a_broken_pilot_opens_in_time(corner, charging, fault, code, open_ms, shown):
    rig = charging()
    rig.inject(fault)
    assert rig.ms_until(lambda: not rig.world.power.closed, open_ms) <= open_ms
    rig.now(*shown)
    assert rig.fault == code
    for _ in range(5_000 // STEP_MS):
        rig.advance_ms(STEP_MS)
        assert not rig.world.power.closed
