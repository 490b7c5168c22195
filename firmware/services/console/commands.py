"""What can be typed at the console, and which module of services/field/ does it.

One of those at a time is loaded, for the heap is short. Nothing typed moves the contactor.
"""

import json

from firmware.core.protection import starts
from firmware.core.refusal import Refusal
from firmware.forget import forget
from firmware.services.console.console import NOT_LOADED

_SHOWN_WHOLE = ("status", "limits", "session", "trace", "contactor")
_SHOWS = _SHOWN_WHOLE + ("log",)
_REASONS = ("why", "tou")
_ORDERS = ("wire", "group", "config", "link", "override", "faults", "reboot")
_OTHERS = ("help", "pin", "pilot", "selftest", "commission", "export", "service")
_NAMES = _SHOWS + _REASONS + _ORDERS + _OTHERS

# These take no words.
_ALONE = _SHOWN_WHOLE + _REASONS + ("reboot", "selftest", "commission", "service")

# What a charger is asked while it charges. There must be room for all of it at once.
_PREPARED = ("shows", "reasons", "orders", "pilot", "help")

# Of link: blanks, and a last word `json`, are part of these.
_AS_TYPED = ("wifi.ssid", "wifi.password", "broker.user", "broker.password")

# These need much memory for a while.
_EXTRAS = ("session", "trace", "commission", "export")
_LEFT_OUT = "left out, for the starts before this one did not last; `reboot` tries with everything"

_LOADED = (
    "firmware.services.console.explain",
    "firmware.services.console.field.help",
    "firmware.services.console.field.shows",
    "firmware.services.console.field.reasons",
    "firmware.services.console.field.closing",
    "firmware.services.console.field.orders",
    "firmware.services.console.shared_key",
    "firmware.services.console.pin",
    "firmware.services.console.new_pin",
    "firmware.services.console.pin_hash",
    "firmware.services.console.field.pilot",
    "firmware.services.console.commission.rails",
    "firmware.services.console.field.self_test",
    "firmware.services.console.commission.dialogue",
    "firmware.services.console.field.export",
    "firmware.services.console.field.service",
    "firmware.services.console.commission",
    "firmware.services.console.field",
)


class ConsoleCommands:
    """`parts`: the firmware.app.App, of which the commands use what they need."""

    def __init__(self, parts):
        self._parts = parts
        self._kept = []

    def run(self, words, line=""):
        """`words`: at least the command's name; `line`: as it was typed. -> a document (dict, list
        of lines or text), or a generator that returns one; see services.console.console."""
        name = words[0] if words else "help"
        if line and name == "link" and len(words) > 1 and words[1] in _AS_TYPED:
            words = words[:2] + _rest(line, words[1])
        try:
            if name not in _NAMES:
                return self._unknown(name)
            if name in _EXTRAS and starts.without_extras(self._parts.starts):
                return {"ok": False, "error": _LEFT_OUT}
            if len(words) > 1 and name in _ALONE:
                return self._usage(name)
            document = self._of(name)(self._parts, words[1:])
        except Refusal as error:
            return _refused(error)
        if hasattr(document, "send"):
            return _guarded(document)
        return self._usage(name) if document is None else document

    def prepare(self):
        """Load one more of what is asked while a car charges. -> False: there is no more."""
        for name in _PREPARED:
            if name not in self._kept:
                self._kept.append(name)
                _module(name)
                return True
        return False

    def _of(self, name):
        module_name = _room(name)
        if module_name not in self._kept:
            self._make_way(name)
            self._kept.append(module_name)
        module = _module(module_name)
        return getattr(module, "run" if name in _OTHERS else name)

    # What the commands before this one needed goes first, where there is no room for both.
    def _make_way(self, name):
        if not self._parts.may_load():
            raise Refusal(name, NOT_LOADED)
        if not self._parts.roomy:
            self._kept.clear()
            forget(*_LOADED)

    def _unknown(self, name):
        help_ = self._help()
        near = (
            None if help_ is None else help_.nearest(name, _SHOWS + _REASONS + _ORDERS + _OTHERS)
        )
        meant = "try: help" if near is None else "did you mean `{}`?".format(near)
        return {"ok": False, "error": "no such command; " + meant}

    # For a command that was given words it does not take.
    def _usage(self, name):
        help_ = self._help()
        wanted = "it takes other words" if help_ is None else "so: " + help_.usage(name)
        return {"ok": False, "error": wanted, "field": name}

    # None: not while a car charges.
    def _help(self):
        if "help" not in self._kept and not self._parts.may_load():
            return None
        from firmware.services.console.field import help

        return help

    def lines(self, document, as_json):
        """The lines that show a document. A dict may hold its own, for people, as `lines`."""
        lines = document.pop("lines", None) if type(document) is dict else None
        if as_json:
            return (json.dumps(document),)
        return _as_lines(document) if lines is None else lines

    def forget(self):
        """Drop all that was loaded, this module among it."""
        forget(*_LOADED, "firmware.services.console.commands")


# One blank stands before it.
def _rest(line, field):
    value = line[line.index(field) + len(field) + 1 :]
    return [value] if value.strip() else []


def _refused(error):
    return {"ok": False, "error": str(error), "field": error.field}


def _guarded(dialogue):
    try:
        return (yield from dialogue)
    except Refusal as error:
        return _refused(error)


def _room(name):
    for room, names in (("shows", _SHOWS), ("reasons", _REASONS), ("orders", _ORDERS)):
        if name in names:
            return room
    return name


def _module(name):
    if name == "shows":
        from firmware.services.console.field import shows as module
    elif name == "reasons":
        from firmware.services.console.field import reasons as module
    elif name == "orders":
        from firmware.services.console.field import orders as module
    elif name == "help":
        from firmware.services.console.field import help as module
    elif name == "pin":
        from firmware.services.console import pin as module
    elif name == "pilot":
        from firmware.services.console.field import pilot as module
    elif name == "selftest":
        from firmware.services.console.field import self_test as module
    elif name == "commission":
        from firmware.services.console.commission import dialogue as module
    elif name == "export":
        from firmware.services.console.field import export as module
    else:
        from firmware.services.console.field import service as module
    return module


def _as_lines(document):
    if document is None:
        return ()
    if type(document) is str:
        return (document,)
    if type(document) is list:
        return document
    return ["{}: {}".format(name, _plain(value)) for name, value in document.items()]


def _plain(value):
    if type(value) is dict:
        return "  ".join("{} {}".format(name, inner) for name, inner in value.items())
    return "-" if value is None else str(value)
