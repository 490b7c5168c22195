"""A schedule in the making: each part of a `set/tou` message is checked as it comes, and kept as
the bytes that core.tou computes with.

Of what a message may say only what can matter is kept: the clock takes no date from 2100 on, so
later ones are held at the end of their field, and those before 1970 at its beginning.
"""

from micropython import const

from firmware.core import posix_tz_text, tou_fields
from firmware.core.refusal import ScheduleError
from firmware.core.tou import (
    HOLIDAY_BYTES,
    LAST_SECOND,
    NO_CAP,
    RULE_BYTES,
    SLOT_BYTES,
    TIME_BYTES,
    VERSION_BYTES,
    VERSION_ZERO,
    Schedule,
)

_REQUIRED = ("version", "tz", "default")
_OPTIONAL = ("rules", "holidays", "slots", "valid_until")
_RULES_MAX = const(16)
_HOLIDAYS_MAX = const(30)
_SLOTS_MAX = const(48)
_DAY_MINUTES = const(1440)
_LAST_DAY = const(0xFFFF)  # 2149-06-06


class Draft:
    """Takes the fields in any order; each method raises ScheduleError, and the draft is then of no
    use any more."""

    def __init__(self):
        self._named = []
        self._version = self._zone = self._default = b""
        self._rules, self._holidays, self._slots = bytearray(), bytearray(), bytearray()
        self._valid_until = _time(LAST_SECOND)

    def begin(self, key):
        """The field `key` follows."""
        if key not in _REQUIRED and key not in _OPTIONAL:
            known = ", ".join(_REQUIRED + _OPTIONAL)
            raise ScheduleError(str(key), "unknown; expected " + known)
        if key in self._named:
            raise ScheduleError(key, "named twice")
        self._named.append(key)

    def takes_items(self, key):
        return key in ("rules", "holidays", "slots")

    def take(self, key, value):
        """A whole field."""
        if key == "version":
            self._version = _bytes(tou_fields.version(value, key) + VERSION_ZERO, VERSION_BYTES)
        elif key == "tz":
            self._zone = _zone(value)
        elif key == "default":
            self._default = _default(value)
        elif key == "valid_until":
            self._valid_until = _time(tou_fields.epoch(value, key))
        else:
            raise _no_list(key, self._kind(key)[1])

    def add(self, key, value):
        """The next item of the list `key`."""
        items, count_max, size, packed = self._kind(key)
        count = len(items) // size
        if count == count_max:
            raise _no_list(key, count_max)
        try:
            items.extend(packed(value))
        except ScheduleError as error:
            raise error.within("{}[{}]".format(key, count))

    def _kind(self, key):
        if key == "rules":
            return self._rules, _RULES_MAX, RULE_BYTES, _rule
        if key == "holidays":
            return self._holidays, _HOLIDAYS_MAX, HOLIDAY_BYTES, _holiday
        return self._slots, _SLOTS_MAX, SLOT_BYTES, _slot

    def schedule(self):
        """The Schedule, when all is there."""
        for key in _REQUIRED:
            if key not in self._named:
                raise ScheduleError(key, "missing")
        rules, holidays, slots = self._rules, self._holidays, self._slots
        counts = bytes(
            (len(rules) // RULE_BYTES, len(holidays) // HOLIDAY_BYTES, len(slots) // SLOT_BYTES)
        )
        head = (self._version, self._valid_until, self._default, counts, self._zone)
        return Schedule(b"".join(head + (rules, holidays, slots)))


def _no_list(key, count_max):
    return ScheduleError(key, "expected a list of at most {}".format(count_max))


def _bytes(value, size):
    return value.to_bytes(size, "little")


def _time(epoch):
    return _bytes(min(epoch, LAST_SECOND), TIME_BYTES)


def _zone(text):
    try:
        return posix_tz_text.parse(text).packed
    except posix_tz_text.TimeZoneError as error:
        example = "expected a POSIX TZ string such as PST8PDT,M3.2.0,M11.1.0: "
        raise ScheduleError("tz", example + str(error))


def _default(value):
    if value == "allow":
        return b"\1"
    if value == "deny":
        return b"\0"
    raise ScheduleError("default", "expected allow or deny")


def _rule(obj):
    tou_fields.check_keys(obj, ("days", "start", "end"), ("season", "amps"))
    days = tou_fields.days(obj["days"], "days")
    start = tou_fields.minute_of_day(obj["start"], _DAY_MINUTES - 1, "start")
    end = tou_fields.minute_of_day(obj["end"], _DAY_MINUTES, "end")
    if start == end:
        raise ScheduleError("end", "expected another time than the start")
    if end < start:
        end += _DAY_MINUTES
    first, last = tou_fields.season(obj["season"], "season") if "season" in obj else (0, 1231)
    packed = bytearray((days,))
    for word in (start, end, first, last, _cap(obj)):
        packed.extend(_bytes(word, 2))
    return packed


def _holiday(value):
    return _bytes(max(0, min(tou_fields.date(value), _LAST_DAY)), HOLIDAY_BYTES)


def _slot(obj):
    tou_fields.check_keys(obj, ("from", "to"), ("amps",))
    start = tou_fields.epoch(obj["from"], "from")
    end = tou_fields.epoch(obj["to"], "to")
    if end <= start:
        raise ScheduleError("to", "expected a time after from")
    return _time(start) + _time(end) + _bytes(_cap(obj), 2)


def _cap(obj):
    return tou_fields.amps(obj["amps"], "amps") if "amps" in obj else NO_CAP
