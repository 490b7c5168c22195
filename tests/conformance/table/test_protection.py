"""The conformance table's rows of protection, power and communication, at every corner."""

import pytest

from sim.board import power_path

CONTACTOR_OPENS_US = power_path.OPEN_US
INTERRUPT_US = 1_000
BURST_MS = 6
GROUND_FAULT_MS = (20, 1_000), (30, 560), (60, 208), (264, 25)  # UL 2231-2: (20 / mA) ** 1.43 s
DC_FAULT_MS = 10_000  # IEC 62955 at 6 mA DC
GROUP = {"id": "garage", "ma": 48_000, "members": 2, "key": ""}


def _seen_at_us(rig, name, value):
    """When the world last saw this change."""
    return [t_us for t_us, what, now in rig.world.changes if (what, now) == (name, value)][-1]


def _self_tests(rig):
    """Trips of the sensor that the world has seen so far."""
    return sum((what, now) == ("gfci_trip", True) for _, what, now in rig.world.changes)


def test_wk_1_a_sleeping_car_is_woken_once(corner, start):
    rig = start(wake_up=True)
    rig.offer()
    rig.until("F -12 V open", 31_000)
    rig.stays(2_900, "F -12 V open")
    rig.until("B1 steady open", 200)
    rig.stays(2_900, "B1 steady open")
    rig.until("B2 32 A open", 500)
    rig.stays_s(60, "B2 32 A open")


def test_f_1_a_fault_in_c_opens_now_and_holds_f_then_x1(corner, charging):
    rig = charging()
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    rig.stays(260, "F -12 V open")
    rig.after(100, "B1 steady open", "C1 steady open")
    rig.stays(10_000, "C1 steady open")


def test_oc_1_too_much_for_7_s_trips_and_for_3_s_does_not(corner, charging):
    rig = charging(wire_ma=16_000)
    rig.draw(18_600)
    rig.stays(3_000, "C2 16 A closed")
    rig.draw(16_000)
    rig.stays(12_000, "C2 16 A closed")
    rig.draw(18_600)
    rig.until("C1 steady closed", 9_500)
    assert rig.fault == "overcurrent"


def test_oc_1_a_lower_limit_gives_the_car_ten_seconds(corner, charging):
    rig = charging()
    rig.draw(32_000)
    rig.wait_s(10)
    rig.console("wire 16")
    rig.after(40, "C2 16 A closed")
    rig.stays(10_000, "C2 16 A closed")


def test_gf_1_a_failed_self_test_never_closes(corner, rig):
    rig.inject("gfci_dead")
    rig.offer()
    rig.ask_power()
    rig.ms_until(lambda: rig.fault, 3_000)
    rig.stays_s(120, "F -12 V open", "B1 steady open", "C1 steady open")
    assert (rig.fault, rig.latched) == ("self_test", True)
    assert rig.world.power.closings == 0


# The module may take what the contactor leaves of the time; the program adds next to nothing.
@pytest.mark.parametrize("ma, within_ms", GROUND_FAULT_MS)
def test_gf_2_a_ground_fault_opens_in_its_time(corner, charging, monkeypatch, ma, within_ms):
    rig = charging()
    rest_us = CONTACTOR_OPENS_US + INTERRUPT_US
    monkeypatch.setattr(power_path, "TRIP_US", within_ms * 1_000 - rest_us)
    rig.advance_ms(BURST_MS)  # which is one call here, and lets no interrupt in
    leak_us = rig.world.clock.now_us
    rig.inject("leak")
    rig.ms_until(lambda: not rig.world.power.closed, within_ms + 20)
    assert _seen_at_us(rig, "contactor", 0) - leak_us <= within_ms * 1_000
    assert _seen_at_us(rig, "coil", 0) - _seen_at_us(rig, "gfci_trip", True) <= INTERRUPT_US


