"""`pin`: the installer's PIN, asked for twice and not shown; `pin none` takes it away."""

from firmware.core.refusal import Refusal
from firmware.forget import forget
from firmware.services.console import pin_hash


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
    _check(pin)
    return _keep(parts, parts.pin_lock.set(pin, pin_hash.fresh_salt()))


def _check(pin):
    from firmware.services.console import new_pin

    try:
        new_pin.check(pin)
    finally:
        forget("firmware.services.console.new_pin")


# Whoever stands here ends a lock-out, too.
def _keep(parts, pin):
    settings = parts.charger.plan.settings
    changed = settings.change({"pin": pin, "lock_outs": 0, "locked": False})
    parts.pin_lock.restore([0, None], 0)
    return {"ok": True, "saved": parts.keep(False, "pin") if changed else True}
