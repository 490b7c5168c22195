"""`service`: ends a charge properly, then gives the MicroPython prompt to whoever is at the port.

Nothing may close from the first word on. The watchdog, set to a quarter of an hour, ends a session
that somebody forgot: the charger starts anew and charges.
"""

from micropython import const

from firmware.core.refusal import Refusal

_TURN_MS = const(20)  # of the console, for each `yield None`
_OPEN_WITHIN_MS = const(15_000)  # the car has 6 s (J1772), and the pilot's step before it
_LAST_WORDS_MS = const(500)  # until the serial port has sent them

_ENDING = (
    "Ending the charge: the pilot is steady at +12 V, the car ends its draw and the contactor"
    " opens, within 6 s.\n"
)
_STILL_CLOSED = (
    "the contactor is still closed after 15 s, so nothing was begun and charging goes on: unplug"
    " the car, then type service again; if it stays closed without a car, cut the mains"
)
_PROMPT_IS_YOURS = (
    "The contactor is open. The MicroPython prompt follows; mpremote may connect now.\n"
    "In 15 minutes the charger starts anew by itself and charges. To end the service sooner type\n"
    "  import machine; machine.reset()\n"
)


def run(parts, words):
    """A generator: the dialogue. It does not return once the prompt is given away."""
    if words:
        raise Refusal("service", "type service alone")
    return _handing_over(parts)


def _handing_over(parts):
    parts.hold_for_service(True)
    held = True
    try:
        if parts.charger.session.closed:
            yield _ENDING
            yield from _opening(parts.charger.session)
        if parts.charger.session.closed:
            return {"ok": False, "error": _STILL_CLOSED}
        yield _PROMPT_IS_YOURS
        yield from _pause(_LAST_WORDS_MS)
        held = False
        parts.enter_service()
    # Given up before the end, or the contactor did not open: back to charging.
    finally:
        if held:
            parts.hold_for_service(False)


def _opening(session):
    for _ in range(_OPEN_WITHIN_MS // _TURN_MS):
        if not session.closed:
            return
        yield None


def _pause(ms):
    for _ in range(ms // _TURN_MS):
        yield None
