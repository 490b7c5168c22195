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
_DAY_MINUTES = const(1440)
_LAST_DAY = const(0xFFFF)  # 2149-06-06


class Draft:
    """Takes the fields in any order; each method raises ScheduleError, and the draft is then of no
    use any more."""

    def __init__(self):
        self._fields = {}  # name: its bytes

    def begin(self, key):
        """The field `key` follows."""
        if key not in _REQUIRED and key not in _OPTIONAL:
            known = ", ".join(_REQUIRED + _OPTIONAL)
            raise ScheduleError(str(key), "unknown; expected " + known)
        if key in self._fields:
            raise ScheduleError(key, "named twice")
        self._fields[key] = b""

    def takes_items(self, key):
        return key in _LISTS

    def take(self, key, value):
        """A whole field."""
        if key == "version":
            packed = _bytes(tou_fields.version(value, key) + VERSION_ZERO, VERSION_BYTES)
        elif key == "tz":
            packed = _zone(value)
        elif key == "default":
            packed = _default(value)
        elif key == "valid_until":
            packed = _time(tou_fields.epoch(value, key))
        else:
            raise _no_list(key)
        self._fields[key] = packed

    def add(self, key, value):
        """The next item of the list `key`."""
        count_max, size, packed = _LISTS[key]
        items = self._fields[key] or bytearray()
        count = len(items) // size
        if count == count_max:
            raise _no_list(key)
        try:
            items.extend(packed(value))
        except ScheduleError as error:
            raise error.within("{}[{}]".format(key, count))
        self._fields[key] = items

    def schedule(self):
        """The Schedule, when all is there."""
        fields = self._fields
        for key in _REQUIRED:
            if key not in fields:
                raise ScheduleError(key, "missing")
        until = fields.get("valid_until") or _time(LAST_SECOND)
        lists = [fields.get(key, b"") for key in ("rules", "holidays", "slots")]
        sizes = (RULE_BYTES, HOLIDAY_BYTES, SLOT_BYTES)
        counts = bytes([len(items) // size for items, size in zip(lists, sizes)])
        head = [fields["version"], until, fields["default"], counts, fields["tz"]]
        return Schedule(b"".join(head + lists))


def _no_list(key):
    return ScheduleError(key, "expected a list of at most {}".format(_LISTS[key][0]))


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


# How many items, how many bytes an item takes, and who packs one.
_LISTS = {
    "rules": (16, RULE_BYTES, _rule),
    "holidays": (30, HOLIDAY_BYTES, _holiday),
    "slots": (48, SLOT_BYTES, _slot),
}
