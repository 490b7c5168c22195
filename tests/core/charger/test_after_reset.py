"""What the core takes over after a reset: orders, the live limit, the contactor's rest."""

from firmware.core.plan.orders import Orders
from firmware.core.record.session import Session
from tests.core.rig import Rig


def _orders(override, origin, live_ma):
    orders = Orders()
    orders.restore(
        {"override": override, "origin": origin, "live_ma": live_ma, "leases": [None, None]}, 5
    )
    return orders


def _restore(rig, override, origin, live_ma, plugged):
    saved = {
        "override": override,
        "origin": origin,
        "live_ma": live_ma,
        "delay_s": 0,
        "leases": [None, None],
    }
    rig.plan.restore(saved, plugged)


def test_orders_come_back_as_they_were_saved():
    orders = _orders("pause", "server", 10_000)
    assert orders.saved(0) == {
        "override": "pause",
        "origin": "server",
        "live_ma": 10_000,
        "leases": [None, None],
    }


def test_without_an_override_there_is_none_afterwards():
    for kind in (None, "auto", "rats", 7):
        assert _orders(kind, "local", None).override is None, kind


def test_an_override_that_came_back_waits_ten_minutes_for_a_car():
    orders = _orders("charge", "local", None)
    orders.expire(False, 604)
    assert orders.override == "charge"
    orders.expire(False, 605)
    assert orders.override is None


def test_i2_a_live_limit_goes_on_for_the_car_that_was_there():
    rig = Rig(boot_ms=0)
    _restore(rig, None, None, 10_000, True)
    rig.shows_car("B", 12_000)
    assert rig.plan.limits["live"] == 10_000 and rig.shows == "B2 10 A open"


def test_a_live_limit_is_nothing_to_a_car_that_comes_later():
    rig = Rig(boot_ms=0)
    _restore(rig, None, None, 10_000, False)
    rig.shows_car("B", 12_000)
    assert rig.plan.limits["live"] is None and rig.shows == "B2 32 A open"


def test_a_pause_by_the_server_goes_on():
    rig = Rig(boot_ms=0)
    rig.plan.restore(
        {
            "override": "pause",
            "origin": "server",
            "live_ma": None,
            "delay_s": 0,
            "leases": [None, None],
        },
        True,
    )
    rig.shows_car("B", 12_000)
    assert rig.plan.reason == "paused" and rig.shows == "B1 steady open"


def test_an_override_for_a_car_that_is_yet_to_come_waits_ten_minutes_from_the_boot():
    rig = Rig(boot_ms=0)
    rig.plan.restore(
        {
            "override": "charge",
            "origin": "local",
            "live_ma": None,
            "delay_s": 0,
            "leases": [None, None],
        },
        False,
    )
    rig.wait_until_uptime_s(599)
    assert rig.plan.orders.override == "charge"
    rig.wait_until_uptime_s(601)
    assert rig.plan.orders.override is None


def test_a_contactor_that_a_reset_opened_rests_for_30_s():
    session = Session(0)
    session.opened_by_reset(100)
    assert session.dwelling(30_099)
    assert not session.dwelling(30_100)


def test_the_rest_of_the_contactor_goes_on_for_what_was_left_of_it():
    rig = Rig()
    rig.charge()
    rig.lose_earth()
    rig.advance_ms(10_000)
    assert rig.charger.session.rest_ms(rig.clock.ticks_ms()) == 20_000
    session = Session(0)
    session.rest(20_000, 100)
    assert session.dwelling(20_099) and not session.dwelling(20_100)
    assert session.rest_ms(20_100) == 0


def test_a_contactor_that_has_rested_has_nothing_left_of_it():
    assert Session(0).rest_ms(100) == 0


def test_the_random_delay_goes_on_for_what_was_left_of_it():
    before = Rig(start_delay_s=300, boot_ms=0)
    before.plug_in()
    saved = before.plan.saved(before.charger.session, 100)
    assert saved["delay_s"] == 200
    assert before.plan.saved(before.charger.session, 301)["delay_s"] == 0
    rig = Rig(boot_ms=0)
    rig.plan.restore(saved, True)
    rig.plug_in()
    rig.ask_power()
    rig.wait_until_uptime_s(199)
    assert rig.reason == "delayed" and rig.shows == "C1 steady open"
    rig.wait_s(5)
    assert rig.shows == "C2 32 A closed"


def test_the_random_delay_is_not_remembered_for_a_car_that_came_after_the_boot():
    before = Rig(start_delay_s=300)
    assert before.plan.saved(before.charger.session, 20)["delay_s"] == 0
    before.plug_in()
    assert before.plan.saved(before.charger.session, 20)["delay_s"] == 0
