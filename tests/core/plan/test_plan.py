"""The decision table through Plan, with real link, orders and session: each row as it comes about.

Asserted each time: reason, state, pilot and contactor.
"""

from tests.core.rig import CLOSED_TILL_23, NOON, OPENS, Rig

_OPEN_NOW = dict(CLOSED_TILL_23, rules=[], default="allow")
_OPEN_AT_16_A = dict(
    CLOSED_TILL_23, rules=[{"days": "mon-sun", "start": "00:00", "end": "24:00", "amps": 16.0}]
)


def _connected(**retained):
    """A commissioned charger under a server that answers; no car yet."""
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect(**retained)
    return rig


def _charging(**retained):
    rig = _connected(**retained)
    rig.charge()
    return rig


def _shows(rig, reason, what):
    assert (rig.reason, rig.shows) == (reason, what), (rig.reason, rig.shows)


# --- the rows ------------------------------------------------------------------------------------


def test_row_1_a_fault_comes_before_everything():
    rig = _charging()
    rig.override("charge")
    rig.board.earth = False
    rig.advance_ms(1_000)
    _shows(rig, "fault", "C1 steady open")


def test_row_2_no_car():
    rig = _connected()
    rig.override("charge")
    rig.advance_ms(1_000)
    _shows(rig, "unplugged", "A steady open")


def test_row_3_less_than_six_amps():
    rig = _charging()
    rig.override("charge")
    rig.server.order("limit", 5.9)
    rig.advance_ms(300)
    _shows(rig, "limit", "C1 steady closed")
    rig.open_s2()
    _shows(rig, "limit", "B1 steady open")
    assert rig.plan.limits["live"] == 5_900


def test_row_3_six_amps_are_enough():
    rig = _charging(limit=6)
    _shows(rig, "unscheduled", "C2 6 A closed")


def test_row_4_the_driver_pauses():
    rig = _charging()
    rig.override("pause")
    rig.advance_ms(20)
    _shows(rig, "paused", "C1 steady closed")
    rig.open_s2()
    _shows(rig, "paused", "B1 steady open")


def test_row_4_the_drivers_pause_outlives_the_server():
    rig = _charging()
    rig.override("pause")
    rig.advance_ms(20)
    rig.open_s2()
    rig.server.die_and_be_missed()
    rig.wait_s(3_700)
    _shows(rig, "paused", "B1 steady open")


def test_row_5_the_server_pauses():
    rig = _charging()
    rig.server.order("override", "pause")
    rig.advance_ms(20)
    rig.open_s2()
    rig.wait_s(4_000)
    _shows(rig, "paused", "B1 steady open")


def test_row_6_the_servers_pause_outlives_it_by_an_hour():
    rig = _charging()
    rig.server.order("override", "pause")
    rig.advance_ms(20)
    rig.open_s2()
    rig.server.die_and_be_missed()
    rig.wait_s(3_599 - rig.plan.link.down_s)
    assert rig.plan.link.down_s == 3_599
    _shows(rig, "paused", "B1 steady open")
    rig.wait_s(1)
    _shows(rig, "offline", "B2 32 A open")


def test_row_7_the_drivers_override_charges_in_a_closed_window():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.charge()
    _shows(rig, "waiting", "C1 steady open")
    rig.override("charge")
    rig.advance_ms(600)
    _shows(rig, "override", "C2 32 A closed")


def test_row_7_the_servers_override_charges_too():
    rig = _charging(tou=CLOSED_TILL_23)
    rig.server.order("override", "charge")
    rig.advance_ms(600)
    _shows(rig, "override", "C2 32 A closed")


def test_row_8_no_schedule_and_the_server_is_there():
    _shows(_charging(), "unscheduled", "C2 32 A closed")


def test_row_9_no_schedule_and_the_server_is_gone():
    rig = _charging()
    rig.server.die_and_be_missed()
    _shows(rig, "offline", "C2 32 A closed")


def test_row_10_a_schedule_without_a_clock():
    rig = Rig(server=True, epoch=None)
    rig.server.connect(tou=CLOSED_TILL_23)
    rig.wait_until_uptime_s(31)
    rig.charge()
    _shows(rig, "no_clock", "C2 32 A closed")


