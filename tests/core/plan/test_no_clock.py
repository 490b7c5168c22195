"""Finding 18 of the field: a schedule, and nobody who tells the time."""

from tests.core.rig import CLOSED_TILL_23, NOON, Rig


def _shows(rig, reason, what):
    assert (rig.reason, rig.shows) == (reason, what), (rig.reason, rig.shows)


def _without_a_clock(schedule, offline_a=None):
    rig = Rig(server=True, epoch=None)
    rig.server.connect(tou=schedule)
    if offline_a:
        rig.order("config", {"offline_amps": offline_a})
    rig.wait_until_uptime_s(31)
    rig.charge()
    return rig


def _windows(*amps, **fields):
    caps = [{"amps": a} if a is not None else {} for a in amps]
    rules = [dict(cap, days="mon", start="01:00", end="02:00") for cap in caps]
    return dict(CLOSED_TILL_23, rules=rules, **fields)


def test_field_18_without_a_clock_no_more_than_the_schedule_ever_allows():
    slots = [{"from": 1, "to": 2, "amps": 24}]
    for schedule, shows in (
        (_windows(10, 20, 0), "C2 20 A closed"),
        (_windows(10, slots=slots), "C2 24 A closed"),
        (_windows(10, None), "C2 32 A closed"),
        (_windows(0), "C2 32 A closed"),
        (dict(_windows(10), default="allow"), "C2 32 A closed"),
    ):
        _shows(_without_a_clock(schedule), "no_clock", shows)


def test_field_18_without_a_clock_no_more_than_the_offline_limit():
    rig = _without_a_clock(_windows(20), offline_a=10)
    _shows(rig, "no_clock", "C2 10 A closed")
    rig.order("config", {"offline_amps": 24})
    rig.wait_s(6)
    _shows(rig, "no_clock", "C2 20 A closed")


def test_field_18_the_clock_once_set_the_schedule_rules_and_no_offline_limit():
    rig = _without_a_clock(dict(_windows(16), default="allow"), offline_a=10)
    _shows(rig, "no_clock", "C2 10 A closed")
    rig.order("time", {"epoch": NOON})
    rig.wait_s(6)
    _shows(rig, "scheduled", "C2 32 A closed")
