"""A schedule as bytes and back: what the RTC's memory holds of it, a sixth of its JSON.

Of what a message may say only what can matter is kept: the clock takes no date from 2100 on, so
later ones are held at the end of their field, and those before 1970 at its beginning. Caps are
kept to 0.01 A, cut off: none comes back higher than the milliamps it was in force with.
"""

from micropython import const

from firmware.core import posix_tz_text, tou_build

# Bytes of each field, all of them whole numbers from 0 on.
_HEAD = (1, 1, 8, 4, 1, 1, 1, 1)  # default cap, expires?, version, until, three counts, zone
_RULE = (1, 2, 2, 2, 2, 2)  # day mask, start, end, first and last of the season (0: none), cap
_HOLIDAY = (2,)
_SLOT = (4, 4, 2)

_VERSION_ZERO = 1 << 63
_LAST_SECOND = 0xFFFF_FFFF  # 2106-02-07
_LAST_DAY = const(0xFFFF)  # 2149-06-06
_NO_SEASON = (0, 0)


# As tou_build.schedule takes it, but the zone as its text.
def pack(version, tz, default_cap, rules, holidays, slots, valid_until):
    """At most 798 bytes: 16 rules, 30 holidays, 48 slots and 64 characters of zone."""
    expires = valid_until is not None
    until = min(valid_until, _LAST_SECOND) if expires else 0
    counts = (len(rules), len(holidays), len(slots), len(tz))
    packed = bytearray(_size(*counts))
    head = (default_cap, int(expires), version + _VERSION_ZERO, until)
    at = _put(_HEAD, packed, 0, [head + counts])
    packed[at : at + len(tz)] = tz.encode()
    at = _put(_RULE, packed, at + len(tz), [_flat(rule) for rule in rules])
    at = _put(_HOLIDAY, packed, at, [(max(0, min(day, _LAST_DAY)),) for day in holidays])
    _put(_SLOT, packed, at, [_clamped(slot) for slot in slots])
    return packed


def unpack(packed):
    """The Schedule of what pack() gave."""
    (head,) = _each(_HEAD, packed, 0, 1)
    default_cap, expires, version, until, rule_count, holiday_count, slot_count, tz_bytes = head
    at = sum(_HEAD) + tz_bytes
    zone = posix_tz_text.parse(bytes(packed[at - tz_bytes : at]).decode())
    rules = [_rule(*fields) for fields in _each(_RULE, packed, at, rule_count)]
    at += sum(_RULE) * rule_count
    holidays = [day for (day,) in _each(_HOLIDAY, packed, at, holiday_count)]
    at += sum(_HOLIDAY) * holiday_count
    slots = [(start, end, _amps(cap)) for start, end, cap in _each(_SLOT, packed, at, slot_count)]
    version -= _VERSION_ZERO
    until = until if expires else None
    return tou_build.finished(
        tou_build.schedule(version, zone, default_cap, rules, holidays, slots, until)
    )


def _size(rule_count, holiday_count, slot_count, tz_bytes):
    listed = sum(_RULE) * rule_count + sum(_HOLIDAY) * holiday_count + sum(_SLOT) * slot_count
    return sum(_HEAD) + tz_bytes + listed


def _put(widths, packed, at, rows):
    for row in rows:
        for width, value in zip(widths, row):
            packed[at : at + width] = value.to_bytes(width, "little")
            at += width
    return at


def _each(widths, packed, at, count):
    for _ in range(count):
        row = []
        for width in widths:
            row.append(int.from_bytes(packed[at : at + width], "little"))
            at += width
        yield row


def _flat(rule):
    days, start, end, season, cap = rule
    first, last = season or _NO_SEASON
    return days, start, end, first, last, _hundredths(cap)


def _rule(days, start, end, first, last, cap):
    return days, start, end, (first, last) if first else None, _amps(cap)


def _clamped(slot):
    start, end, cap = slot
    return min(start, _LAST_SECOND), min(end, _LAST_SECOND), _hundredths(cap)


# To the milliamp first, as the plan does it: 6.7 A may be 6.6999998 in the chip's floats.
def _hundredths(cap):
    return int(cap * 1_000 + 0.5) // 10


# Whole amps come back as integers, which take no memory on the chip.
def _amps(hundredths):
    return hundredths / 100 if hundredths % 100 else hundredths // 100
