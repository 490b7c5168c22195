"""May the car charge, and why: the decision table, first match wins.

This is the product's promise in one function. It sees only what it is given.
"""

from firmware.core.j1772 import OFFER_MIN_MA

FAULT = "fault"
UNPLUGGED = "unplugged"
LIMIT = "limit"
PAUSED = "paused"
OVERRIDE = "override"
UNSCHEDULED = "unscheduled"
OFFLINE = "offline"
NO_CLOCK = "no_clock"
SCHEDULED = "scheduled"
WAITING = "waiting"

# Around the table: the charger is not ready to start whatever the table says.
STARTING = "starting"
DELAYED = "delayed"
DWELL = "dwell"
SERVICE = "service"


def decide(
    *,
    fault,
    plugged,
    offered_ma,
    override,
    origin,
    link_up,
    down_s,
    pause_ttl_s,
    schedule,
    clock_valid,
    outage_mode,
):
    """`(charge, reason)`.

    `override`: None, "charge" or "pause"; `origin`: None, "server" or "local"; `schedule`: None,
    "open" or "closed"; `outage_mode`: "charge" or "hold"; `down_s`: seconds without the link.
    """
    if fault:
        return False, FAULT
    if not plugged:
        return False, UNPLUGGED
    if offered_ma < OFFER_MIN_MA:
        return False, LIMIT
    # A pause by the server ends a while after the server did: nobody is left who could lift it.
    if override == "pause" and (origin == "local" or link_up or down_s < pause_ttl_s):
        return False, PAUSED
    if override == "charge":
        return True, OVERRIDE
    if schedule is None:
        return True, UNSCHEDULED if link_up else OFFLINE
    if not clock_valid:
        return True, NO_CLOCK
    if not link_up and outage_mode == "charge":
        return True, OFFLINE
    if schedule == "open":
        return True, SCHEDULED
    return False, WAITING
