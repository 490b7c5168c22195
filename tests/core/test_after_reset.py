"""What the core takes over after a reset: orders, the live limit, the contactor's rest."""

from firmware.core.orders import Orders
from firmware.core.session import Session
from tests.core.rig import Rig


def _orders(override, origin, live_ma):
    orders = Orders()
    orders.restore({"override": override, "origin": origin, "live_ma": live_ma}, 5)
    return orders


def test_orders_come_back_as_they_were_saved():
    orders = _orders("pause", "server", 10_000)
    assert orders.saved() == {"override": "pause", "origin": "server", "live_ma": 10_000}


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
    rig.plan.restore({"override": None, "origin": None, "live_ma": 10_000}, True)
    rig.shows_car("B", 12_000)
    assert rig.plan.limits["live"] == 10_000 and rig.shows == "B2 10 A open"


def test_a_live_limit_is_nothing_to_a_car_that_comes_later():
    rig = Rig(boot_ms=0)
    rig.plan.restore({"override": None, "origin": None, "live_ma": 10_000}, False)
    rig.shows_car("B", 12_000)
    assert rig.plan.limits["live"] is None and rig.shows == "B2 32 A open"


def test_a_pause_by_the_server_goes_on():
    rig = Rig(boot_ms=0)
    rig.plan.restore({"override": "pause", "origin": "server", "live_ma": None}, True)
    rig.shows_car("B", 12_000)
    assert rig.plan.reason == "paused" and rig.shows == "B1 steady open"


def test_an_override_for_a_car_that_is_yet_to_come_waits_ten_minutes_from_the_boot():
    rig = Rig(boot_ms=0)
    rig.plan.restore({"override": "charge", "origin": "local", "live_ma": None}, False)
    rig.wait_until_uptime_s(599)
    assert rig.plan.orders.override == "charge"
    rig.wait_until_uptime_s(601)
    assert rig.plan.orders.override is None


def test_a_contactor_that_a_reset_opened_rests_for_30_s():
    session = Session(0)
    session.opened_by_reset(100)
    assert session.dwelling(30_099)
    assert not session.dwelling(30_100)
