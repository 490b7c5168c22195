"""One plug-in, from the car's arrival to its leaving, as the state machine tells it."""

from micropython import const

from firmware.core.evse import WAKING
from firmware.core.ticks import elapsed_ms

_FULL_AFTER_S = const(900)  # the car ended the charge itself and stayed out of C for 15 min
_LEFT_AFTER_MS = const(3_000)  # bookkeeping waits: a plug that wobbles is not a new session

# Anti-cycling, counted from the opening of the contactor (WARP: 5 s after C, 30 s after an error).
_DWELL_MS = const(5_000)
_DWELL_AFTER_FAULT_MS = const(30_000)

_CLOSED_STATES = ("C2+", "C1+")
_ASKING_STATES = ("C1", "C2", "C2+", "C1+")


class Session:
    """`plugged`: a car is there; `closed`: the contactor is; `full`: the car has had enough;
    `woken`: it had its wake-up pulse;
    `active`: the bookkeeping of a plug-in runs, since uptime `plugged_s`; `wh`: energy in it."""

    def __init__(self, now_ms):
        self.plugged = False
        self.closed = False
        self.closed_s = 0
        self.active = False
        self.plugged_s = 0
        self.woken = False
        self.full = False
        self.wh = 0
        self._left_ms = now_ms
        self._opened_ms = now_ms
        self._dwell_ms = 0
        self._car_ended = False
        self._quiet_since_s = None
        self._meter_wh = None

    # Called from the control step: stores, computes nothing that could take time.
    def transition(self, before, after, now_ms, now_s):
        """The state machine went from `before` to `after`."""
        self.plugged = after != "A"
        if after == "A":
            self._left_ms = now_ms
        if after == "C2+":
            self.closed = True
            self.closed_s = now_s
            self.full = False
        elif self.closed and after not in _CLOSED_STATES:
            self.closed = False
            self._opened_ms = now_ms
            self._dwell_ms = _DWELL_AFTER_FAULT_MS if after in ("E", "F") else _DWELL_MS
        if after == WAKING:
            self.woken = True
        self._watch_for_full(before, after, now_s)

    # A car that had enough may ask again for a moment; the 15 min then start anew.
    def _watch_for_full(self, before, after, now_s):
        if before == "C2+" or after == "C2+":
            self._car_ended = after == "B2"
        if after in _ASKING_STATES:
            self._quiet_since_s = None
        elif before in _ASKING_STATES:
            self._quiet_since_s = now_s

    def opened_by_reset(self, now_ms):
        """The contactor was closed when the chip started anew, which opened it as a fault does."""
        self._opened_ms = now_ms
        self._dwell_ms = _DWELL_AFTER_FAULT_MS

    def dwelling(self, now_ms):
        """The contactor opened so short a time ago that it must rest."""
        if self._dwell_ms and elapsed_ms(now_ms, self._opened_ms) >= self._dwell_ms:
            self._dwell_ms = 0
        return self._dwell_ms > 0 and not self.closed

    def arrived(self, now_s):
        """True once for each plug-in."""
        if self.active or not self.plugged:
            return False
        self.active = True
        self.plugged_s = now_s
        self.full = False
        self.woken = False
        self.wh = 0
        self._meter_wh = None
        return True

    def left(self, now_ms):
        """True once for each plug-in, 3 s after the car was unplugged."""
        if not self.active or self.plugged:
            return False
        if elapsed_ms(now_ms, self._left_ms) < _LEFT_AFTER_MS:
            return False
        self.active = False
        self._car_ended = False
        return True

    def empty(self, now_ms):
        """No car, and none that left only just now."""
        gone = not self.active and not self.plugged
        return gone and elapsed_ms(now_ms, self._left_ms) >= _LEFT_AFTER_MS

    def became_full(self, now_s):
        """True once, 15 min after the car itself ended the charge."""
        if self.full or not self._car_ended or self._quiet_since_s is None:
            return False
        if now_s - self._quiet_since_s < _FULL_AFTER_S:
            return False
        self.full = True
        return True

    # The meter counts for ever; a session counts from where it stood when first read.
    def meter(self, total_wh):
        if self.active and self._meter_wh is not None and total_wh > self._meter_wh:
            self.wh += total_wh - self._meter_wh
        self._meter_wh = total_wh
