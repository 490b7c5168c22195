"""When the contactor closes and opens: real cars bounce, toggle, linger and vanish."""

SURE_OF_C_US = 500_000
CLOSE_WITHIN_US = 3_000_000
OPEN_WITHIN_US = 100_000  # J1772: unplug or S2 opening to contacts open
LINGER_US = 6_000_000
GRACE_US = 300_000
CLOSED = {"version": 1, "tz": "UTC0", "default": "deny"}


def times(changes, name, value):
    return [t_us for t_us, what, now in changes if (what, now) == (name, value)]


def offered(rig, **car):
    """A car in B2 that asks for nothing by itself."""
    rig.new_car(missing_wh=20_000, auto=False, **car)
    rig.shows(30, pilot="B2", contactor=0)
    rig.charger.take_changes()


def test_a_bouncing_s2_closes_the_contactor_once_500_ms_after_the_last_bounce(rig):
    rig.new_car(missing_wh=20_000, bounce_ms=250)
    rig.charger.advance_until(lambda now: now.contactor, 30)
    changes = rig.charger.take_changes()
    last_bounce_us = times(changes, "s2", True)[-1]
    (closed_us,) = times(changes, "contactor", True)
    assert SURE_OF_C_US <= closed_us - last_bounce_us <= CLOSE_WITHIN_US
    assert rig.charger.last.closings == 1


def test_toggles_of_s2_do_not_close_the_contactor(rig):
    offered(rig)
    rig.charger.do("toggle", times=5, ms=400)
    rig.charger.advance_ms(6000)
    assert rig.charger.last.closings == 0
    rig.shows(0, pilot="B2", contactor=0)


def test_an_unplugged_car_finds_the_contactor_open_within_100_ms(rig):
    rig.new_car(missing_wh=20_000)
    rig.shows(30, pilot="C2", contactor=1)
    rig.charger.advance_ms(5000)
    rig.charger.take_changes()
    rig.charger.unplug()
    rig.charger.advance_ms(1000)
    changes = rig.charger.take_changes()
    opened_us = times(changes, "contactor", False)[0] - times(changes, "plugged", False)[0]
    assert opened_us <= OPEN_WITHIN_US
    rig.shows(5, pilot="A", contactor=0, reason="unplugged")


def test_s2_opening_by_itself_opens_the_contactor_within_100_ms_and_is_offered_again(rig):
    offered(rig)
    rig.charger.do("ask_power")
    rig.shows(10, pilot="C2", contactor=1)
    rig.charger.take_changes()
    rig.charger.do("end_power")
    rig.charger.advance_ms(2000)
    changes = rig.charger.take_changes()
    opened_us = times(changes, "contactor", False)[0] - times(changes, "s2", False)[0]
    assert opened_us <= OPEN_WITHIN_US
    rig.shows(10, pilot="B2", contactor=0)


def test_a_car_that_lingers_in_c1_is_cut_off_after_6_s(rig):
    rig.new_car(missing_wh=20_000, ignores_stop=True)
    rig.shows(30, pilot="C2", contactor=1)
    rig.charger.advance_ms(3000)
    rig.charger.take_changes()
    rig.console("override pause")
    rig.shows(1, pilot="C1", contactor=1, reason="paused")
    rig.charger.advance_until(lambda now: not now.contactor, 10)
    changes = rig.charger.take_changes()
    asked_us = times(changes, "duty", 10_000)[0]
    lingered_us = times(changes, "contactor", False)[0] - asked_us
    assert LINGER_US - GRACE_US <= lingered_us <= LINGER_US + GRACE_US
    rig.stays(20, pilot="C1", contactor=0, reason="paused")


def test_a_car_that_obeys_opens_s2_first_and_nothing_opens_under_load(rig):
    rig.new_car(missing_wh=20_000)
    rig.shows(30, pilot="C2", contactor=1)
    rig.charger.advance_ms(6000)
    rig.charger.take_changes()
    rig.server.retain("tou", CLOSED)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    changes = rig.charger.take_changes()
    assert times(changes, "duty", 10_000)[0] < times(changes, "s2", False)[0]
    assert times(changes, "s2", False)[0] < times(changes, "contactor", False)[0]
    assert rig.charger.last.openings_under_load == 0


def test_after_opening_the_contactor_rests_before_it_offers_again(rig):
    rig.new_car(missing_wh=20_000)
    rig.shows(30, pilot="C2", contactor=1)
    rig.console("override pause")
    rig.shows(10, pilot="B1", contactor=0, reason="paused")
    rig.console("override auto")
    rig.shows(1, pilot="B1", contactor=0, reason="dwell")
    rig.shows(20, pilot="C2", contactor=1, reason="unscheduled")
    changes = rig.charger.take_changes()
    opened_us = times(changes, "contactor", False)[-1]
    offered_us = [t for t, name, value in changes if name == "duty" and value < 10_000][-1]
    assert offered_us - opened_us >= 3_000_000


def test_a_full_car_ends_the_charge_keeps_the_offer_and_counts_as_full_after_15_min(rig):
    rig.new_car(missing_wh=30, full_wh=6000)
    rig.console("override charge")
    rig.shows(30, pilot="C2", contactor=1, reason="override")
    rig.shows(120, pilot="B2", contactor=0, reason="override", full=False)
    rig.charger.advance_ms(14 * 60_000)
    rig.shows(0, pilot="B2", contactor=0, override="charge", full=False)
    rig.charger.advance_ms(70_000)
    rig.shows(0, pilot="B2", contactor=0, override="auto", full=True)


def test_a_car_that_wants_ventilation_is_refused(rig):
    rig.new_car(missing_wh=20_000, needs_ventilation=True)
    rig.charger.advance_ms(30_000)
    assert rig.charger.last.closings == 0
