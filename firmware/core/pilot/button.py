"""What a finger on the button means: from single looks to presses, from presses to orders.

A look every 50 ms: contacts bounce for some 10 ms, and the contactor's spark disturbs for less, so
two equal looks in a row are the truth. A press of 100 ms is always seen.
"""

from micropython import const

from firmware.core.plan.orders import AUTO, CHARGE, PAUSE
from firmware.core.ticks import elapsed_ms

LOOK_EVERY_MS = const(50)

SHORT, LONG, STUCK = "short", "long", "stuck"

_LONG_MS = const(2_000)
_STUCK_MS = const(30_000)  # no finger stays so long: dirt, ice or a broken spring

_AT_BOOT = const(0)
_UP = const(1)
_DOWN = const(2)
_ACTED = const(3)
_IGNORED = const(4)


class Presses:
    """One button, from boot on. Each press gives one of SHORT and LONG at most; STUCK comes once,
    for a button that is down at boot or for 30 s, and then nothing until it is released."""

    def __init__(self):
        self._phase = _AT_BOOT
        self._last = None
        self._changed_ms = 0
        self._pressed_ms = 0

    # Allocates nothing: runs at every look.
    def look(self, pressed, now_ms):
        """SHORT, LONG, STUCK or None. LONG comes while the button is still held."""
        if pressed != self._last:
            self._last = pressed
            self._changed_ms = now_ms
            return None
        return self._held(now_ms) if pressed else self._released()

    # How long it was held is not known if the chip stood still meanwhile: then it means nothing,
    # rather than the opposite of what was meant.
    def _released(self):
        was_down = self._phase == _DOWN
        self._phase = _UP
        if was_down and elapsed_ms(self._changed_ms, self._pressed_ms) < _LONG_MS:
            return SHORT
        return None

    def _held(self, now_ms):
        if self._phase == _UP:
            self._phase = _DOWN
            self._pressed_ms = self._changed_ms
        held_ms = elapsed_ms(now_ms, self._pressed_ms)
        if self._phase == _DOWN and held_ms >= _LONG_MS:
            self._phase = _ACTED
            return LONG
        if self._phase == _AT_BOOT or (self._phase == _ACTED and held_ms >= _STUCK_MS):
            self._phase = _IGNORED
            return STUCK
        return None


def order(press, override):
    """The override that a SHORT or LONG press asks for; `override`: the one that is set, or None.

    A short press takes any override back, so one finger can undo what one finger did.
    """
    if press == LONG:
        return PAUSE
    return CHARGE if override is None else AUTO
