"""The time-of-use schedule, rule by rule."""

import calendar
import time

import pytest

from firmware.core.tou import parse

_HOUR_S = 3600
_DAY_S = 86400
_PACIFIC = "PST8PDT,M3.2.0,M11.1.0"
_OPEN, _CLOSED = True, False
_WHOLE_DAY = {"start": "00:00", "end": "24:00"}
_NIGHT = {"start": "23:00", "end": "07:00"}


def utc(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M"))


def schedule(*rules, **fields):
    return parse({"version": 1, "tz": "UTC0", "default": "deny", "rules": list(rules), **fields})


def is_open(plan, text):
    return plan.at(utc(text))[0]


def opening_edges(plan, first, last):
    """The changes from `first` to `last`, as the schedule itself names them."""
    found = []
    epoch = utc(first)
    while epoch is not None and epoch < utc(last):
        _, _, epoch = plan.at(epoch)
        found.append(epoch)
    return [time.strftime("%m-%d %H:%M", time.gmtime(edge)) for edge in found if edge]


# --- rules ---------------------------------------------------------------------------------------


def test_a_window_opens_on_its_first_second_and_closes_on_its_end():
    plan = schedule({"days": "mon", "start": "09:00", "end": "10:00"})
    monday = utc("2026-11-23 09:00")
    assert plan.at(monday - 1) == (_CLOSED, None, monday)
    assert plan.at(monday) == (_OPEN, None, monday + _HOUR_S)
    assert plan.at(monday + _HOUR_S - 1) == (_OPEN, None, monday + _HOUR_S)
    assert plan.at(monday + _HOUR_S)[0] is _CLOSED


def test_a_window_past_midnight_belongs_to_the_day_on_which_it_starts():
    plan = schedule({"days": "fri", **_NIGHT})
    assert not is_open(plan, "2026-11-27 06:59")
    assert is_open(plan, "2026-11-27 23:00")
    assert is_open(plan, "2026-11-28 06:59")
    assert not is_open(plan, "2026-11-28 07:00")
    assert not is_open(plan, "2026-11-28 23:00")


def test_the_day_of_a_holiday_window_is_the_one_on_which_it_starts():
    plan = schedule({"days": "hol", **_NIGHT}, holidays=["2026-12-25"])
    assert not is_open(plan, "2026-12-25 06:59")
    assert is_open(plan, "2026-12-26 06:59")


def test_the_season_of_a_window_is_that_of_the_day_on_which_it_starts():
    plan = schedule({"days": "mon-sun", "season": ["06-01", "06-30"], **_NIGHT})
    assert not is_open(plan, "2027-06-01 06:59")
    assert is_open(plan, "2027-06-30 23:00")
    assert is_open(plan, "2027-07-01 06:59")
    assert not is_open(plan, "2027-07-01 23:00")


def test_on_a_holiday_only_rules_that_name_hol_apply():
    weekday = {"days": "mon-fri", **_WHOLE_DAY}
    plan = schedule(weekday, holidays=["2026-12-25"])
    assert is_open(plan, "2026-12-24 12:00")
    assert not is_open(plan, "2026-12-25 12:00")
    plan = schedule({**weekday, "days": "mon-fri,hol"}, holidays=["2026-12-25"])
    assert is_open(plan, "2026-12-25 12:00")


def test_on_other_days_hol_means_nothing():
    plan = schedule({"days": "hol", **_WHOLE_DAY}, holidays=["2026-12-25"])
    assert opening_edges(plan, "2026-12-20 00:00", "2027-01-10 00:00") == [
        "12-25 00:00",
        "12-26 00:00",
    ]


@pytest.mark.parametrize(
    ("days", "open_days"),
    [
        ("mon", [0]),
        ("sun", [6]),
        ("mon-mon", [0]),
        ("mon-sun", [0, 1, 2, 3, 4, 5, 6]),
        ("fri-mon", [0, 4, 5, 6]),
        ("tue-mon", [0, 1, 2, 3, 4, 5, 6]),
        ("wed,sat,wed", [2, 5]),
        ("hol,thu", [3]),
    ],
)
def test_days_are_names_and_ranges_that_may_wrap(days, open_days):
    plan = schedule({"days": days, **_WHOLE_DAY})
    monday = utc("2026-11-23 12:00")
    assert [day for day in range(7) if plan.at(monday + day * _DAY_S)[0]] == open_days


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        (["05-01", "09-30"], ["05-01", "09-30"], ["04-30", "10-01"]),
        (["10-01", "05-31"], ["10-01", "12-31", "01-01", "05-31"], ["06-01", "09-30"]),
        (["07-04", "07-04"], ["07-04"], ["07-03", "07-05"]),
        (["02-29", "02-29"], [], ["02-28", "03-01"]),
        (["02-01", "02-29"], ["02-28"], ["03-01"]),
    ],
)
def test_a_season_includes_both_ends_and_may_wrap_the_year(season, inside, outside):
    plan = schedule({"days": "mon-sun", "season": season, **_WHOLE_DAY})
    assert all(is_open(plan, f"2027-{date} 12:00") for date in inside)
    assert not any(is_open(plan, f"2027-{date} 12:00") for date in outside)


