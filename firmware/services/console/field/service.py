"""`service`: gives the MicroPython prompt to whoever is at the port. The contactor is open: if it
was not, services.console.console has ended the charge before it loaded this.

Nothing may close from the first word on. The watchdog, set to a quarter of an hour, ends a session
that somebody forgot: the charger starts anew and charges.
"""

from micropython import const

from firmware.core.refusal import Refusal

_TURN_MS = const(20)  # of the console, for each `yield None`
# Until the serial port has sent them, and the mark of the closing is taken back, 2 s after the
# opening (services.memory.closing_mark): a start that finds it rests a quarter of an hour.
_LAST_WORDS_MS = const(2_500)

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
        yield _PROMPT_IS_YOURS
        yield from _pause(_LAST_WORDS_MS)
        held = False
        parts.enter_service()
    # Given up before the end: back to charging.
    finally:
        if held:
            parts.hold_for_service(False)


def _pause(ms):
    for _ in range(ms // _TURN_MS):
        yield None
