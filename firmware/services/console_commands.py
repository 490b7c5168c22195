"""What can be typed at the console. Nothing typed here moves the contactor."""

import json

from firmware.core.refusal import Refusal, ma_to_amps
from firmware.forget import forget

_HELP = {
    "help": "this list; <command> json answers one line of JSON",
    "status": "the whole state, as the server gets it",
    "why": "why it charges or does not, and why with so many amps",
    "limits": "every limit in force, in amps",
    "wire": "wire <amps>: the wire ampacity, 80 % of the circuit's breaker",
    "group": "group <id> <amps> <members> [key], or: group none",
    "config": "config <name> <value>: " + "outage_mode charge|hold, offline_amps, link_timeout_s,"
    " pause_ttl_s, start_delay_max_s, boot_wait_s, wake_up true|false",
    "link": "link <field> <value>, such as: link broker.host 192.0.2.1",
    "pin": "the installer's PIN, asked for and not shown; pin none: no PIN, so nothing by network",
    "override": "override charge|pause|auto",
    "faults": "what is wrong and how it ends; faults clear: after a repair",
    "session": "the plug-in that runs, and the last five by their numbers",
    "contactor": "its operations, and how many of them opened under load; moves nothing",
    "log": "the last things that happened",
    "trace": "the files in which the last trips are kept, step by step",
    "reboot": "start anew; refused while charging",
}


# All else in link.json is text, and taken as it stands: a password may look like a number.
_LINK_NOT_TEXT = ("broker.port", "broker.tls")


