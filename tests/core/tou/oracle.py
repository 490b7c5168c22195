"""A slow second opinion on schedules: every quarter of an hour or minute is looked at in turn.

It shares nothing with the firmware: local time comes from the C library, dates from datetime, and
the rules are read from the message as it stands.
"""

import datetime
import os
import time

HORIZON_S = 8 * 86400
_DAY = datetime.timedelta(days=1)
_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_OPEN = 1000  # A, above every cap


def answer(message, epoch, grid_s):
    """What Schedule.at must give; all rules and changes of offset lie on the grid."""
    use_zone(message["tz"])
    cap = _cap(message, epoch)
    if cap is None:
        return None
    amps = cap if 0 < cap < _OPEN else None
    return cap > 0, amps, _next_change(message, epoch, cap > 0, grid_s)


def use_zone(text):
    os.environ["TZ"] = text
    time.tzset()


def _next_change(message, epoch, is_open, grid_s):
    last = epoch + HORIZON_S
    instants = set(range(epoch - epoch % grid_s + grid_s, last + 1, grid_s))
    for slot in message.get("slots", []):
        instants.update((slot["from"], slot["to"]))
    instants.add(message.get("valid_until", 0))
    for instant in sorted(instants):
        if epoch < instant <= last:
            cap = _cap(message, instant)
            if cap is None or (cap > 0) != is_open:
                return instant
    return None


def _cap(message, epoch):
    if epoch >= message.get("valid_until", epoch + 1):
        return None
    local = time.localtime(epoch)
    today = datetime.date(local.tm_year, local.tm_mon, local.tm_mday)
    clock = f"{local.tm_hour:02d}:{local.tm_min:02d}"
    holidays = message.get("holidays", [])
    found = [rule for rule in message.get("rules", []) if _applies(rule, today, clock, holidays)]
    found += [slot for slot in message.get("slots", []) if slot["from"] <= epoch < slot["to"]]
    idle = _OPEN if message["default"] == "allow" else 0
    return min([one.get("amps", _OPEN) for one in found], default=idle)


def _applies(rule, today, clock, holidays):
    start, end = rule["start"], rule["end"]
    if start < end:
        return start <= clock < end and _starts_on(rule, today, holidays)
    if clock >= start:
        return _starts_on(rule, today, holidays)
    return clock < end and _starts_on(rule, today - _DAY, holidays)


def _starts_on(rule, date, holidays):
    names = _names(rule["days"])
    wanted = "hol" if date.isoformat() in holidays else _NAMES[date.weekday()]
    if wanted not in names:
        return False
    first, last = rule.get("season", ("01-01", "12-31"))
    now = date.strftime("%m-%d")
    return first <= now <= last if first <= last else now >= first or now <= last


def _names(text):
    names = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if last:
            week = _NAMES[_NAMES.index(first) :] + _NAMES
            names.update(week[: week.index(last, 0) + 1])
        else:
            names.add(part)
    return names