def test_row_11_a_closed_schedule_does_not_gate_while_the_server_is_gone():
    rig = _charging(tou=CLOSED_TILL_23)
    rig.server.die_and_be_missed()
    rig.advance_ms(1_000)
    _shows(rig, "offline", "C2 32 A closed")


def test_row_12_an_open_schedule():
    _shows(_charging(tou=_OPEN_NOW), "scheduled", "C2 32 A closed")


def test_row_12_the_amps_of_the_open_window_bind_and_are_whole_milliamps():
    rig = _charging(tou=_OPEN_AT_16_A)
    _shows(rig, "scheduled", "C2 16 A closed")
    assert type(rig.charger.offer.ma) is int


def test_the_amps_of_a_window_bind_only_with_reason_scheduled():
    rig = _charging(tou=_OPEN_AT_16_A)
    rig.override("charge")
    rig.wait_s(6)
    _shows(rig, "override", "C2 32 A closed")


def test_row_13_a_closed_schedule_tells_when_it_opens():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.charge()
    _shows(rig, "waiting", "C1 steady open")
    assert rig.plan.until == OPENS


def test_row_13_hold_goes_on_gating_while_the_server_is_gone():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.order("config", {"outage_mode": "hold"})
    rig.charge()
    rig.server.die_and_be_missed()
    _shows(rig, "waiting", "C1 steady open")
    assert rig.plan.until == OPENS


def test_hold_without_a_schedule_charges():
    rig = _connected()
    rig.order("config", {"outage_mode": "hold"})
    rig.charge()
    rig.server.die_and_be_missed()
    _shows(rig, "offline", "C2 32 A closed")


def test_the_window_opens_on_its_second():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.charge()
    rig.clock.set(OPENS - 10)
    rig.wait_s(9)
    _shows(rig, "waiting", "C1 steady open")
    rig.wait_s(2)
    assert rig.reason == "scheduled" and rig.plan.until is None


def test_an_expired_schedule_is_as_if_absent():
    rig = _charging(tou=dict(CLOSED_TILL_23, valid_until=NOON + 100))
    assert rig.reason == "waiting"
    rig.wait_s(100)
    assert rig.reason == "unscheduled"


# --- overrides -----------------------------------------------------------------------------------


def test_an_override_without_a_car_is_kept_ten_minutes_for_a_plug_in():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.override("charge")
    rig.wait_s(599)
    rig.charge()
    _shows(rig, "override", "C2 32 A closed")


def test_an_override_without_a_car_is_forgotten_after_ten_minutes():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.override("charge")
    rig.wait_s(601)
    rig.charge()
    _shows(rig, "waiting", "C1 steady open")


def test_an_override_ends_three_seconds_after_the_unplugging():
    rig = _charging()
    rig.override("pause")
    rig.unplug()
    rig.advance_ms(2_900)
    assert rig.plan.orders.override == "pause"
    rig.advance_ms(350)
    assert rig.plan.orders.override is None


def test_a_plug_that_wobbles_keeps_the_override():
    rig = _charging(tou=CLOSED_TILL_23)
    rig.override("charge")
    rig.unplug()
    rig.advance_ms(2_000)
    rig.plug_in(5_000)
    assert rig.reason == "override"


def test_an_override_ends_when_the_car_is_full():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.override("charge")
    rig.charge()
    rig.open_s2()
    rig.wait_s(899)
    _shows(rig, "override", "B2 32 A open")
    rig.wait_s(2)
    assert rig.charger.session.full
    _shows(rig, "waiting", "B1 steady open")


def test_full_does_not_remove_the_offer_and_further_draw_reopens_the_session():
    rig = _charging()
    rig.open_s2()
    rig.wait_s(902)
    assert rig.charger.session.full
    _shows(rig, "unscheduled", "B2 32 A open")
    rig.ask_power()
    rig.advance_ms(500)
    _shows(rig, "unscheduled", "C2 32 A closed")
    assert not rig.charger.session.full


def test_no_schedule_ends_an_override():
    rig = _connected(tou=CLOSED_TILL_23)
    rig.override("charge")
    rig.charge()
    rig.server.order("tou", dict(CLOSED_TILL_23, version=8))
    rig.server.order("tou", None)
    rig.server.order("tou", dict(CLOSED_TILL_23, version=9))
    _shows(rig, "override", "C2 32 A closed")