def test_a_season_on_the_leap_day_holds_in_a_leap_year():
    plan = schedule({"days": "mon-sun", "season": ["02-29", "02-29"], **_WHOLE_DAY})
    assert is_open(plan, "2028-02-29 12:00")


def test_midnight_may_be_named_00_00_or_24_00_at_the_end():
    for end in ("00:00", "24:00"):
        plan = schedule({"days": "mon", "start": "22:00", "end": end})
        assert is_open(plan, "2026-11-23 23:59")
        assert not is_open(plan, "2026-11-24 00:00")


# --- summer time ---------------------------------------------------------------------------------


def test_a_start_inside_the_spring_gap_begins_at_the_first_valid_minute():
    plan = schedule({"days": "sun", "start": "02:30", "end": "04:00"}, tz=_PACIFIC)
    assert opening_edges(plan, "2027-03-14 00:00", "2027-03-14 11:00") == [
        "03-14 10:00",
        "03-14 11:00",
    ]


def test_a_window_inside_the_spring_gap_does_not_take_place():
    plan = schedule({"days": "sun", "start": "02:00", "end": "03:00"}, tz=_PACIFIC)
    assert plan.at(utc("2027-03-14 09:00")) == (_CLOSED, None, utc("2027-03-21 09:00"))


def test_the_repeated_hour_of_autumn_counts_both_times():
    plan = schedule({"days": "sun", "start": "01:00", "end": "01:30"}, tz=_PACIFIC)
    assert opening_edges(plan, "2026-11-01 00:00", "2026-11-01 09:30") == [
        "11-01 08:00",
        "11-01 08:30",
        "11-01 09:00",
        "11-01 09:30",
    ]


def test_a_window_that_ended_closes_again_when_the_hour_repeats():
    closing = {"days": "sat", "start": "23:00", "end": "01:30", "amps": 0}
    plan = schedule(closing, tz=_PACIFIC, default="allow")
    assert plan.at(utc("2026-11-01 08:40")) == (_OPEN, None, utc("2026-11-01 09:00"))


# --- amps, slots, default, expiry ----------------------------------------------------------------


def test_the_lowest_amps_of_all_that_applies_count():
    at = utc("2026-11-23 12:00")
    day = {"days": "mon", **_WHOLE_DAY}
    slot = {"from": at, "to": at + 60}
    assert schedule({**day, "amps": 32}, {**day, "amps": 16}, day).at(at)[1] == 16
    assert schedule({**day, "amps": 32}, slots=[{**slot, "amps": 6.5}]).at(at)[:2] == (True, 6.5)
    assert schedule(day, slots=[slot]).at(at)[:2] == (_OPEN, None)
    assert schedule(day, slots=[{**slot, "amps": 0}]).at(at) == (_CLOSED, None, at + 60)
    assert schedule({**day, "amps": 0}, day, slots=[slot]).at(at)[0] is _CLOSED


