"""What the plan makes of a load group: what the car could use, and a pause that hides nothing."""

from firmware.core.group.member import SILENCE_S
from tests.core.rig import CLOSED_TILL_23, NOON, Rig

_GARAGE = {"id": "garage", "amps": 20, "members": 2}
_OPEN_AT_16_A = dict(
    CLOSED_TILL_23, rules=[{"days": "mon-sun", "start": "00:00", "end": "24:00", "amps": 16}]
)


def _member(**retained):
    """In a group, whose first 40 s are over, under a server; no car yet."""
    rig = Rig(server=True, epoch=NOON)
    rig.order("group", _GARAGE)
    rig.server.connect(**retained)
    rig.wait_s(SILENCE_S)
    return rig


def _paused_by_the_group(rig):
    rig.order("group", dict(_GARAGE, members=3))
    rig.advance_ms(300)
    return rig


def _wants(rig, ma, reason):
    assert (rig.plan.want_ma, rig.reason) == (ma, reason), (rig.plan.want_ma, rig.reason)


def test_nobody_there_wants_nothing():
    rig = _member()
    _wants(rig, 0, "unplugged")
    _wants(_paused_by_the_group(rig), 0, "unplugged")


def test_a_car_wants_what_all_but_the_group_leave_it_while_it_charges_and_while_it_may_not():
    rig = _member()
    rig.charge()
    _wants(rig, 32_000, "unscheduled")
    assert rig.shows == "C2 10 A closed"
    _wants(_paused_by_the_group(rig), 32_000, "limit")
    rig.wait_s(6)
    _wants(rig, 32_000, "limit")


def test_i1_a_car_that_the_group_pauses_may_not_charge():
    rig = _member()
    rig.charge()
    assert rig.plan.may_charge
    assert not _paused_by_the_group(rig).plan.may_charge


def test_a_lower_limit_is_what_it_wants():
    rig = _member(limit=14)
    rig.charge()
    _wants(_paused_by_the_group(rig), 14_000, "limit")
    rig.server.order("limit", 5.9)
    _wants(rig, 0, "limit")


def test_the_amps_of_the_open_window_count_even_while_the_group_pauses_it():
    rig = _member(tou=_OPEN_AT_16_A)
    rig.charge()
    _wants(rig, 16_000, "scheduled")
    _wants(_paused_by_the_group(rig), 16_000, "limit")


def test_who_waits_is_paused_or_has_a_fault_wants_nothing_whatever_the_group_says():
    rig = _member(tou=CLOSED_TILL_23)
    rig.charge()
    _wants(rig, 0, "waiting")
    _wants(_paused_by_the_group(rig), 0, "limit")
    rig.override("charge")
    _wants(rig, 32_000, "limit")
    rig.override("pause")
    _wants(rig, 0, "limit")
    rig.board.earth = False
    rig.advance_ms(1_000)
    _wants(rig, 0, "fault")


def test_what_may_not_start_yet_wants_nothing():
    rig = Rig(server=True, epoch=NOON, boot_ms=0)
    rig.order("group", _GARAGE)
    rig.plug_in()
    rig.wait_until_uptime_s(29)
    _wants(rig, 0, "limit")
    rig.wait_until_uptime_s(31)
    _wants(rig, 32_000, "limit")


def test_what_is_delayed_after_a_mains_cut_wants_nothing():
    rig = Rig(boot_ms=0, start_delay_s=100)
    rig.plug_in()
    rig.wait_until_uptime_s(99)
    _wants(rig, 0, "delayed")
    rig.wait_until_uptime_s(101)
    _wants(rig, 32_000, "offline")


def test_a_contactor_that_has_to_rest_keeps_the_cars_place():
    rig = _member()
    rig.charge()
    rig.override("pause")
    rig.open_s2()
    rig.advance_ms(300)
    rig.override("auto")
    _wants(rig, 32_000, "dwell")


def test_until_the_snapshot_is_whole_it_wants_what_it_wanted():
    rig = _member(tou=CLOSED_TILL_23)
    rig.plug_in()
    rig.server.subscribe()
    rig.server.order("tou", None)
    rig.advance_ms(500)
    assert rig.plan.want_ma == 0
    rig.advance_ms(1_000)
    _wants(rig, 32_000, "unscheduled")


def test_six_amps_of_the_group_are_enough_and_less_is_a_pause():
    rig = Rig()
    rig.charge()
    for ma, reason, shows in ((6_000, "offline", "C2 6 A closed"), (5_999, "limit", "C1 steady")):
        rig.plan.limits["group"] = ma
        rig.advance_ms(300)
        _wants(rig, 32_000, reason)
        assert rig.shows.startswith(shows)
