"""What server and driver asked for: one override slot, and what a snapshot leaves."""

from firmware.core.plan.orders import LOCAL, SERVER, Orders


def _snapshot(orders, *deliveries):
    orders.begin_snapshot()
    for delivery in deliveries:
        delivery()
    orders.finish_snapshot()


def test_nothing_is_asked_for_to_begin_with():
    orders = Orders()
    assert (orders.schedule, orders.live_ma, orders.override, orders.origin) == (None,) * 4


def test_the_last_override_wins_whoever_gave_it():
    orders = Orders()
    orders.set_override("charge", SERVER, 0)
    orders.set_override("pause", LOCAL, 1)
    assert (orders.override, orders.origin) == ("pause", LOCAL)
    orders.set_override("charge", SERVER, 2)
    assert (orders.override, orders.origin) == ("charge", SERVER)


def test_auto_empties_the_slot():
    orders = Orders()
    orders.set_override("pause", LOCAL, 0)
    orders.set_override("auto", SERVER, 1)
    assert (orders.override, orders.origin) == (None, None)


def test_without_a_car_an_override_is_kept_ten_minutes():
    orders = Orders()
    orders.set_override("charge", LOCAL, 100)
    orders.expire(False, 100 + 599)
    assert orders.override == "charge"
    orders.expire(False, 100 + 600)
    assert orders.override is None and orders.origin is None


def test_with_a_car_it_is_kept_for_good_and_the_ten_minutes_begin_when_it_is_gone():
    orders = Orders()
    orders.set_override("charge", LOCAL, 0)
    orders.expire(True, 100_000)
    orders.expire(False, 100_599)
    assert orders.override == "charge"
    orders.expire(False, 100_600)
    assert orders.override is None


def test_a_snapshot_keeps_what_it_delivers():
    orders = Orders()
    _snapshot(orders, lambda: orders.set_schedule("s"), lambda: orders.set_live(16_000))
    assert (orders.schedule, orders.live_ma) == ("s", 16_000)


def test_what_a_snapshot_does_not_deliver_was_cancelled():
    orders = Orders()
    orders.set_schedule("old")
    orders.set_live(10_000)
    _snapshot(orders, lambda: orders.set_live(16_000))
    assert (orders.schedule, orders.live_ma) == (None, 16_000)
    _snapshot(orders, lambda: orders.set_schedule("new"))
    assert (orders.schedule, orders.live_ma) == ("new", None)
    _snapshot(orders)
    assert (orders.schedule, orders.live_ma) == (None, None)


def test_an_empty_message_in_a_snapshot_cancels_too():
    orders = Orders()
    orders.set_live(16_000)
    _snapshot(orders, lambda: orders.set_live(None))
    assert orders.live_ma is None


def test_a1_what_a_snapshot_delivers_and_is_refused_keeps_what_was_in_force():
    orders = Orders()
    orders.set_schedule("old")
    orders.set_live(10_000)
    _snapshot(orders, lambda: orders.not_taken("tou"), lambda: orders.not_taken("limit"))
    assert (orders.schedule, orders.live_ma) == ("old", 10_000)
    assert orders.refused == ("tou", "limit") and orders.ended == ()


def test_a1_it_is_refused_until_one_is_taken_or_there_is_none():
    orders = Orders()
    for _ in range(2):
        _snapshot(orders, lambda: orders.not_taken("tou"), lambda: orders.not_taken("limit"))
    assert orders.refused == ("tou", "limit")
    orders.set_live(10_000)
    assert orders.refused == ("tou",)
    _snapshot(orders, lambda: orders.set_live(10_000))
    assert orders.refused == ()


def test_what_is_no_memory_of_the_broker_is_not_kept():
    orders = Orders()
    orders.not_taken("wire")
    assert orders.refused == ()


def test_what_the_broker_no_longer_holds_is_named_once_if_it_was_in_force():
    orders = Orders()
    _snapshot(orders)
    assert orders.ended == ()
    orders.set_schedule("old")
    orders.set_live(10_000)
    _snapshot(orders)
    assert orders.ended == ("tou", "limit")


def test_what_came_before_the_snapshot_is_no_part_of_it():
    orders = Orders()
    _snapshot(orders, lambda: orders.set_live(16_000))
    orders.set_live(20_000)
    orders.begin_snapshot()
    assert orders.fresh_live_ma is None
    orders.finish_snapshot()
    assert orders.live_ma is None


def test_a_live_limit_is_fresh_once_the_snapshot_has_brought_it():
    orders = Orders()
    orders.begin_snapshot()
    orders.set_live(16_000)
    assert orders.fresh_live_ma == 16_000


def test_an_override_is_no_part_of_a_snapshot():
    orders = Orders()
    orders.set_override("charge", SERVER, 0)
    _snapshot(orders)
    assert orders.override == "charge"


def test_a_day_of_messages_leaves_nothing_behind_but_the_last():
    orders = Orders()
    orders.set_live(6_000)
    before = len(str(orders.__dict__))
    for _ in range(1_000):
        orders.set_live(6_000)
        orders.set_schedule(None)
    assert len(str(orders.__dict__)) < before + 100


def test_a_lease_of_a_limit_ends_when_nobody_renews_it():
    orders = Orders()
    orders.set_live(16_000, 100, 60)
    orders.expire(True, 159)
    assert (orders.live_ma, orders.lapsed) == (16_000, ())
    orders.set_live(10_000, 159, 60)
    orders.expire(True, 218)
    assert orders.live_ma == 10_000
    orders.expire(True, 219)
    assert (orders.live_ma, orders.lapsed) == (None, ("limit",))
    orders.expire(True, 400)
    assert orders.lapsed == ("limit",)
    orders.set_live(16_000)
    orders.expire(True, 10_000)
    assert (orders.live_ma, orders.lapsed) == (16_000, ())


def test_a_lease_of_an_override_ends_in_auto():
    orders = Orders()
    orders.set_override("pause", SERVER, 100, 10)
    orders.expire(True, 109)
    assert orders.override == "pause"
    orders.expire(True, 110)
    assert (orders.override, orders.origin, orders.lapsed) == (None, None, ("override",))
    orders.set_override("charge", SERVER, 120)
    orders.expire(True, 10_000)
    assert (orders.override, orders.lapsed) == ("charge", ())


def test_an_override_that_ended_otherwise_runs_out_no_more():
    orders = Orders()
    orders.set_override("pause", SERVER, 100, 10)
    orders.end_override()
    orders.expire(True, 200)
    assert orders.lapsed == ()


def test_what_is_left_of_a_lease_outlasts_a_reset():
    orders = Orders()
    orders.set_override("pause", SERVER, 100, 60)
    orders.set_live(10_000, 100, 30)
    saved = orders.saved(120)
    assert saved["leases"] == [40, 10] and orders.saved(150)["leases"] == [10, 0]
    again = Orders()
    again.restore(saved, 7)
    again.expire(True, 16)
    assert (again.override, again.live_ma) == ("pause", 10_000)
    again.expire(True, 17)
    assert (again.override, again.live_ma) == ("pause", None)
    again.expire(True, 47)
    assert again.override is None
