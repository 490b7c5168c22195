"""Commands that change something; each shows what it is about when no value is given.

None: these words are none the command takes.
"""

import json

from firmware.core.plan.orders import AUTO
from firmware.core.refusal import Refusal, ma_to_amps
from firmware.forget import forget
from firmware.services.console import shared_key

# All else in link.json is text, and taken as it stands: a password may look like a number.
_LINK_NOT_TEXT = ("broker.port", "broker.tls")
_LINK_KEY = "broker.psk"
_LINK_SECRETS = ("wifi.password", "broker.password", _LINK_KEY)


def wire(parts, words):
    if len(words) > 1:
        return None
    if words:
        return parts.desk.order("wire", {"amps": _value(words[0])})
    settings = parts.charger.plan.settings
    told = {"wire": settings.wire_ma and ma_to_amps(settings.wire_ma)}
    if settings.vouched_ma:
        told["vouched"] = ma_to_amps(settings.vouched_ma)
    return told


def group(parts, words):
    if words == ["none"]:
        return parts.desk.order("group", {"id": None})
    if not words:
        return _group_told(parts)
    if not 3 <= len(words) <= 4:
        return None
    order = {"id": words[0], "amps": _value(words[1]), "members": _value(words[2])}
    if words[3:] == ["join"]:
        order["join"] = True
        return _ask_group_key(parts, order)
    return _keyed(parts, order, "".join(words[3:]))


# On the line a key would stay on the screen.
def _keyed(parts, order, word):
    if word in shared_key.NO_SECRETS:
        return _joined(parts, order, word)
    if word not in ("", "?"):
        raise Refusal("key", "type ? in its place: you are then asked for it, unseen")
    return _ask_group_key(parts, order)


def _ask_group_key(parts, order):
    word = yield "key, at least 16 characters, new or - for none (not shown): ", False
    return _joined(parts, order, word)


# A key that is made here is shown once, for the other members.
def _joined(parts, order, word):
    order["key"] = shared_key.group_key(word)
    answer = parts.desk.order("group", order)
    if answer["ok"] and word == shared_key.NEW:
        answer["key"] = order["key"]
    return answer


def _group_told(parts):
    present = parts.charger.plan.settings.group
    if present is None:
        return {"group": None}
    told = {
        "group": present["id"],
        "amps": ma_to_amps(present["ma"]),
        "members": present["members"],
        "key": "set" if present["key"] else None,
    }
    service = parts.membership.group
    if service is not None:
        told["coordinator"] = service.coordinator
        told["warning"] = service.warning
        told["ignored"] = service.ignored
    return told


def config(parts, words):
    if len(words) == 2:
        return parts.desk.order("config", {words[0]: _value(words[1])})
    if words:
        return None
    return parts.report.config()


def link(parts, words):
    if len(words) >= 2:
        if words[0] == _LINK_KEY:
            raise Refusal(_LINK_KEY, "type: link broker.psk; you are then asked for it, unseen")
        return _set_link(parts, words[0], " ".join(words[1:]))
    if not words:
        return _link_told(parts)
    return _ask_link(parts, words[0]) if words[0] in _LINK_SECRETS else None


def _link_told(parts):
    present, cloud = parts.charger.plan.link, parts.cloud
    return {
        "link": "up" if present.up else "down",
        "outages": present.outages,
        "connected": cloud is not None and cloud.connected,
        "last_error": "no broker is set" if cloud is None else cloud.last_error,
        "left_out": present.trouble,
        "handshake_ms": cloud.handshake_ms if cloud else 0,
    }


# A password on the command line would stay on the screen.
def _ask_link(parts, field):
    how = " (not shown): " if field != _LINK_KEY else ", 64 hex digits, new or - (not shown): "
    word = yield field + how, False
    return _set_link(parts, field, word)


# Only what makes a whole, valid file is written; it is read at the next boot.
def _set_link(parts, field, word):
    if parts.charger.session.closed:
        raise Refusal(field, "not while charging: the flash is written at rest only")
    from firmware import link_file

    if field == "tz":
        _check_zone(word)
    try:
        changes = _link_changes(field, word)
        trouble = link_file.change_many(parts.store, changes, parts.chip_id())
        config = link_file.load(parts.store, parts.chip_id())[0]
    except OSError as error:
        raise Refusal(field, "the flash refused: {}".format(error))
    finally:
        forget("firmware.link_file", "firmware.link_reader")
    parts.journal.note("settings", "local: link " + field)
    answer = {"ok": True, "note": trouble or "in force after: reboot"}
    if word == "new" and field == _LINK_KEY:
        answer["psk_file"] = config.psk_identity + ":" + changes[_LINK_KEY]
    objection = _objection(parts, config)
    if objection:
        answer["memory"] = objection
    return answer


def _link_changes(field, word):
    if field != _LINK_KEY:
        return {field: _value(word) if field in _LINK_NOT_TEXT else word}
    return shared_key.changes(word)


def _check_zone(text):
    from firmware.services.console.commission import zone

    try:
        zone.posix(text)
    finally:
        forget("firmware.services.console.commission.zone")


# Told here, and not by a car that waits in vain for its server.
def _objection(parts, config):
    from firmware.core import fit

    try:
        return config.broker_host and fit.objection(parts.heap_bytes, parts.frozen, config.tls)
    finally:
        forget("firmware.core.fit")


def override(parts, words):
    if not words:
        return {"override": parts.charger.plan.orders.override or AUTO}
    return parts.desk.order("override", words[0]) if len(words) == 1 else None


def faults(parts, words):
    present = parts.charger.faults
    if words == ["clear"]:
        return _clear_faults(parts, present)
    if words:
        return None
    told = {"fault": present.active, "latched": present.latched, "since": present.since_s}
    told["raised"] = dict(present.raised)
    return told


# Only a person who stands before it can say that a welded contactor is mended, and not in one
# breath with something else.
def _clear_faults(parts, present):
    settings = parts.charger.plan.settings
    seen = settings.trouble or settings.warning
    if settings.mended():
        return {"ok": True, "saved": parts.keep(False, "trouble")}
    if seen:
        return {"ok": True, "seen": seen}
    if not present.outlasts_power:
        raise Refusal("faults", "this one ends by itself, or by unplugging the car")
    present.cleared()
    settings.latched = None
    return {"ok": True, "saved": parts.keep(False, "latched")}


def reboot(parts, _words):
    if parts.charger.session.closed:
        return {"ok": False, "error": "charging: unplug the car, or: override pause"}
    parts.restart()
    return {"ok": True}


def _value(word):
    """`word` as JSON where it is JSON (a number, true), else as it stands."""
    try:
        return json.loads(word)
    except ValueError:
        return word
