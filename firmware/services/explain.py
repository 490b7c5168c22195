"""Why it charges or does not, and why with so many amps, in words."""

from firmware.core import policy

_REASONS = {
    policy.FAULT: "Not charging: a fault is active",
    policy.UNPLUGGED: "Not charging: no car is plugged in",
    policy.LIMIT: "Not charging: less than 6 A is left to offer",
    policy.PAUSED: "Not charging: paused by an override",
    policy.OVERRIDE: "May charge: the driver's override",
    policy.UNSCHEDULED: "May charge: the server has set no schedule",
    policy.OFFLINE: "May charge: the server is not there, so no schedule is in force",
    policy.NO_CLOCK: "May charge: the clock is not set, so the schedule cannot be read",
    policy.SCHEDULED: "May charge: the schedule is open",
    policy.WAITING: "Not charging: waiting for the schedule to open",
    policy.STARTING: "Not charging yet: starting, waiting for the server's orders",
    policy.DELAYED: "Not charging yet: the random delay after a power cut",
    policy.DWELL: "Not charging yet: the contactor rests after opening",
}

_LIMITS = {
    "wire_unset": "the wire ampacity, which is not set (use: wire <amps>)",
    "wire": "the wire ampacity",
    "live": "the server's limit",
    "offline": "the offline limit",
    "group": "the load group",
    "thermal": "the temperature",
    "schedule": "the schedule",
}


def sentence(state):
    """One sentence about a `state` document (docs/mqtt.md)."""
    reason = _REASONS[state["reason"]]
    if state["fault"]:
        reason += " (" + state["fault"]["code"] + ")"
    name = state["limit_by"]
    chain = ", ".join("{} {} A".format(limit, amps) for limit, amps in state["limits"].items())
    return "{}. Offered: {} A. The smallest limit is {} ({}).".format(
        reason, state["offered_a"], _LIMITS.get(name, "the " + name + "'s rating"), chain
    )
