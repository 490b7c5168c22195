"""One plug-in, from the car's arrival to its leaving, as the state machine tells it."""

from micropython import const

from firmware.core.evse import WAKING
from firmware.core.protection.ration import Ration
from firmware.core.ticks import elapsed_ms

_FULL_AFTER_S = const(900)  # the car ended the charge itself and stayed out of C for 15 min
_LEFT_AFTER_MS = const(3_000)  # bookkeeping waits: a plug that wobbles is not a new session

# Anti-cycling, counted from the opening of the contactor (WARP: 5 s after C, 30 s after an error).
_DWELL_MS = const(5_000)
_DWELL_AFTER_FAULT_MS = const(30_000)

# How a plug-in ended. The car took its plug; had had enough; a fault, or the charger of its own
# accord (schedule, pause, limit, reset), had opened the contactor for good; the mains went.
UNPLUGGED, FULL, FAULT, STOPPED, POWER = "unplugged", "full", "fault", "stopped", "power"

_CLOSED_STATES = ("C2+", "C1+")
_ASKING_STATES = ("C1", "C2", "C2+", "C1+")


class Session:
    """`plugged`: a car is there; `closed`: the contactor is; `full`: the car has had enough;
    `woken`: it had its wake-up pulse;
    `active`: the bookkeeping of a plug-in runs, since uptime `plugged_s`; `wh`: energy in it;
    `started_s`, `ended_s`: uptimes of the first closing and the last opening in it, or None;
    `max_ma`: highest current; `offline`: charged while the link was DOWN;
    `finished`: None, or (account(), uptime at which the car left) of the one that ended."""

    def __init__(self, now_ms):
        self.plugged = False
        self.closed = False
        self.closed_s = 0
        self.active = False
        self.plugged_s = 0
        self.woken = False
        self.full = False
        self.finished = None
        self._arrived_s = 0
        self._left_ms = now_ms
        self._left_s = 0
        self._opened_ms = now_ms
        self._dwell_ms = 0
        self._usual_dwell_ms = 0
        self.ration = Ration()
        self._car_ended = False
        self._quiet_since_s = None
        self._open_books()

    def _open_books(self):
        self.wh = 0
        self.max_ma = 0
        self.offline = False
        self.started_s = None
        self.ended_s = None
        self._end = UNPLUGGED

    # Called from the control step: stores, computes nothing that could take time.
    def transition(self, before, after, now_ms, now_s, fault=False):
        """The state machine went from `before` to `after`; `fault`: there is one. An opening under
        load was told to `ration` before."""
        self.plugged = after != "A"
        if after == "A":
            self._left_ms = now_ms
            self._left_s = now_s
        if after == "C2+":
            self._close(now_s)
        elif self.closed and after not in _CLOSED_STATES:
            self._open(now_ms, now_s)
            self._judge_end(before, after, fault)
            self._usual_dwell_ms = self._dwell_ms
            self._dwell_ms = max(self._dwell_ms, self.ration.rest_s(now_s) * 1_000)
        if after == WAKING:
            self.woken = True
        self._watch_for_full(before, after, now_s)

    def _close(self, now_s):
        self.closed = True
        self.closed_s = now_s
        self.ration.closed(now_s)
        self.full = False
        self.ended_s = None
        if self.started_s is None:
            self.started_s = now_s

    def _open(self, now_ms, now_s):
        self.closed = False
        self.ended_s = now_s
        self._opened_ms = now_ms

    def _judge_end(self, before, after, fault):
        if fault or after in ("E", "F"):
            self._dwell_ms = _DWELL_AFTER_FAULT_MS
            self._end = FAULT
        else:
            self._dwell_ms = _DWELL_MS
            self._end = STOPPED if before == "C1+" else UNPLUGGED

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
        self.rest(_DWELL_AFTER_FAULT_MS, now_ms)
        self.ended_s = 0
        self._end = STOPPED

    def rest_ms(self, now_ms):
        """How long the contactor has still to rest; survives a reset."""
        if not self.dwelling(now_ms):
            return 0
        return self._dwell_ms - elapsed_ms(now_ms, self._opened_ms)

    def rest(self, rest_ms, now_ms):
        """So long, from now on."""
        self._opened_ms = now_ms
        self._dwell_ms = rest_ms
        self._usual_dwell_ms = _DWELL_AFTER_FAULT_MS

    # A driver who plugs in anew is not kept waiting for what the last plug-in did.
    def end_ration(self, now_s):
        """No car is there: the next one may close as often."""
        self.ration.clear(now_s)
        self._dwell_ms = min(self._dwell_ms, self._usual_dwell_ms)

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
        self.plugged_s = self._arrived_s = now_s
        self.full = False
        self.woken = False
        self._open_books()
        return True

    def left(self, now_ms):
        """True once for each plug-in, 3 s after the car was unplugged."""
        if not self.active or self.plugged:
            return False
        if elapsed_ms(now_ms, self._left_ms) < _LEFT_AFTER_MS:
            return False
        self.active = False
        self._car_ended = False
        self.finished = (self.account(), self._left_s)
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

    def measured(self, wh, ma):
        """`wh` more went through the meter; `ma`: the current, None if it was not measured."""
        if self.active:
            self.wh += wh
            if ma is not None and ma > self.max_ma:
                self.max_ma = ma

    def account(self):
        """`(plugged_s, started_s, ended_s, wh, max_ma, end, offline)` up to now."""
        end = FULL if self.full else self._end
        times = (self._arrived_s, self.started_s, self.ended_s)
        return times + (self.wh, self.max_ma, end, self.offline)

    # Taken to be there until three seconds prove that it left meanwhile. What of it was told
    # already (the opening by the reset) is later than what was remembered.
    def resume(self, account):
        """The plug-in that ran before a reset goes on; its uptimes are negative, or None where
        nobody can tell them any more."""
        self._arrived_s, self.started_s, ended_s, self.wh, self.max_ma, end, self.offline = account
        self.plugged_s = self._arrived_s or 0
        self.active = True
        self.full = end == FULL
        if self.ended_s is None:
            self.ended_s, self._end = ended_s, end if end != FULL else UNPLUGGED
