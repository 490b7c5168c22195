"""Does the contactor do as it is told? Mains behind it must follow the coil."""

from micropython import const

from firmware.core.faults import CONTACTOR, WELDED
from firmware.core.ticks import elapsed_ms

_DISAGREE_MS = const(1_000)  # peers: 200 ms to 1 s; it also covers a slow contactor


class ContactorWatch:
    def __init__(self, now_ms):
        self._agreed_ms = now_ms

    # Allocates nothing.
    def step(self, coil_on, mains_sensed, now_ms):
        """The fault's code after a second of disagreement, else None."""
        if coil_on == mains_sensed:
            self._agreed_ms = now_ms
            return None
        if elapsed_ms(now_ms, self._agreed_ms) < _DISAGREE_MS:
            return None
        return CONTACTOR if coil_on else WELDED
