"""Whole schedules, at random and over a year, against the slow oracle."""

import calendar
import json
import random
import time
from pathlib import Path

import pytest

from firmware.core.tou import Schedule, parse
from tests.core.tou import oracle

_HOUR_S = 3600
_DAY_S = 86400
_PACIFIC = "PST8PDT,M3.2.0,M11.1.0"
_ZONES = [
    "UTC0",
    "IST-5:30",
    _PACIFIC,
    "NST3:30NDT,M3.2.0,M11.1.0",
    "GMT0BST,M3.5.0/1,M10.5.0",
    "IST-1GMT0,M10.5.0,M3.5.0/1",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
    "IST-2IDT,M3.4.4/26,M10.5.0",
]
_DAYS = ["mon", "sat,sun", "mon-fri", "fri-mon", "hol", "mon-sun", "sun,hol", "tue,thu,hol"]
_SEASONS = [["10-01", "05-31"], ["03-14", "11-01"], ["12-31", "01-01"], ["02-29", "10-25"]]


@pytest.fixture
def own_zone(monkeypatch):
    """The oracle sets the process's zone; it is put back afterwards."""
    monkeypatch.setenv("TZ", "UTC0")
    yield
    monkeypatch.undo()
    time.tzset()


def utc(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M"))


def _some_time(chance, grid_min):
    minute = chance.randrange(0, 1440, grid_min)
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _some_rule(chance, grid_min):
    start, end = _some_time(chance, grid_min), _some_time(chance, grid_min)
    if chance.random() < 0.2 or start == end:
        start, end = "00:00", "24:00"
    rule = {"days": chance.choice(_DAYS), "start": start, "end": end}
    if chance.random() < 0.3:
        rule["season"] = chance.choice(_SEASONS)
    return _capped(chance, rule)


def _capped(chance, item):
    if chance.random() < 0.5:
        item["amps"] = chance.choice([0, 6, 10.5, 16, 32, 80])
    return item


def _some_slot(chance, near):
    start = near + chance.randrange(-_DAY_S, 9 * _DAY_S)
    return _capped(chance, {"from": start, "to": start + chance.choice([1, 1800, 90061])})


def _some_schedule(chance, near, grid_min):
    message = {"version": 1, "tz": chance.choice(_ZONES)}
    message["default"] = chance.choice(["allow", "deny"])
    message["rules"] = [_some_rule(chance, grid_min) for _ in range(chance.choice([0, 1, 2, 5]))]
    days = [near + chance.randrange(-2, 9) * _DAY_S for _ in range(chance.randrange(4))]
    message["holidays"] = [time.strftime("%Y-%m-%d", time.gmtime(day)) for day in days]
    message["slots"] = [_some_slot(chance, near) for _ in range(chance.choice([0, 0, 1, 4]))]
    if chance.random() < 0.3:
        message["valid_until"] = near + chance.randrange(-_HOUR_S, 12 * _DAY_S)
    return message


def _some_epoch(chance):
    """Often within two days of a change of the clocks or of the year, where the mistakes are."""
    year = chance.randrange(2024, 2033)
    date = chance.choice(["03-12", "03-28", "04-05", "09-05", "10-05", "10-27", "11-02", "12-31"])
    days = chance.randrange(-2, 3) if chance.random() < 0.7 else chance.randrange(366)
    return utc(f"{year}-{date} 00:00") + days * _DAY_S + chance.randrange(_DAY_S)


@pytest.mark.parametrize(("seed", "count", "grid_min"), [(1, 250, 15), (2, 250, 15), (3, 12, 1)])
def test_random_schedules_agree_with_the_oracle(seed, count, grid_min, own_zone):
    chance = random.Random(seed)
    for _ in range(count):
        near = _some_epoch(chance)
        message = _some_schedule(chance, near, grid_min)
        epoch = near + chance.choice([0, 0, 1, _HOUR_S])
        expected = oracle.answer(message, epoch, grid_min * 60)
        assert parse(message).at(epoch) == expected, (message, epoch)


def test_the_samples_written_down_are_the_oracles(own_zone):
    samples = json.loads(Path("tests/vectors/schedules.json").read_text())
    for message, asked in samples[::10]:
        for epoch, expected in asked:
            found = oracle.answer(message, epoch, 15 * 60)
            assert (found and list(found)) == expected


def test_every_change_named_over_a_year_is_a_change_for_the_oracle(own_zone):
    rules = [
        {"days": "mon-fri", "start": "23:00", "end": "07:00", "amps": 32},
        {"days": "sat,sun,hol", "season": ["10-01", "05-31"], "start": "00:00", "end": "24:00"},
    ]
    message = {"version": 1, "tz": _PACIFIC, "default": "deny", "rules": rules}
    message["holidays"] = ["2026-12-25", "2027-01-01", "2027-07-05"]
    plan, epoch = parse(message), utc("2026-10-01 00:00")
    while epoch < utc("2027-10-01 00:00"):
        answer = plan.at(epoch)
        assert answer == oracle.answer(message, epoch, _HOUR_S)
        epoch = answer[2]


def test_a_schedule_asked_many_times_answers_as_a_fresh_one():
    chance = random.Random(4)
    for _ in range(60):
        near = _some_epoch(chance)
        message = _some_schedule(chance, near, 15)
        plan, epoch = parse(message), near
        for _ in range(60):
            assert plan.at(epoch) == parse(message).at(epoch), (message, epoch)
            epoch += chance.choice([0, 1, 60, 900, _HOUR_S, _DAY_S, -1, -60, -_DAY_S, -9 * _DAY_S])


def test_random_schedules_made_again_of_their_bytes_answer_as_before():
    chance = random.Random(5)
    for _ in range(200):
        near = _some_epoch(chance)
        message = _some_schedule(chance, near, 1)
        before, after = parse(message), Schedule(bytes(parse(message).packed))
        for epoch in [near, *(near + chance.randrange(-_DAY_S, 20 * _DAY_S) for _ in range(20))]:
            assert after.at(epoch) == before.at(epoch), (message, epoch)
