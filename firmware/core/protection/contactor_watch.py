"""Does the contactor do as it is told? Its coil's pad must follow the command, and mains behind it
the coil."""

from micropython import const

from firmware.core.lasting import Lasting
from firmware.core.protection.faults import BACKFEED, CONTACTOR, STUCK_OUTPUT, WELDED
from firmware.core.ticks import elapsed_ms

_DISAGREE_MS = const(1_000)  # peers: 200 ms to 1 s; it also covers a slow contactor

# Two looks: an interrupt may switch the coil off in the middle of the first.
_PAD_DISAGREES_MS = const(40)

# With no mains behind it for so long without a break it has opened: a weld that flickers, as half
# a wave or contacts that just touch make it, comes back sooner.
_OPENED_AFTER_MS = const(5_000)


class ContactorWatch:
    """`closed_in_ms`, `opened_in_ms`: from the coil's change to the mains' at the last operation,
    rounded up to control steps; None: there was none since boot."""

    def __init__(self, now_ms):
        self.closed_in_ms = self.opened_in_ms = None
        self._differs = Lasting(_DISAGREE_MS, now_ms)
        self._pad_differs = Lasting(_PAD_DISAGREES_MS, now_ms)
        self._opened = False
        self._quiet_ms = now_ms
        self._stepped_ms = now_ms
        self._coil_on = False
        self._moved_ms = None

    # What stands behind the contactor is no word about it while the pad does as it likes.
    # Allocates nothing.
    def step(self, coil_on, stuck, mains_sensed, now_ms):
        """The fault's code when mains and command have differed for a second, or pad and command
        at two looks; else None. `coil_on`: as commanded; `stuck`: the pad is not."""
        if self._pad_differs.look(stuck, now_ms):
            self._differs.forget()
            return STUCK_OUTPUT
        return self._follow(coil_on, mains_sensed, now_ms)

    def _follow(self, coil_on, mains_sensed, now_ms):
        if coil_on != self._coil_on:
            self._begin(coil_on, now_ms)
        if self._moved_ms is not None and coil_on == mains_sensed:
            self._time(now_ms)
        self._stepped_ms = now_ms
        if mains_sensed:
            self._quiet_ms = now_ms
        elif elapsed_ms(now_ms, self._quiet_ms) >= _OPENED_AFTER_MS:
            self._opened = not coil_on
        if not self._differs.look(coil_on != mains_sensed, now_ms):
            return None
        if coil_on:
            return CONTACTOR
        return BACKFEED if self._opened else WELDED

    # The coil moved after the step before this one.
    def _begin(self, coil_on, now_ms):
        self._coil_on = coil_on
        self._moved_ms = self._stepped_ms
        self._quiet_ms = now_ms
        self._opened = False
        self._differs.forget()

    def _time(self, now_ms):
        took_ms = elapsed_ms(now_ms, self._moved_ms)
        self._moved_ms = None
        if self._coil_on:
            self.closed_in_ms = took_ms
        else:
            self.opened_in_ms = took_ms
