"""Why it charges or does not, and why with so many amps, in one sentence.

Three parts: what rules and how it ends, what the car is offered, and every limit with the one that
binds. Times are told as spans and in UTC.
"""

from micropython import const

from firmware.core import policy
from firmware.core.ampacity import NONE, ORDER
from firmware.core.protection import faults
from firmware.core.tou.civil import DAY_S, date_of

_HOUR_S = const(3_600)
_SOON_S = const(120)

_GRANTING = {
    policy.OVERRIDE: "the driver's override (`override auto` ends it)",
    policy.UNSCHEDULED: "the server has set no schedule",
    policy.OFFLINE: "the server is not there, so no schedule is in force",
    policy.NO_CLOCK: "the clock is not set, so the schedule cannot be read",
    policy.SCHEDULED: "the schedule is open",
}

# A server that had set less than 6 A when it went away meant a pause.
_PAUSED_BY_LIMIT = "paused_by_limit"

# @: when, as far as it is known.
_HOLDING = {
    policy.FAULT: "a fault was active a moment ago",
    _PAUSED_BY_LIMIT: "the server went away when its limit was less than 6 A@",
    policy.UNPLUGGED: "no car is plugged in",
    policy.LIMIT: "less than 6 A is left to offer, and a car cannot be told less",
    policy.PAUSED: "paused by an override@ (`override auto` ends it at once)",
    policy.WAITING: "the schedule is closed and opens @ (`override charge` does not wait)",
    policy.STARTING: "it has just started: it waits 10 s, and for a server if one is set@",
    policy.DELAYED: "the random delay after a power cut@ (an `override` does not wait)",
    policy.DWELL: "the contactor rests after opening, the longer the more often it has closed@",
    policy.SERVICE: "somebody works on the charger (`service` or `export` at this console)",
}

_FAULTS = {
    faults.GROUND_FAULT: "current leaks to earth",
    faults.GROUND_LOST: "the protective earth is missing",
    faults.SELF_TEST: "the ground-fault sensor failed its test",
    faults.DIODE: "the car's pilot shows no diode",
    faults.PILOT_LOST: "the pilot has lost its -12 V",
    faults.PILOT_SHORT: "the pilot is shorted to earth",
    faults.PILOT_UNKNOWN: "the pilot's voltage fits no state",
    faults.VENTILATION: "the car asks for ventilation",
    faults.WELDED: "mains behind the open contactor",
    faults.CONTACTOR: "no mains behind the closed contactor",
    faults.OVERCURRENT: "the car draws more than it is offered",
    faults.OVER_TEMPERATURE: "the board is too hot, or its sensor shorted",
    faults.RESETS: "too many resets while charging",
    faults.STALLED: "the program stood still for seconds",
    faults.BACKFEED: "mains from the car's side, behind the open contactor",
    faults.PILOT_DUTY: "the pilot shows another offer than was set",
    faults.VOLTAGE: "the mains voltage is out of range",
    faults.STUCK_OUTPUT: "the contactor's output is stuck: have the board repaired",
}

_LIMITS = {
    "board": "the board's rating",
    "cable": "the cable's rating",
    "wire": "the wire ampacity",
    "wire_unset": "the wire ampacity, which is not set (type `wire <amps>`)",
    "group": "the load group",
    "thermal": "the temperature",
    "live": "the server's limit",
    "offline": "the offline limit",
    "schedule": "the schedule's amps",
    NONE: "nothing",
}

# What a car does that may charge and does not.
_CARS = {
    "B1": "the pilot rests a few seconds before the offer",
    "B2": "the car does not ask for power",
    "C1": "the pilot rests a few seconds before the offer",
}


def sentence(state, now=None, ends_s=None, missing=""):
    """Of a `state` document (docs/mqtt.md). `now`: Unix seconds, None while the clock is not set;
    `ends_s`: seconds until what rules ends by itself, where that is known; `missing`: what keeps
    the contactor from closing onto a car that asks, in words."""
    verdict = _verdict(state, now, ends_s, missing)
    limits = state["limits"]
    chain = ", ".join("{} {}".format(name, limits[name]) for name in ORDER if name in limits)
    bound = _LIMITS[state["limit_by"]]
    return "{}; offered: {} A; what binds is {} (in A: {}){}{}.".format(
        verdict, state["offered_a"], bound, chain, _beside(state), _trouble(state)
    )


def _verdict(state, now, ends_s, missing):
    reason = state["reason"]
    if state["fault"]:
        return "Not charging: " + _fault(state["fault"], ends_s)
    if reason in _HOLDING:
        return "Not charging: " + _holding(reason, state["override"], now, ends_s)
    if state["charging"]:
        return "Charging: " + _GRANTING[reason]
    car = "the car has had enough" if state["full"] else _CARS.get(state["pilot"], missing)
    return "May charge: " + _GRANTING[reason] + (", but " + car if car else "")


def _holding(reason, override, now, ends_s):
    if reason == policy.PAUSED and override == "auto":
        reason = _PAUSED_BY_LIMIT
    if reason == policy.WAITING:
        told = "at a time more than 8 days away" if ends_s is None else when(now, ends_s)
    else:
        told = "" if ends_s is None else ", at most " + span(ends_s)
    return _HOLDING[reason].replace("@", told)


# What is latched ends by unplugging, but for a weld.
def _fault(fault, ends_s):
    code = fault["code"]
    if code == faults.WELDED:
        ends = "unplug the car, cut the mains, have it repaired, then type `faults clear`"
    elif fault["latched"]:
        ends = "ends when the car is unplugged"
    elif ends_s is None:
        ends = "tries again by itself"
    else:
        ends = "tries again in " + span(ends_s) + " if the cause is gone"
    return "fault {}, {}; {}".format(code, _FAULTS[code], ends)


# Worth a word only where it is not the reason.
def _beside(state):
    override, reason = state["override"], state["reason"]
    if override == "auto" or reason in (policy.OVERRIDE, policy.PAUSED):
        return ""
    return "; override {} is set".format(override)


def _trouble(state):
    return "; trouble: " + state["trouble"] if state["trouble"] else ""


def when(now, after_s):
    """Such as "2026-11-23 23:00 UTC, in 3 h 20 min"; without the date while `now` is None."""
    if now is None:
        return "in " + span(after_s)
    return "{}, in {}".format(date(now + after_s), span(after_s))


def date(epoch):
    """Such as "2026-11-23 23:00 UTC"."""
    number, second = divmod(epoch, DAY_S)
    year, month, day = date_of(number)
    hour, minute = divmod(second // 60, 60)
    return "{}-{:02d}-{:02d} {:02d}:{:02d} UTC".format(year, month, day, hour, minute)


def span(seconds):
    """Such as "45 s", "12 min", "3 h 20 min" or "2 d 1 h", rounded up."""
    seconds = max(0, seconds)
    if seconds < _SOON_S:
        return "{} s".format(seconds)
    if seconds < _HOUR_S:
        return "{} min".format((seconds + 59) // 60)
    minutes = (seconds + 59) // 60
    if minutes < 48 * 60:
        return "{} h {} min".format(minutes // 60, minutes % 60)
    return "{} d {} h".format(minutes // 1_440, minutes % 1_440 // 60)
