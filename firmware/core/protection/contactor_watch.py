"""Does the contactor do as it is told? Mains behind it must follow the coil."""

from micropython import const

from firmware.core.protection.faults import CONTACTOR, WELDED
from firmware.core.ticks import elapsed_ms

_DISAGREE_MS = const(1_000)  # peers: 200 ms to 1 s; it also covers a slow contactor


class ContactorWatch:
    """`closed_in_ms`, `opened_in_ms`: from the coil's change to the mains' at the last operation,
    rounded up to control steps; None: there was none since boot."""

    def __init__(self, now_ms):
        self.closed_in_ms = self.opened_in_ms = None
        self._differs = False
        self._differs_since_ms = now_ms
        self._stepped_ms = now_ms
        self._coil_on = False
        self._moved_ms = None

    # Timed from the first step that sees them differ: a stall of the loop before it says nothing
    # of the contactor, which may have moved at its end. Allocates nothing.
    def step(self, coil_on, mains_sensed, now_ms):
        """The fault's code after a second of disagreement, else None."""
        if coil_on != self._coil_on or self._moved_ms is not None:
            self._time(coil_on, mains_sensed, now_ms)
        self._stepped_ms = now_ms
        if coil_on == mains_sensed:
            self._differs = False
            return None
        if not self._differs:
            self._differs = True
            self._differs_since_ms = now_ms
        if elapsed_ms(now_ms, self._differs_since_ms) < _DISAGREE_MS:
            return None
        return CONTACTOR if coil_on else WELDED

    # The coil moved after the step before this one.
    def _time(self, coil_on, mains_sensed, now_ms):
        if coil_on != self._coil_on:
            self._coil_on = coil_on
            self._moved_ms = self._stepped_ms
        if coil_on != mains_sensed:
            return
        took_ms = elapsed_ms(now_ms, self._moved_ms)
        self._moved_ms = None
        if coil_on:
            self.closed_in_ms = took_ms
        else:
            self.opened_in_ms = took_ms
