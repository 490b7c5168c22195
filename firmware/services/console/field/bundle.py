"""The diagnostics bundle: all that a field engineer asks for, a section at a time, no secrets.

A section is a name and a document; a long one is an iterator of its items, so that it is never in
memory whole. Of a secret the bundle says only whether it is set (I9).
"""

import gc
import json
import os
import sys

from firmware import remembered
from firmware.core.journal import NUMBER
from firmware.core.refusal import ma_to_amps
from firmware.forget import forget
from firmware.services.console.commission import record
from firmware.version import VERSION

_SET = "set"
_NEEDED = (
    "firmware.core.record.black_box_rows",
    "firmware.services.console.commission.record",
    "firmware.services.console.field.bundle",
)


def sections(parts):
    """Yields `(name, document)`; a document: dict, list, None, or an iterator of a list's items.

    What fails is told in its place: a bundle is asked for when something is broken.
    """
    for name, made in _SECTIONS:
        try:
            document = made(parts)
        except Exception as error:
            document = {"error": type(error).__name__}
        yield name, document


def pieces(parts):
    """The whole bundle as the text of one JSON object, in pieces."""
    before = "{"
    for name, document in sections(parts):
        yield before + json.dumps(name) + ": "
        yield from _pieces(document)
        before = ", "
    yield "}"


def print_lines(parts):
    """Each section as a line of JSON, {"name", "document"}: for `make diag`."""
    for name, document in sections(parts):
        print('{"name": ' + json.dumps(name) + ', "document": ', end="")
        for piece in _pieces(document):
            print(piece, end="")
        print("}")


def drop():
    """Forget this module and what only it needs."""
    forget(*_NEEDED)


def _pieces(document):
    if not hasattr(document, "send"):
        yield json.dumps(document)
        return
    before = "["
    for item in document:
        yield before + json.dumps(item)
        before = ", "
    yield "[]" if before == "[" else "]"


# ---- what each section holds


def _versions(parts):
    interpreter = sys.implementation
    return {
        "firmware": VERSION,
        "interpreter": interpreter.name,
        "interpreter_version": list(interpreter.version[:3]),
        "built": sys.version,
        "machine": getattr(interpreter, "_machine", None),
        "uname": list(os.uname()) if hasattr(os, "uname") else None,
        "chip": parts.chip_id(),
        "board_a": ma_to_amps(parts.report.board_ma),
        "uptime_s": parts.clock.uptime_s(),
        "epoch": parts.clock.epoch(),
    }


# Of fields that another release left nobody here knows which are secret: their names only.
def _settings(parts):
    held = parts.charger.plan.settings
    document = {name: getattr(held, name) for name in remembered.names()}
    document["pin"] = _whether(held.pin)
    if held.group is not None:
        document["group"] = dict(held.group, key=_whether(held.group["key"]))
    document["foreign"] = sorted(held.foreign)
    document["trouble"] = held.trouble
    document["warning"] = held.warning
    document["unsaved"] = held.unsaved
    return document


def _whether(secret):
    return _SET if secret else None


def _link(parts):
    from firmware import link_reader

    document = json.loads(link_reader.to_json(parts.link_config))
    forget("firmware.link_reader")
    cloud, link = parts.cloud, parts.charger.plan.link
    document["up"] = link.up
    document["outages"] = link.outages
    document["connected"] = cloud is not None and cloud.connected
    document["last_error"] = "no broker is set" if cloud is None else cloud.last_error
    return document


def _state(parts):
    return parts.report.document()


def _limits(parts):
    return {"limits": parts.report.limits(), "limit_by": parts.report.limit_by()}


def _faults(parts):
    faults = parts.charger.faults
    document = faults.saved(parts.clock.uptime_s())
    document["active"] = faults.active
    document["latched"] = faults.latched
    document["since_s"] = faults.since_s if faults.active else None
    return document


def _log(parts):
    return (list(entry[:NUMBER]) for entry in list(parts.journal.entries))


def _security(parts):
    return parts.security.told() if parts.may_load() else None


def _sessions(parts):
    told = parts.logbook.told()
    return ([name, told[name]] for name in told)


def _group(parts):
    group = parts.membership.group
    if group is None:
        return None
    return {
        "coordinator": group.coordinator,
        "warning": group.warning,
        "ignored": group.ignored,
    }


def _contactor(parts):
    charger = parts.charger
    held, test, watch = charger.plan.settings, charger.self_test, charger.watch
    return {
        "closed": charger.session.closed,
        "coil_on": charger.senses.coil_on,
        "mains_sensed": charger.senses.mains_sensed,
        "operations": held.operations,
        "openings_under_load": held.openings_under_load,
        "closed_in_ms": watch.closed_in_ms,
        "opened_in_ms": watch.opened_in_ms,
        "self_test_passed": test.passed,
        "trip_ms": test.trip_ms,
        "release_ms": test.release_ms,
    }


def _commissioning(parts):
    return record.read(parts.store)


def _resets(parts):
    entries = [list(entry[:NUMBER]) for entry in parts.journal.entries if entry[1] == "reset"]
    return {
        "power_ups": parts.charger.plan.settings.boots,
        "cause": parts.report.document()["reset_cause"],
        "log": entries,
    }


def _memory(_parts):
    return {"free": gc.mem_free(), "allocated": gc.mem_alloc()}


def _traces(parts):
    return parts.traces()


# A copy: the control step goes on writing while this is sent.
def _black_box(parts):
    from firmware.core.record.black_box_rows import csv

    ring = bytes(parts.board.reset_memory.trace)
    return csv(ring, "until the bundle was made")


_SECTIONS = (
    ("versions", _versions),
    ("settings", _settings),
    ("link", _link),
    ("state", _state),
    ("limits", _limits),
    ("faults", _faults),
    ("log", _log),
    ("security", _security),
    ("sessions", _sessions),
    ("group", _group),
    ("contactor", _contactor),
    ("commissioning", _commissioning),
    ("resets", _resets),
    ("memory", _memory),
    ("traces", _traces),
    ("black_box", _black_box),
)
