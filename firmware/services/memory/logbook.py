"""Counts the energy and keeps a record of every plug-in: when to write it, and what to send.

Nothing is written while the contactor is closed, but the ledger at most every 15 min (I10), by
memory.checkpoint. A flash that refuses is told of once and tried again; the charger charges.
All else that is written or read is in memory.ledger, loaded for it with the contactor open.
"""

from micropython import const

from firmware.core.record.session_record import WH
from firmware.forget import forget
from firmware.services.memory import checkpoint

LEDGER_PATH = "data/ledger"

_CHECKPOINT_S = const(900)  # I10

# Assumed, for wear: a car may open and close many times an hour.
_AFTER_OPENING_S = const(20)
_ENERGY_EVERY_S = const(60)
_AFTER_END_S = const(10)  # by then it is acknowledged as a rule: one write for both
_AFTER_ACK_S = const(60)
_AGAIN_S = const(60)
_METER_WAIT_S = const(60)
# Nothing closes within 10 s of a start, nor sooner than 1.2 s after a car came.
_METER_WAIT_WITH_CAR_S = const(8)

_NEEDED = ("firmware.services.memory.ledger", "firmware.services.memory.session_files")


def _by_ledger(book, name, *arguments):
    from firmware.services.memory import ledger

    return getattr(ledger, name)(book, *arguments)


class Logbook:
    """`acked`, `stored`, `seq`: the highest number acknowledged, on flash, given; `running`: that
    of the plug-in that goes on, or 0; `ended`: (number, account, uptime at which the car left) or
    None, to be stored; `cut`: a record that the mains cut short, or None, to be stored.

    `twin`: drivers.flash.twin.Twin, the ledger's; `resumed`: the chip was reset, the mains stayed.
    """

    topic = b"session"

    def __init__(self, charger, readings, clock, twin, journal, resumed):
        self.session = charger.session
        self.twin = twin
        self.journal = journal
        self.clock = clock
        self.acked = self.stored = self.seq = self.running = 0
        self.last_s = 0  # when the ledger was written last, by the chip's clock
        self.power_on = charger.plan.settings.boots
        self.ended = self.cut = None
        self.lifetime_wh = self.written_wh = self.meter_wh = None
        self.look_s = 0  # nothing to send before
        self.waits_since_s = None  # for its dates
        self._link = charger.plan.link
        self._readings = readings
        self._refused = False
        self._loaded = False
        self._written_s = self._retry_s = self._closed_s = 0
        self._due_s = None
        # By how much the clock was set in late power-ons, and what it showed before, at uptime 0.
        self.steps = ()
        self.unset_base_s = None
        self._use("recover", resumed)
        self._goes_on = self.running > 0  # the plug-in of before the reset
        readings.total_wh = self.meter_wh

    # Whatever the flash does, nobody is to die of it. What was sent is soon asked for again, so
    # what reads it stays until all of it is acknowledged.
    def _use(self, name, *arguments):
        """What the ledger's function returns; None: it failed, or cannot be loaded now."""
        if self.session.closed and not self._loaded:
            return None
        self._loaded = True
        try:
            return self._tried(_by_ledger, name, *arguments)
        finally:
            if name != "oldest_unsent" and not self.session.closed:
                self._forget()

    def _forget(self):
        self._loaded = False
        forget(*_NEEDED)

    def _tried(self, work, *arguments):
        try:
            return work(self, *arguments)
        except (OSError, MemoryError) as error:
            self._retry_s = self.clock.uptime_s() + _AGAIN_S
            if not self._refused:
                self._refused = True
                self.journal.note("not_saved", "session: {}".format(type(error).__name__))

    # Without memory what is to be written waits; nothing is counted twice.
    def step(self):
        """To be called every second."""
        now_s = self.clock.uptime_s()
        self._count()
        self._follow(now_s)
        if now_s >= self._retry_s and self._is_due(now_s):
            self._write(now_s)

    # What was counted when the meter is first heard is of before the start, and none of the next
    # car's; unless that has charged by then. Until then nobody knows the lifetime's energy.
    def _count(self):
        readings = self._readings
        if readings.power_w is None:
            return
        wh, readings.counted_wh = readings.counted_wh, 0
        # A ledger that was lost goes on from what the meter itself has counted.
        if self.meter_wh is None:
            self.lifetime_wh, wh = readings.total_wh, 0
        self.lifetime_wh += wh
        self.meter_wh = readings.total_wh
        started = self._goes_on or self.session.started_s is not None
        if readings.lifetime_wh is None and not started:
            if self.cut is not None:
                self.cut[WH] += wh
            wh = 0
        readings.lifetime_wh = self.lifetime_wh
        self.session.measured(wh, readings.current_ma)

    def _follow(self, now_s):
        session = self.session
        if session.closed:
            self._closed_s = now_s
            session.offline = session.offline or not self._link.up
        if session.finished is not None and not session.closed:
            self._use("take_finished")
        if self.unset_base_s is not None and self.clock.epoch() is not None:
            if checkpoint.clock_was_set(self):
                self._want(now_s)

    # The ledger is to be written at `due_s` or, while the contactor is closed, after it.
    def _want(self, due_s):
        if self._due_s is None or due_s < self._due_s:
            self._due_s = due_s

    # Until what was cut short is stored the ledger still holds it.
    def _is_due(self, now_s):
        if self.cut is not None and self._readings.lifetime_wh is None:
            wait_s = _METER_WAIT_WITH_CAR_S if self.session.plugged else _METER_WAIT_S
            if now_s < wait_s:
                return False
        energy = self.lifetime_wh != self.written_wh
        if self.session.closed:
            return energy and now_s - self._written_s >= _CHECKPOINT_S
        if self._has_ended or (self.session.active and not self.running):
            return True
        if self._due_s is not None and now_s >= self._due_s:
            return True
        rested = now_s - self._closed_s >= _AFTER_OPENING_S
        return energy and rested and now_s - self._written_s >= _ENERGY_EVERY_S

    @property
    def _has_ended(self):
        return self.ended is not None or self.cut is not None

    # The try counts, too: a write that is refused stalls the chip as long.
    def _write(self, now_s):
        if self._has_ended and not self.session.closed:
            if self._use("append"):
                self._refused = False
                self._want(now_s + _AFTER_END_S)
            return
        self._written_s = now_s
        if self._tried(checkpoint.write):
            self._refused = False
            self._due_s = None

    # ---- for the link

    def unsent(self):
        """`(seq, payload)` of the oldest that is not acknowledged, as it is on flash; or None."""
        now_s = self.clock.uptime_s()
        if self.stored <= self.acked or now_s < self.look_s:
            return None
        self.look_s = now_s + _AGAIN_S
        found = self._use("oldest_unsent")
        if found is not None:
            self.look_s = now_s
        return found

    def acknowledged(self, seq):
        """The broker has it."""
        self.acked = max(self.acked, seq)
        self._want(self.clock.uptime_s() + _AFTER_ACK_S)
        if self.acked >= self.stored and not self.session.closed:
            self._forget()

    def told(self):
        """For the console: name -> document."""
        if self.session.closed and not self._loaded:
            return {"wh": self.session.wh, "others": "on flash, told with the contactor open"}
        return self._use("told") or {"error": "the flash cannot be read"}
