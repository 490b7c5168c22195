"""A schedule packed and unpacked answers as it did before. Runs on MicroPython, too."""

import json

from firmware.core import tou_packing
from firmware.core.tou import parse

BYTES_MAX = 798
HEAD_BYTES = 18
NOON = 1_795_435_200  # 2026-11-23 12:00 UTC, a Monday
HOUR_S = 3_600
DAY_S = 86_400
WEEKS = [NOON + n * 5 * HOUR_S for n in range(80)]


def restored(message):
    return tou_packing.unpack(parse(message).packed)


def message(**fields):
    return dict({"version": 1, "tz": "UTC0", "default": "deny"}, **fields)


def answers(schedule, times=WEEKS):
    return [schedule.at(epoch) for epoch in times]


def fullest():
    rule = {"days": "mon-sun,hol", "season": ["12-31", "12-30"], "start": "23:59", "end": "23:58"}
    end = 253_402_300_799
    return message(
        version=-(2**63) + 1,
        tz="<A23456789012345678>-10:59:59<B23456789>-11:59:59,M10.1.0,M4.1.0",
        rules=[dict(rule, amps=79.9)] * 16,
        holidays=["9999-12-31"] * 30,
        slots=[{"from": n, "to": end, "amps": 80} for n in range(48)],
        valid_until=end,
    )


def test_the_fullest_schedule_is_798_bytes():
    schedule = parse(fullest())
    assert len(fullest()["tz"]) == 64
    assert len(schedule.packed) == BYTES_MAX
    assert len(json.dumps(fullest())) > 4_000
    assert tou_packing.unpack(schedule.packed).version == -(2**63) + 1


def test_the_least_schedule_comes_back():
    for default in ("allow", "deny"):
        least = message(default=default)
        assert answers(restored(least)) == answers(parse(least))


def test_no_byte_is_wasted():
    for tz in ("UTC0", "PST8PDT,M3.2.0,M11.1.0"):
        assert len(parse(message(tz=tz)).packed) == HEAD_BYTES + len(tz)


def test_holidays_come_back_without_a_rule_or_a_slot():
    plan = message(holidays=[f"2026-12-{day:02d}" for day in range(1, 31)])
    assert len(parse(plan).packed) == HEAD_BYTES + len("UTC0") + 30 * 2
    assert answers(restored(plan)) == answers(parse(plan))


def test_the_schedules_of_all_vectors_come_back():
    with open("tests/vectors/behaviour.json") as file:
        vectors = json.load(file)["schedule"]
    for vector in vectors:
        times = WEEKS + [vector["at"] + n * HOUR_S for n in range(-30, 200, 7)] + [vector["at"]]
        schedule = parse(vector["schedule"])
        assert answers(restored(vector["schedule"]), times) == answers(schedule, times), vector
        assert restored(vector["schedule"]).version == schedule.version


def test_caps_with_a_decimal_come_back_and_whole_ones_as_whole_numbers():
    for tenths in range(60, 801):
        amps = tenths / 10 if tenths % 10 else tenths // 10
        slots = [{"from": NOON, "to": NOON + HOUR_S, "amps": amps}]
        cap = restored(message(slots=slots)).at(NOON)[1]
        assert cap == amps and type(cap) is type(amps)


def test_a_cap_never_comes_back_higher_than_the_milliamps_in_force():
    for amps in (6.004, 6.0096, 16.119, 16.1199, 79.999):
        slots = [{"from": NOON, "to": NOON + HOUR_S, "amps": amps}]
        cap = restored(message(slots=slots)).at(NOON)[1]
        in_force_ma = int(amps * 1_000 + 0.5)
        assert in_force_ma - 10 < int(cap * 1_000 + 0.5) <= in_force_ma


def test_a_cap_of_zero_and_none_at_all_come_back():
    hour = {"from": NOON, "to": NOON + HOUR_S}
    assert restored(message(default="allow", slots=[dict(hour, amps=0)])).at(NOON)[0] is False
    assert restored(message(slots=[hour])).at(NOON)[:2] == (True, None)


def test_dates_beyond_the_clock_s_reach_are_held_where_it_never_comes():
    far = 2**32 + 5
    slots = [{"from": NOON, "to": far}, {"from": far, "to": far + 1, "amps": 0}]
    plan = message(slots=slots, valid_until=far, holidays=["1969-12-31", "9999-12-31"])
    times = WEEKS + [4_102_444_799]
    assert answers(restored(plan), times) == answers(parse(plan), times)


def test_the_last_second_and_the_last_day_that_fit_come_back():
    last = 2**32 - 1
    plan = message(slots=[{"from": last - 9, "to": last}], valid_until=last)
    assert restored(plan).at(last - 9) == (True, None, last)
    assert restored(plan).at(last) is None
    day = {"days": "hol", "start": "00:00", "end": "24:00"}
    plan = message(rules=[day], holidays=["2149-06-06", "1970-01-01"])
    assert restored(plan).at(0xFFFF * DAY_S)[0] is True
    assert restored(plan).at(0)[0] is True
    assert restored(plan).at(DAY_S)[0] is False


def test_one_that_expires_in_1970_is_none_for_ever():
    assert restored(message(valid_until=0)).at(NOON) is None


def test_unpacking_keeps_no_bytes():
    assert restored(message()).packed is None
