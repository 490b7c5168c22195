"""Reads a `set/tou` message into a Schedule. Needed once a message, so loaded for one."""

from micropython import const

from firmware.core import posix_tz_text, tou_build, tou_fields, tou_packing
from firmware.core.refusal import ScheduleError
from firmware.core.tou_build import DAY_MINUTES
from firmware.core.tou_rules import NO_CAP

_OPTIONAL = ("rules", "holidays", "slots", "valid_until")
_RULES_MAX = const(16)
_SLOTS_MAX = const(48)
_HOLIDAYS_MAX = const(30)


def parse(obj):
    """The Schedule of a decoded `set/tou` message; raises ScheduleError and nothing else."""
    return tou_build.finished(reading(obj))


# The largest message takes the chip some 80 ms, too long for a car that unplugs meanwhile.
def reading(obj):
    """parse() as a generator that returns the Schedule: its caller may do other work at each
    yield, of which none is farther than 10 ms from the next."""
    tou_fields.check_keys(obj, ("version", "tz", "default"), _OPTIONAL)
    rules = yield from tou_fields.each(obj.get("rules", ()), _RULES_MAX, _rule, "rules")
    days = obj.get("holidays", ())
    holidays = yield from tou_fields.each(days, _HOLIDAYS_MAX, tou_fields.date, "holidays")
    slots = yield from tou_fields.each(obj.get("slots", ()), _SLOTS_MAX, _slot, "slots")
    version = tou_fields.version(obj["version"], "version")
    zone = _zone(obj["tz"])
    default_cap = _default_cap(obj["default"])
    until = tou_fields.epoch(obj["valid_until"], "valid_until") if "valid_until" in obj else None
    yield
    packed = tou_packing.pack(version, obj["tz"], default_cap, rules, holidays, slots, until)
    yield
    schedule = yield from tou_build.schedule(
        version, zone, default_cap, rules, holidays, slots, until
    )
    schedule.packed = packed
    return schedule


def _zone(text):
    try:
        return posix_tz_text.parse(text)
    except posix_tz_text.TimeZoneError as error:
        example = "expected a POSIX TZ string such as PST8PDT,M3.2.0,M11.1.0: "
        raise ScheduleError("tz", example + str(error))


def _default_cap(value):
    if value == "allow":
        return NO_CAP
    if value == "deny":
        return 0
    raise ScheduleError("default", "expected allow or deny")


def _rule(obj):
    tou_fields.check_keys(obj, ("days", "start", "end"), ("season", "amps"))
    days = tou_fields.days(obj["days"], "days")
    start = tou_fields.minute_of_day(obj["start"], DAY_MINUTES - 1, "start")
    end = tou_fields.minute_of_day(obj["end"], DAY_MINUTES, "end")
    if start == end:
        raise ScheduleError("end", "expected another time than the start")
    season = tou_fields.season(obj["season"], "season") if "season" in obj else None
    return days, start, end if end > start else end + DAY_MINUTES, season, _cap(obj)


def _slot(obj):
    tou_fields.check_keys(obj, ("from", "to"), ("amps",))
    start = tou_fields.epoch(obj["from"], "from")
    end = tou_fields.epoch(obj["to"], "to")
    if end <= start:
        raise ScheduleError("to", "expected a time after from")
    return start, end, _cap(obj)


def _cap(obj):
    return tou_fields.amps(obj["amps"], "amps") if "amps" in obj else NO_CAP
