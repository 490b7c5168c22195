"""Commands that show something and change nothing."""

import os

from firmware.core.protection.faults import WELDED
from firmware.core.refusal import Refusal
from firmware.services.console.console import NOT_LOADED

UNCHECKED = "not checked: it came without the build's list of sums, as from sources"
_SUMS = "firmware/sums.txt"  # as drivers.chip.files has it


def status(parts, _words):
    document = parts.report.document()
    if is_unchecked():
        document["program"] = UNCHECKED
    return document


def is_unchecked():
    """A damaged file of the program is not found: there is no list."""
    try:
        os.stat(__file__[: __file__.rfind("firmware/")] + _SUMS)
    except OSError:
        return True
    return False


def limits(parts, _words):
    return {"limits": parts.report.limits(), "limit_by": parts.report.limit_by()}


def session(parts, _words):
    return parts.logbook.told()


def log(parts, words):
    if words == ["security"]:
        if not parts.may_load():
            raise Refusal("log", NOT_LOADED)
        return [
            "power-on {}, {} s, at {}  {}  {}".format(*entry) for entry in parts.security.told()
        ]
    if words:
        return None
    return ["{} s  {}  {}".format(*entry) for entry in parts.journal.entries]


def trace(parts, _words):
    return {"traces": parts.traces()}


def contactor(parts, _words):
    charger = parts.charger
    settings, watch = charger.plan.settings, charger.watch
    return {
        "closed": charger.session.closed,
        "operations": settings.operations,
        "openings_under_load": settings.openings_under_load,
        "closed_in_ms": watch.closed_in_ms,
        "opened_in_ms": watch.opened_in_ms,
        "mains_behind": charger.senses.mains_sensed,
        "weld": _weld(charger),
    }


def _weld(charger):
    if charger.faults.active == WELDED:
        return "welded: unplug the car, cut the mains, have it repaired, then: faults clear"
    senses = charger.senses
    if senses.mains_sensed and not senses.coil_on:
        return "mains is sensed behind the open contactor: a fault within a second"
    return "none seen"
