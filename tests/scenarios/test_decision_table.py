"""One scenario per row of the decision table: who may charge, seen from outside the charger."""

from sim.host.site.home import clock

LINK_TIMEOUT_S = 30
CLOSED = {"version": 1, "tz": "UTC0", "default": "deny"}
OPEN_AT_20_A = {
    "version": 2,
    "tz": "UTC0",
    "default": "deny",
    "rules": [{"days": "mon-sun", "start": "00:00", "end": "24:00", "amps": 20}],
}


def charging(site, **said):
    """The car has been seen to charge."""
    site.shows(30, pilot="C2", contactor=1, **said)


def test_row_1_a_fault_stops_whatever_else_says_charge(rig):
    rig.new_car(missing_wh=20_000)
    rig.console("override charge")
    charging(rig, reason="override")
    rig.charger.do("inject", name="ground_lost")
    rig.shows(5, pilot="B1", contactor=0, reason="fault", offered_a=0)


def test_row_2_without_a_car_nothing_is_offered(rig):
    rig.console("override charge")
    rig.shows(5, pilot="A", contactor=0, reason="unplugged", offered_a=0)


def test_row_3_less_than_6_a_is_no_offer(rig):
    rig.new_car(missing_wh=20_000)
    charging(rig)
    rig.server.retain("limit", 5.9)
    rig.shows(15, pilot="B1", contactor=0, reason="limit", limit_by="live")
    rig.server.retain("limit", 6)
    charging(rig, reason="unscheduled", offered_a=6)


def test_row_4_the_driver_s_pause_holds_with_the_link_up_and_down(rig):
    rig.new_car(missing_wh=20_000)
    charging(rig)
    rig.console("override pause")
    rig.shows(10, pilot="B1", contactor=0, reason="paused", link="up")
    rig.console("config pause_ttl_s 0")
    rig.server_dies()
    rig.shows(LINK_TIMEOUT_S + 5, pilot="B1", contactor=0, reason="paused", link="down")
    rig.stays(20, pilot="B1", contactor=0, reason="paused")


def test_row_5_the_server_s_pause_holds_while_the_link_is_up(rig):
    rig.new_car(missing_wh=20_000)
    charging(rig)
    rig.server.send("override", "pause")
    rig.shows(10, pilot="B1", contactor=0, reason="paused")
    rig.stays(20, pilot="B1", contactor=0, reason="paused", link="up")
    rig.server.send("override", "auto")
    charging(rig, reason="unscheduled")


def test_row_6_the_server_s_pause_outlives_the_link_by_its_ttl_and_no_longer(rig):
    rig.new_car(missing_wh=20_000)
    rig.ask("config", {"pause_ttl_s": 60})
    rig.server.send("override", "pause")
    rig.shows(10, pilot="B1", contactor=0, reason="paused")
    rig.server_dies()
    rig.shows(LINK_TIMEOUT_S + 5, pilot="B1", contactor=0, reason="paused", link="down")
    rig.stays(57, pilot="B1", contactor=0, reason="paused", link="down")
    charging(rig, reason="offline")


def test_row_7_an_override_charges_outside_the_window(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.console("override charge")
    charging(rig, reason="override", override="charge")


def test_row_8_no_schedule_charges(rig):
    rig.new_car(missing_wh=20_000)
    charging(rig, reason="unscheduled", link="up", tou=None, offered_a=32, limit_by="wire")


def test_row_9_no_schedule_and_no_link_charges(rig):
    rig.server_dies()
    rig.shows(LINK_TIMEOUT_S + 5, pilot="A", contactor=0, link="down")
    rig.new_car(missing_wh=20_000)
    charging(rig, reason="offline", tou=None)


def test_row_10_a_schedule_without_a_clock_does_not_gate(booting):
    booting.uplink.time_server.silent = True
    booting.server.retain("tou", CLOSED)
    booting.new_car(missing_wh=20_000)
    booting.shows(45, pilot="C2", contactor=1, reason="no_clock", link="up")
    booting.server.send("time", {"epoch": int(booting.charger.last.wall_s)})
    booting.shows(15, pilot="B1", contactor=0, reason="waiting")


def test_row_11_a_closed_schedule_does_not_gate_while_the_link_is_down(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.server_dies()
    rig.shows(LINK_TIMEOUT_S + 15, pilot="C2", contactor=1, reason="offline", link="down")


def test_row_12_an_open_schedule_charges_at_the_window_s_amps(rig):
    rig.server.retain("tou", OPEN_AT_20_A)
    rig.new_car(missing_wh=20_000)
    charging(rig, reason="scheduled", offered_a=20, limit_by="schedule")


def test_row_13_a_closed_schedule_waits_and_says_until_when(rig):
    hour_s = int(rig.charger.last.wall_s) // 3600 * 3600 + 3600
    window = {"days": "mon-sun", "start": clock(hour_s)[:5], "end": "24:00"}
    rig.server.retain("tou", {**CLOSED, "rules": [window]})
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting", until=hour_s, offered_a=0)
    rig.stays(60, pilot="B1", contactor=0, reason="waiting")
