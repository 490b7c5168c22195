"""The time-of-use schedule: when the server lets the car charge, and at what current.

Rules are tested on the local wall clock, so a start inside the spring gap begins at the first
valid minute and the repeated hour of autumn counts both times. A window that runs past midnight
belongs to the day on which it starts.
"""

from micropython import const

from firmware.core import posix_tz, tou_fields
from firmware.core.civil import DAY_S
from firmware.core.tou_fields import DAY_MINUTES, ScheduleError
from firmware.core.tou_rules import NO_CAP, Rules, Slots

_OPTIONAL = ("rules", "holidays", "slots", "valid_until")
_RULES_MAX = const(16)
_SLOTS_MAX = const(48)
_HOLIDAYS_MAX = const(30)
_HORIZON_S = const(691200)  # 8 days: next_change looks no farther
_SEARCH_AGAIN_S = const(86400)  # one search looks this much past the horizon and lasts as long


def parse(obj):
    """The Schedule of a decoded `set/tou` message; raises ScheduleError and nothing else."""
    tou_fields.check_keys(obj, ("version", "tz", "default"), _OPTIONAL)
    rules = tou_fields.each(obj.get("rules", ()), _RULES_MAX, _rule, "rules")
    holidays = tou_fields.each(obj.get("holidays", ()), _HOLIDAYS_MAX, tou_fields.date, "holidays")
    slots = tou_fields.each(obj.get("slots", ()), _SLOTS_MAX, _slot, "slots")
    return Schedule(
        tou_fields.version(obj["version"], "version"),
        _zone(obj["tz"]),
        _default_cap(obj["default"]),
        Rules(rules, holidays),
        Slots(slots),
        tou_fields.epoch(obj["valid_until"], "valid_until") if "valid_until" in obj else None,
    )


class Schedule:
    """One schedule in force. Remembers its last answer: it is asked four times a second."""

    def __init__(self, version, zone, default_cap, rules, slots, valid_until):
        self.version = version
        self._zone = zone
        self._default_cap = default_cap
        self._rules = rules
        self._slots = slots
        self._valid_until = valid_until
        self._since = self._cap_until = self._flip_until = 0
        self._cap = default_cap
        self._next_change = None

    def at(self, epoch):
        """None once expired, else (open, amps or None, next_change or None) at a Unix second.

        `next_change` is the second within 8 days at which open turns over or the schedule expires.
        """
        if self._valid_until is not None and epoch >= self._valid_until:
            return None
        if not self._since <= epoch < self._cap_until:
            self._evaluate(epoch)
        amps = self._cap if 0 < self._cap < NO_CAP else None
        soon = self._next_change is not None and self._next_change - epoch <= _HORIZON_S
        return self._cap > 0, amps, self._next_change if soon else None

    # The cap lasts to the next edge, the search to the change it found: a clock that only moves
    # on pays for the search once per change. A clock set back makes both void.
    def _evaluate(self, epoch):
        cap, cap_until = self._cap_at(epoch)
        if not self._since <= epoch < self._flip_until:
            flip = self._first_flip(epoch, cap > 0)
            self._flip_until = epoch + _SEARCH_AGAIN_S if flip is None else flip
            self._next_change = self._valid_until if flip is None else flip
        self._cap, self._cap_until, self._since = cap, cap_until, epoch

    def _cap_at(self, epoch):
        offset_s, zone_until = self._zone.at(epoch)
        rule_cap, wall_until = self._rules.cap(epoch + offset_s)
        slot_cap, slot_until = self._slots.cap(epoch)
        caps = [cap for cap in (rule_cap, slot_cap) if cap is not None]
        return min(caps or [self._default_cap]), min(wall_until - offset_s, zone_until, slot_until)

    # Goes from span to span in which the wall clock runs evenly, on one local day, under the
    # same slots.
    def _first_flip(self, epoch, is_open):
        end = epoch + _HORIZON_S + _SEARCH_AGAIN_S
        if self._valid_until is not None:
            end = min(end, self._valid_until)
        while epoch < end:
            offset_s, zone_until = self._zone.at(epoch)
            slot_cap, slot_until = self._slots.cap(epoch)
            wall = epoch + offset_s
            until = min(end, zone_until, slot_until, epoch + DAY_S - wall % DAY_S)
            if slot_cap == 0:
                flip = wall if is_open else None
            else:
                otherwise = self._default_cap > 0 or slot_cap is not None
                flip = self._rules.flip(wall, until + offset_s, is_open, otherwise)
            if flip is not None:
                return flip - offset_s
            epoch = until
        return None


def _zone(text):
    try:
        return posix_tz.parse(text)
    except posix_tz.TimeZoneError as error:
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
