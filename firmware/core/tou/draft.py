"""A schedule in the making: each part of a `set/tou` message is checked as it comes, and kept as
the bytes that core.tou.schedule computes with.

Of what a message may say only what can matter is kept: the clock takes no date from 2100 on, so
later ones are held at the end of their field, and those before 1970 at its beginning.
"""

from micropython import const

from firmware.core.refusal import ScheduleError
from firmware.core.tou import fields, zone_text
from firmware.core.tou.schedule import (
    HOLIDAY_BYTES,
    LAST_SECOND,
    NO_CAP,
    RULE_BYTES,
    SLOT_STEP_S,
    SLOT_STEPS_MAX,
    TIME_BYTES,
    VERSION_BYTES,
    Schedule,
)

_REQUIRED = ("version", "tz", "default")
_FIELDS = _REQUIRED + ("rules", "holidays", "slots", "valid_until")
_NEVER = b"\xff" * TIME_BYTES

# A day in quarter hours. One that does not touch the one before it takes 10 bytes.
_SLOTS_MAX = const(96)
_SLOTS_MAX_BYTES = const(480)
_TOO_MANY_SLOTS = "expected a list of at most 48, or of 96 that touch in steps of 5 min"

# Who reads a field. Without a name: a holiday.
_READERS = {
    "version": fields.version,
    "default": fields.default,
    "valid_until": fields.second,
    "": fields.date,
    "days": fields.days,
    "start": fields.minute_of_day,
    "end": fields.minute_of_day,
    "season": fields.season,
    "from": fields.second,
    "to": fields.second,
    "amps": fields.amps,
}

# What is expected of it.
_EXPECTED = {
    "version": "an integer of at most 64 bits",
    "default": "allow or deny",
    "valid_until": "whole Unix seconds",
    "": "a date that exists, YYYY-MM-DD",
    "days": "days such as mon-fri,sun,hol",
    "start": "HH:MM from 00:00 to 23:59",
    "end": "HH:MM from 00:00 to 24:00",
    "season": '["MM-DD", "MM-DD"], both included',
    "from": "whole Unix seconds",
    "to": "whole Unix seconds",
    "amps": "0 (closed) or 6 to 80 A",
}

# What a field says that is left out. The season: all the year, as fields.season() has it.
_LEFT_OUT = {"season": 1231 << 16, "amps": NO_CAP}