@pytest.mark.parametrize(("default", "open_outside"), [("allow", _OPEN), ("deny", _CLOSED)])
def test_the_default_holds_where_nothing_applies(default, open_outside):
    plan = schedule({"days": "mon", **_WHOLE_DAY, "amps": 10}, default=default)
    assert plan.at(utc("2026-11-23 12:00"))[:2] == (_OPEN, 10)
    assert plan.at(utc("2026-11-24 12:00"))[:2] == (open_outside, None)


def test_a_change_of_amps_alone_is_no_change_but_is_in_force_on_its_second():
    plan = schedule(
        {"days": "mon", "start": "08:00", "end": "12:00", "amps": 16},
        {"days": "mon", "start": "10:00", "end": "14:00", "amps": 10},
    )
    ten, end = utc("2026-11-23 10:00"), utc("2026-11-23 14:00")
    assert plan.at(ten - 1) == (_OPEN, 16, end)
    assert plan.at(ten) == (_OPEN, 10, end)


def test_slots_are_half_open_to_the_second():
    plan = schedule(slots=[{"from": 1000, "to": 1007, "amps": 8}, {"from": 1007, "to": 1009}])
    assert plan.at(999) == (_CLOSED, None, 1000)
    assert plan.at(1000) == (_OPEN, 8, 1009)
    assert plan.at(1006)[1] == 8
    assert plan.at(1007) == (_OPEN, None, 1009)
    assert plan.at(1009) == (_CLOSED, None, None)


def test_overlapping_slots_give_the_lowest_amps_of_each_moment():
    caps = [(100, 200, 16), (120, 160, 10), (140, 160, 12), (150, 220, 20), (200, 210, 0)]
    plan = schedule(slots=[{"from": a, "to": b, "amps": amps} for a, b, amps in caps])
    for epoch in range(90, 230):
        applying = [amps for a, b, amps in caps if a <= epoch < b]
        assert plan.at(epoch)[1] == (min(applying, default=0) or None)


def test_from_valid_until_on_the_schedule_is_as_if_absent():
    plan = schedule(default="allow", valid_until=5000)
    assert plan.at(4999) == (_OPEN, None, 5000)
    assert plan.at(5000) is None


@pytest.mark.parametrize(("ahead_s", "seen"), [(8 * _DAY_S, True), (8 * _DAY_S + 1, False)])
def test_the_next_change_is_named_eight_days_ahead_and_no_farther(ahead_s, seen):
    at = utc("2026-11-23 12:00")
    change = at + ahead_s if seen else None
    slots = [{"from": at + ahead_s, "to": at + ahead_s + 1}]
    assert schedule(slots=slots).at(at) == (_CLOSED, None, change)
    assert schedule(valid_until=at + ahead_s).at(at) == (_CLOSED, None, change)


def test_a_change_comes_into_sight_as_the_clock_goes_on():
    at = utc("2026-11-23 12:00")
    change = at + 30 * _DAY_S
    plan = schedule(slots=[{"from": change, "to": change + 60}])
    for epoch in range(at, change, _HOUR_S // 4):
        seen = change if change - epoch <= 8 * _DAY_S else None
        assert plan.at(epoch) == (_CLOSED, None, seen)


def test_a_clock_set_back_is_followed_at_once():
    plan = schedule({"days": "mon", "start": "09:00", "end": "10:00"})
    later = utc("2026-11-23 10:30")
    assert plan.at(later)[0] is _CLOSED
    assert plan.at(later - _HOUR_S) == (_OPEN, None, utc("2026-11-23 10:00"))
