"""A schedule is its bytes: how many, and what of a message they hold. Runs on MicroPython, too."""

import json

from firmware.core.tou import Schedule, parse

BYTES_MAX = 751
HEAD_BYTES = 35
NOON = 1_795_435_200  # 2026-11-23 12:00 UTC, a Monday
HOUR_S = 3_600
DAY_S = 86_400
WEEKS = [NOON + n * 5 * HOUR_S for n in range(80)]


def restored(message):
    return Schedule(bytes(parse(message).packed))


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


def test_the_fullest_schedule_is_751_bytes():
    schedule = parse(fullest())
    assert len(fullest()["tz"]) == 64
    assert len(schedule.packed) == BYTES_MAX
    assert len(json.dumps(fullest())) > 4_000
    assert schedule.version == -(2**63) + 1


def test_the_least_schedule_comes_back():
    for default in ("allow", "deny"):
        least = message(default=default)
        assert answers(restored(least)) == answers(parse(least))


def test_no_byte_is_wasted():
    for tz in ("UTC0", "PST8PDT,M3.2.0,M11.1.0"):
        assert len(parse(message(tz=tz)).packed) == HEAD_BYTES


def test_holidays_come_back_without_a_rule_or_a_slot():
    plan = message(holidays=[f"2026-12-{day:02d}" for day in range(1, 31)])
    assert len(parse(plan).packed) == HEAD_BYTES + 30 * 2
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


def test_a_cap_is_never_higher_than_the_milliamps_that_were_sent():
    for amps in (6.004, 6.0996, 16.19, 16.199, 79.999):
        slots = [{"from": NOON, "to": NOON + HOUR_S, "amps": amps}]
        cap_ma = int(restored(message(slots=slots)).at(NOON)[1] * 1_000 + 0.5)
        sent_ma = int(amps * 1_000 + 0.5)
        assert sent_ma - 100 < cap_ma <= sent_ma


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
    assert restored(plan).at(last - 9)[:2] == (True, None)
    plan["valid_until"] = last - 1
    assert restored(plan).at(last - 9) == (True, None, last - 1)
    assert restored(plan).at(last - 1) is None
    day = {"days": "hol", "start": "00:00", "end": "24:00"}
    plan = message(rules=[day], holidays=["2149-06-06", "1970-01-01"])
    assert restored(plan).at(0xFFFF * DAY_S)[0] is True
    assert restored(plan).at(0)[0] is True
    assert restored(plan).at(DAY_S)[0] is False


def test_one_that_expires_in_1970_is_none_for_ever():
    assert restored(message(valid_until=0)).at(NOON) is None


def test_none_that_never_expires_does_so_in_2106():
    plan = message(default="allow")
    assert restored(plan).at(2**32 - 1) == (True, None, None)
    assert restored(plan).at(2**32 + DAY_S) == (True, None, None)


# --- the search for the next change --------------------------------------------------------------


def test_what_comes_next_is_found_a_piece_at_a_time_and_told_only_when_found():
    window = {"days": "sun", "start": "09:00", "end": "10:00", "amps": 6}
    plan = parse(message(default="allow", rules=[window, dict(window, amps=0)]))
    pieces = 0
    for _ in plan.looking_ahead(NOON):
        pieces += 1
        assert plan.now(NOON) == (True, None, None)
    sunday = NOON + 6 * DAY_S - 3 * HOUR_S
    assert pieces > 6 and plan.now(NOON) == (True, None, sunday)
    assert list(plan.looking_ahead(NOON + HOUR_S)) == []
    assert plan.now(sunday) == (False, None, None)
    assert plan.at(sunday) == (False, None, sunday + HOUR_S)


def test_a_search_that_is_given_up_is_begun_again():
    plan = parse(message(rules=[{"days": "sun", "start": "09:00", "end": "10:00"}]))
    for _ in plan.looking_ahead(NOON):
        break
    assert plan.at(NOON)[2] == NOON + 6 * DAY_S - 3 * HOUR_S


def test_one_that_has_expired_has_nothing_to_look_for():
    plan = parse(message(valid_until=NOON))
    assert list(plan.looking_ahead(NOON)) == [] and plan.now(NOON) is None