class Draft:
    """Takes the fields in any order; each method raises ScheduleError, and the draft is then of no
    use any more."""

    def __init__(self):
        self._fields = {}  # name: its bytes
        self._items = 0  # of the list that is being read
        self._most = 0  # the highest cap
        self._slots = 0
        self._slot = None  # the last one, which the next may go on with
        self._slots_end = None

    def begin(self, key):
        """The field `key` follows."""
        _require_known(key, _FIELDS)
        if key in self._fields:
            raise ScheduleError(key, "named twice")
        self._fields[key] = bytearray()
        self._items = 0

    def take(self, key, value):
        """A whole field."""
        if key in LISTS:
            raise ScheduleError(key, "expected a list of at most {}".format(LISTS[key][0]))
        if key != "tz":
            self._fields[key] = _bytes(_number(key, value), _SIZES[key])
            return
        try:
            self._fields[key] = zone_text.parse(value).packed
        except zone_text.TimeZoneError as error:
            raise ScheduleError(
                key, "expected a POSIX TZ string such as PST8PDT,M3.2.0,M11.1.0: " + str(error)
            )

    def add(self, key, value):
        """The next item of the list `key`."""
        count_max, packed = LISTS[key]
        if self._items == count_max and key != "slots":
            raise ScheduleError(key, "expected a list of at most {}".format(count_max))
        try:
            item = packed(value)
        except ScheduleError as error:
            raise error.within("{}[{}]".format(key, self._items))
        self._items += 1
        if key == "slots":
            self._add_slot(*item)
        else:
            self._fields[key].extend(item)
            if key == "rules":
                self._most = max(self._most, item[-2] | item[-1] << 8)

    # One that goes on with the one before it, at the same amps, is none of its own.
    def _add_slot(self, start, end, cap):
        last = self._slot
        if last is not None and last[1] == start and last[2] == cap:
            start = last[0]
        elif last is not None:
            self._pack_slot(*last)
        self._slot = start, end, cap

    def _pack_slot(self, start, end, cap):
        items = self._fields["slots"]
        steps, more = divmod(end - start, SLOT_STEP_S)
        if start == self._slots_end and not more and 0 < steps <= SLOT_STEPS_MAX:
            items.extend(_bytes(steps << 10 | cap, 2))
        else:
            items.extend(_bytes(cap, 2) + _bytes(start, TIME_BYTES) + _bytes(end, TIME_BYTES))
        self._most = max(self._most, cap)
        self._slots_end = end
        self._slots += 1
        if self._slots > _SLOTS_MAX or len(items) > _SLOTS_MAX_BYTES:
            raise ScheduleError("slots", _TOO_MANY_SLOTS)

    def schedule(self):
        """The Schedule, when all is there."""
        known = self._fields
        for key in _REQUIRED:
            if key not in known:
                raise ScheduleError(key, "missing")
        if self._slot is not None:
            self._pack_slot(*self._slot)
        until = known.get("valid_until", _NEVER)
        rules, holidays = known.get("rules", b""), known.get("holidays", b"")
        counts = bytes((len(rules) // RULE_BYTES, len(holidays) // HOLIDAY_BYTES))
        most = 0 if known["default"][0] or self._most == NO_CAP else self._most
        head = known["version"] + until + known["default"] + counts + _bytes(most, 2) + known["tz"]
        return Schedule(head + rules + holidays + known.get("slots", b""))


def _require_known(key, known):
    if key not in known:
        raise ScheduleError(str(key), "unknown; expected " + ", ".join(known))


def _rule(obj):
    days, start, end, season, cap = _numbers(obj, ("days", "start", "end", "season", "amps"))
    if start == fields.DAY_MINUTES:
        raise ScheduleError("start", "expected " + _EXPECTED["start"])
    if start == end:
        raise ScheduleError("end", "expected another time than the start")
    if end < start:
        end += fields.DAY_MINUTES
    times = _bytes(start, 2) + _bytes(end, 2)
    return _bytes(days, 1) + times + _bytes(season, 4) + _bytes(cap, 2)


def _holiday(value):
    return _bytes(_number("", value), HOLIDAY_BYTES)


def _slot(obj):
    start, end, cap = _numbers(obj, ("from", "to", "amps"))
    if end <= start:
        raise ScheduleError("to", "expected a time after from")
    return min(start, LAST_SECOND), min(end, LAST_SECOND), cap


# All that must be there and nothing unknown: no typo drops a cap.
def _numbers(obj, names):
    """What the fields of an object say."""
    if not isinstance(obj, dict):
        raise ScheduleError("", "expected an object")
    for key in obj:
        _require_known(key, names)
    for name in names:
        if name not in obj and name not in _LEFT_OUT:
            raise ScheduleError(name, "missing")
    return [_number(name, obj[name]) if name in obj else _LEFT_OUT[name] for name in names]


def _number(name, value):
    number = _READERS[name](value)
    if number < 0:
        raise ScheduleError(name, "expected " + _EXPECTED[name])
    return number


# What is later than the bytes can say is held at their end.
def _bytes(number, size):
    return min(number, (1 << 8 * size) - 1).to_bytes(size, "little")


_SIZES = {"version": VERSION_BYTES, "default": 1, "valid_until": TIME_BYTES}

# How many items, and who packs one. Slots are counted when they are joined.
LISTS = {"rules": (16, _rule), "holidays": (30, _holiday), "slots": (_SLOTS_MAX, _slot)}