def test_gf_3_a_trip_2_s_after_closing_locks_out(corner, rig):
    rig.offer()
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)
    rig.stays(2_000, "C2 32 A closed")
    rig.inject("leak")
    rig.after(60, "F -12 V open")
    rig.mend("leak")
    assert (rig.fault, rig.latched) == ("ground_fault", True)


def test_gf_3_a_later_trip_is_tried_again_after_15_min(corner, charging):
    rig = charging()
    rig.wait_s(12)
    rig.inject("leak")
    rig.after(60, "F -12 V open")
    rig.mend("leak")
    rig.wait_s(890)
    rig.now("C1 steady open")
    assert (rig.fault, rig.latched) == ("ground_fault", False)
    rig.until("C2 32 A closed", 15_000)


# Which residual currents the module knows is the board's matter; all come in by one wire.
def test_dc_1_a_direct_current_opens_within_10_s(corner, charging, monkeypatch):
    rig = charging()
    monkeypatch.setattr(power_path, "TRIP_US", DC_FAULT_MS * 1_000 - CONTACTOR_OPENS_US)
    rig.inject("leak")
    rig.stays(DC_FAULT_MS - 40, "C2 32 A closed")
    rig.after(60, "F -12 V open")


def test_weld_1_mains_behind_an_open_contactor_latches_through_a_power_cycle(corner, charging):
    rig = charging()
    rig.inject("welded")
    rig.open_s2()
    rig.after(60, "B1 steady closed", "B2 32 A closed")
    rig.ms_until(lambda: rig.fault == "welded", 1_200)
    rig.mend("welded")
    rig.wait_s(3)
    rig.power_cycle()
    rig.stays_s(120, "B1 steady open", "A steady open")
    assert (rig.fault, rig.latched) == ("welded", True)


def test_tmp_1_heat_halves_then_quarters_then_stops_after_a_warning(corner, charging, still_air):
    rig = charging()
    for celsius, shown in ((64, "C2 32 A closed"), (65, "C2 16 A closed"), (68, "C2 8 A closed")):
        rig.warm_up(celsius)
        rig.now(shown)
    rig.world.set_temperature(71)
    rig.until("C1 steady closed", 2_000)
    rig.open_s2()
    rig.after(60, "B1 steady open")
    assert rig.fault == "over_temperature"


def test_pwr_1_power_returns_to_a_car_in_c(corner, charging, longest_delay):
    rig = charging(start_delay_max_s=60)
    rig.power_returns()
    rig.after(60, "C1 steady open")
    tests_before = _self_tests(rig)
    rig.stays(9_700, "C1 steady open")
    assert _self_tests(rig) == tests_before
    rig.stays(1_300, "C1 steady open")
    assert rig.reason == "delayed"
    assert _self_tests(rig) == tests_before + 1
    rig.stays(47_000, "C1 steady open")
    rig.until("C2 32 A closed", 5_000)
    assert _self_tests(rig) == tests_before + 3  # once more for the module's cut
    assert rig.fault is None and not rig.noted("fault")


def test_pwr_1_a_sensor_that_died_with_the_mains_latches_before_the_delay(
    corner, charging, longest_delay
):
    rig = charging(start_delay_max_s=60)
    rig.inject("gfci_dead")
    rig.power_returns()
    rig.stays(12_000, "C1 steady open")
    assert (rig.fault, rig.latched) == ("self_test", True)
    rig.stays_s(60, "C1 steady open")


def test_com_1_a_silent_cloud_stops_no_charge(corner, start):
    rig = start()
    rig.connect()
    rig.charge()
    assert rig.reason == "unscheduled"
    rig.server_alive = False
    rig.stays_s(600, "C2 32 A closed")
    assert rig.reason == "offline"


def test_com_1_a_silent_load_group_leaves_its_even_share(corner, charging):
    rig = charging(group=GROUP)
    rig.stays_s(10, "C1 steady open")
    rig.until("C2 24 A closed", 30_000)
    rig.stays_s(60, "C2 24 A closed")
