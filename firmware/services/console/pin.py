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


# Whoever stands here ends a lock-out, too.
def _keep(parts, pin):
    settings = parts.charger.plan.settings
    changed = settings.change({"pin": pin, "locked_s": 0})
    parts.pin_lock.restore([0, None], 0)
    return {"ok": True, "saved": parts.keep(False, "pin") if changed else True}
