"""Finding 15 of the field: a day in quarter hours. Runs on MicroPython, too."""

import random

from firmware.core.tou import ScheduleError, parse
from firmware.core.tou.civil import DAY_S

NOON = 1_795_435_200  # 2026-11-23 12:00 UTC, a Monday
QUARTER_S = 900
HEAD_BYTES = 35
LONG_BYTES = 10
LIST_MAX_BYTES = 480


def schedule(slots, default="deny"):
    return parse({"version": 1, "tz": "UTC0", "default": default, "slots": slots})


def quarters(amps, every=1):
    """Slots of a quarter of an hour with these amps, None: no cap; `every`: how many apart."""
    slots = []
    for at, cap in enumerate(amps):
        start = NOON + at * every * QUARTER_S
        slot = {"from": start, "to": start + QUARTER_S}
        slots.append(slot if cap is None else dict(slot, amps=cap))
    return slots


def size(slots):
    return len(schedule(slots).packed) - HEAD_BYTES


def refused(slots):
    try:
        schedule(slots)
    except ScheduleError as error:
        return str(error)
    return None


def expected(slots, epoch):
    applying = [slot.get("amps", 1_000) for slot in slots if slot["from"] <= epoch < slot["to"]]
    lowest = min(applying) if applying else 0
    return lowest > 0, lowest if 0 < lowest < 1_000 else None


def holds(slots, times):
    plan = schedule(slots)
    for epoch in times:
        assert plan.at(epoch)[:2] == expected(slots, epoch), (epoch, slots)


def test_field_15_a_day_in_quarter_hours_is_taken():
    slots = quarters([6 + at % 7 for at in range(96)])
    plan = schedule(slots)
    holds(slots, range(NOON - 400, NOON + DAY_S + 900, 450))
    assert plan.at(NOON)[2] == NOON + DAY_S
    assert size(slots) == LONG_BYTES + 95 * 2


def test_field_15_half_a_day_of_lone_quarters_is_taken():
    slots = quarters([None, 16, 0, 6.5] * 12, every=2)
    holds(slots, range(NOON - 900, NOON + DAY_S + 900, 450))
    assert size(slots) == 48 * LONG_BYTES


def test_field_15_neighbours_that_touch_and_are_equal_count_as_one():
    slots = quarters([16] * 40 + [None] * 40 + [0] * 40)
    assert len(slots) == 120 and size(slots) <= 3 * LONG_BYTES
    holds(slots, range(NOON - 900, NOON + 120 * QUARTER_S + 900, 450))
    assert size(quarters([16, 16])) == size(quarters([16]))
    assert size(quarters([16, 16.5])) > size(quarters([16]))
    assert size(quarters([16, 16], every=2)) > size(quarters([16]))


def test_field_15_ninety_six_are_taken_and_one_more_is_refused():
    slots = quarters([6 + at % 2 for at in range(97)])
    assert refused(slots[:96]) is None
    assert "96 that touch" in refused(slots)
    assert refused(slots[:96] + [dict(slots[95], to=slots[95]["to"] + 1)]) is not None


def test_out_of_step_forty_eight_are_taken_and_one_more_is_refused():
    slots = [{"from": NOON + 7 * at, "to": NOON + 7 * at + 5} for at in range(49)]
    assert size(slots[:48]) == LIST_MAX_BYTES and refused(slots[:48]) is None
    assert "at most 48" in refused(slots)
    holds(slots[:48], range(NOON - 3, NOON + 340))


def test_a_refusal_names_the_slot_as_it_was_sent():
    slots = quarters([16] * 7)
    slots[5] = dict(slots[5], amps=5)
    assert refused(slots).startswith("slots[5].amps: ")


def test_what_is_longer_than_63_steps_or_out_of_order_keeps_its_times():
    long_s = 63 * 300
    gaps = ((0, long_s), (0, long_s + 300), (long_s, 300), (long_s + 300, 7), (1, 3))
    for gap_s, lasts_s in gaps:
        start = NOON + 300 + gap_s
        slots = [{"from": NOON, "to": NOON + 300}]
        slots.append({"from": start, "to": start + lasts_s, "amps": 7})
        edges = (NOON, NOON + 300, start, start + lasts_s)
        times = [edge + by for edge in edges for by in (-1, 0, 1)]
        holds(slots, times)
        holds(slots[::-1], times)


def test_those_far_from_today_do_not_matter():
    days = (1, 40, 9_000, 13_000, 29_000)
    slots = [{"from": at * DAY_S, "to": at * DAY_S + 3_600, "amps": 6 + at % 9} for at in days]
    slots.append({"from": NOON, "to": 2**33})
    holds(slots, [at * DAY_S + by for at in days for by in (-1, 0, 3_599, 3_600)] + [NOON])


def test_slots_at_random_are_what_they_say():
    random.seed(15)
    for _ in range(60):
        slots, at = [], NOON
        for _ in range(random.randrange(1, 40)):
            at += random.choice((0, 0, 0, 300, 900, 7, 20_000, -1_800))
            end = at + random.choice((300, 900, 3_600, 19_200, 11))
            slot = {"from": at, "to": end}
            slots.append(random.choice((slot, dict(slot, amps=random.choice((0, 6, 16, 80))))))
            at = end
        edges = [slot[name] for slot in slots for name in ("from", "to")]
        holds(slots, [edge + by for edge in edges for by in (-1, 0)])
