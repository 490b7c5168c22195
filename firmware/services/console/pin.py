"""`pin`: the installer's PIN, asked for twice and not shown; `pin none` takes it away."""

from firmware.core.refusal import Refusal
from firmware.services.console import new_pin


# Never on the command line, where it would stay on the screen.
def run(parts, words):
    if words == ["none"]:
        return _keep(parts, None)
    if words:
        raise Refusal("pin", "type pin alone: you are then asked for it")
    return _ask(parts)


def _ask(parts):
    pin = yield "new PIN (not shown): ", False
    again = yield "once more: ", False
    if pin != again:
        return {"ok": False, "error": "these two differ: nothing is changed"}
    return _keep(parts, new_pin.made(pin))


def _keep(parts, pin):
    return {"ok": True, "saved": parts.keep(False, "pin") if change(parts, pin) else True}


# Whoever stands here ends a lock-out, too.
def change(parts, pin):
    """`pin`: as settings.Settings have it. -> whether that was a change, which is to be stored."""
    changed = parts.charger.plan.settings.change({"pin": pin, "locked_s": 0})
    parts.pin_lock.restore([0, None], 0)
    return changed
