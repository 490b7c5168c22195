"""Makes a Schedule of checked values. Needed once a schedule, so loaded for one.

A rule is (day mask, start minute, end minute past start, season or None, cap), a slot (from, to,
cap) in Unix seconds, half open, in any order, overlapping or not; a holiday is a day number.
"""

from micropython import const

from firmware.core.tou import Schedule
from firmware.core.tou_rules import Rules, Slots

DAY_MINUTES = 1440

_DAY_BITS = const(8)  # Monday .. Sunday, and holidays


def schedule(version, zone, default_cap, rules, holidays, slots, valid_until):
    """A generator that yields now and then and returns the Schedule."""
    steps = yield from _steps(slots)
    compiled = _compiled(rules, holidays)
    return Schedule(version, zone, default_cap, compiled, steps, valid_until)


def finished(pieces):
    """What the generator `pieces` returns."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value


def _compiled(rules, holidays):
    edges, today, yesterday = _segments(rules)
    caps = tuple([rule[4] for rule in rules])
    return Rules(
        tuple([minute * 60 for minute in edges]),
        today,
        yesterday,
        caps,
        _bits([cap == 0 for cap in caps]),
        tuple([_bits([rule[0] & 1 << day for rule in rules]) for day in range(_DAY_BITS)]),
        tuple([(1 << i,) + rule[3] for i, rule in enumerate(rules) if rule[3]]),
        frozenset(holidays),
    )


def _steps(slots):
    starts = [(start, False, cap) for start, _, cap in slots]
    events = sorted(starts + [(end, True, cap) for _, end, cap in slots])
    times, caps, applying = [], [None], []
    for time, ends, cap in events:
        if ends:
            applying.remove(cap)
        else:
            applying.append(cap)
        lowest = min(applying) if applying else None
        if lowest != caps[-1]:
            times.append(time)
            caps.append(lowest)
            yield
    return Slots(tuple(times), tuple(caps))


# Each rule turns its bit over where it starts and where it ends; summed up from midnight on,
# that is the mask of every segment.
def _segments(rules):
    """(edges in minutes, masks of today's rules and of yesterday's, one per segment)."""
    today, yesterday = {0: 0, DAY_MINUTES: 0}, {}
    for i, (_, start, end, _, _) in enumerate(rules):
        _turn(today, 1 << i, start, min(end, DAY_MINUTES))
        if end > DAY_MINUTES:
            _turn(yesterday, 1 << i, 0, end - DAY_MINUTES)
    today.update({minute: today.get(minute, 0) for minute in yesterday})
    edges = sorted(today)
    return tuple(edges), _summed(today, edges), _summed(yesterday, edges)


def _turn(turns, bit, start, end):
    turns[start] = turns.get(start, 0) ^ bit
    turns[end] = turns.get(end, 0) ^ bit


def _summed(turns, edges):
    masks, mask = [], 0
    for minute in edges[:-1]:
        mask ^= turns.get(minute, 0)
        masks.append(mask)
    return tuple(masks)


def _bits(flags):
    mask = 0
    for i, flag in enumerate(flags):
        if flag:
            mask |= 1 << i
    return mask