class ConsoleCommands:
    """`run(words)` gives a dict, a list of lines or a line; it never raises on what was typed.

    `chip` has `chip_id()`, `restart()`, `traces()`, `pin_lock`, `logbook` and `membership`;
    `keep(lowers)` stores the settings.
    """

    def __init__(self, charger, desk, report, cloud, journal, store, chip, keep):
        self._charger = charger
        self._desk = desk
        self._report = report
        self._cloud = cloud
        self._journal = journal
        self._store = store
        self._chip = chip
        self._keep = keep

    def run(self, words):
        name = words[0] if words else "help"
        if name not in _HELP:
            return {"ok": False, "error": "no such command; try: help"}
        try:
            return getattr(self, "_" + name)(words[1:])
        except Refusal as error:
            return {"ok": False, "error": str(error), "field": error.field}

    def _help(self, _words):
        return _HELP

    def _status(self, _words):
        return self._report.document()

    def _why(self, _words):
        from firmware.services import explain

        return explain.sentence(self._report.document())

    def _limits(self, _words):
        return {"limits": self._report.limits(), "limit_by": self._report.limit_by()}

    def _wire(self, words):
        if words:
            return self._desk.order("wire", {"amps": _value(words[0])})
        wire_ma = self._charger.plan.settings.wire_ma
        return {"wire": None if wire_ma is None else ma_to_amps(wire_ma)}

    def _group(self, words):
        if words == ["none"]:
            return self._desk.order("group", {"id": None})
        if words:
            if not 3 <= len(words) <= 4:
                raise Refusal("group", _HELP["group"])
            order = {"id": words[0], "amps": _value(words[1]), "members": _value(words[2])}
            if len(words) == 4:
                order["key"] = words[3]
            return self._desk.order("group", order)
        group = self._charger.plan.settings.group
        if group is None:
            return {"group": None}
        told = {
            "group": group["id"],
            "amps": ma_to_amps(group["ma"]),
            "members": group["members"],
            "key": "set" if group["key"] else None,
        }
        service = self._chip.membership.group
        if service is not None:
            told["coordinator"] = service.coordinator
            told["warning"] = service.warning
            told["ignored"] = service.ignored
        return told

    def _config(self, words):
        if len(words) == 2:
            return self._desk.order("config", {words[0]: _value(words[1])})
        if words:
            raise Refusal("config", _HELP["config"])
        plan = self._charger.plan
        settings = plan.settings
        return {
            "outage_mode": settings.outage_mode,
            "offline_amps": ma_to_amps(plan.offline_ma),
            "link_timeout_s": settings.link_timeout_s,
            "pause_ttl_s": settings.pause_ttl_s,
            "start_delay_max_s": settings.start_delay_max_s,
            "boot_wait_s": settings.boot_wait_s,
            "wake_up": settings.wake_up,
        }

    def _link(self, words):
        if len(words) >= 2:
            return self._set_link(words[0], " ".join(words[1:]))
        if words:
            raise Refusal("link", _HELP["link"])
        link = self._charger.plan.link
        return {
            "link": "up" if link.up else "down",
            "outages": link.outages,
            "connected": self._cloud is not None and self._cloud.connected,
            "last_error": "no broker is set" if self._cloud is None else self._cloud.last_error,
        }

    # Only what makes a whole, valid file is written; it is read at the next boot.
    def _set_link(self, field, word):
        if self._charger.session.closed:
            raise Refusal(field, "not while charging: the flash is written at rest only")
        from firmware import link_file

        try:
            value = _value(word) if field in _LINK_NOT_TEXT else word
            trouble = link_file.change(self._store, field, value, self._chip.chip_id())
        except OSError as error:
            raise Refusal(field, f"the flash refused: {error}")
        finally:
            forget("firmware.link_file", "firmware.link_reader")
        return {"ok": True, "note": trouble or "in force after: reboot"}

    # Never on the command line, where it would stay on the screen.
    def _pin(self, words):
        if words == ["none"]:
            return self._keep_pin(None)
        if words:
            raise Refusal("pin", "type pin alone: you are then asked for it")
        return self._ask_pin()

    def _ask_pin(self):
        pin = yield "new PIN (not shown): "
        again = yield "once more: "
        if pin != again:
            return {"ok": False, "error": "these two differ: nothing is changed"}
        from firmware.services import pin_hash

        try:
            return self._keep_pin(self._chip.pin_lock.set(pin, pin_hash.fresh_salt()))
        except Refusal as error:
            return {"ok": False, "error": str(error)}
        finally:
            forget("firmware.services.pin_hash")

    def _keep_pin(self, pin):
        changed = self._charger.plan.settings.change({"pin": pin})
        return {"ok": True, "saved": self._keep(False) if changed else True}

    def _override(self, words):
        if len(words) == 1:
            return self._desk.order("override", words[0])
        return {"override": self._charger.plan.orders.override or "auto"}

    def _faults(self, words):
        faults = self._charger.faults
        if words == ["clear"]:
            return self._clear_faults(faults)
        return {"fault": faults.active, "latched": faults.latched, "since": faults.since_s}

    # Only a person who stands before it can say that a welded contactor is mended.
    def _clear_faults(self, faults):
        if self._charger.plan.settings.mended():
            return {"ok": True, "saved": self._keep(False)}
        if not faults.outlasts_power:
            raise Refusal("faults", "this one ends by itself, or by unplugging the car")
        faults.cleared()
        self._charger.plan.settings.latched = None
        return {"ok": True, "saved": self._keep(False)}

    def _session(self, _words):
        return self._chip.logbook.told()

    def _contactor(self, _words):
        settings = self._charger.plan.settings
        return {
            "closed": self._charger.session.closed,
            "operations": settings.operations,
            "openings_under_load": settings.openings_under_load,
        }

    def _log(self, _words):
        return ["{} s  {}  {}".format(*entry) for entry in self._journal.entries]

    def _trace(self, _words):
        return {"traces": self._chip.traces()}

    def _reboot(self, _words):
        if self._charger.session.closed:
            return {"ok": False, "error": "charging: unplug the car, or: override pause"}
        self._chip.restart()
        return {"ok": True}


def _value(word):
    """`word` as JSON where it is JSON (a number, true), else as it stands."""
    try:
        return json.loads(word)
    except ValueError:
        return word
