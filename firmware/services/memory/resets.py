"""What a reset must not forget: orders, faults and their retries, the contactor's state, and why.

Kept in the RTC's memory, which a mains cut erases: there the driver starts afresh. Written in the
step after anything of it changed, for what changes may be what resets the chip; while the
contactor is closed also five times a second, for the black box: a watchdog's bite may lose the
last 200 ms of it.
"""

import json

from micropython import const

from firmware.core.protection.faults import GROUND_FAULT
from firmware.core.record.black_box import CODES
from firmware.core.ticks import elapsed_ms
from firmware.forget import forget

_TRACE_EVERY_MS = const(200)
_AT_LEAST_EVERY_S = const(60)  # so that ages and retry times are never older
_RAISED_KEPT_MAX = const(9)  # no fault has so many retries that it matters

# The inrush of the closing itself may reset the chip: it counts from half a second before.
_CLOSED_OR_ABOUT_TO = ("C2", "C2+", "C1+")


class Resets:
    """`memory`: drivers.chip.reset_memory.ResetMemory; `cause`: why the chip started, in a word;
    `mark`: services.memory.closing_mark.ClosingMark. `resumed`: the memory was ours, so the mains
    was not cut."""

    def __init__(self, memory, clock, charger, journal, cause, traces, pin_lock, mark):
        self.resumed = False
        self._memory = memory
        self._clock = clock
        self._charger = charger
        self._journal = journal
        self._traces = traces
        self._pin_lock = pin_lock
        self._resets_s = []  # uptimes of the unplanned resets, those before this boot negative
        self._state = self._override = self._live_ma = self._schedule = None
        self._active = False
        self._fault_changes = 0
        self._wrong_pins = 0
        self._written_s = 0
        self._written_ms = clock.ticks_ms()
        self._recover(cause, mark)
        if self._schedule is None:
            memory.clear("schedule")
        if not traces.box.frozen:
            traces.box.clear()
        memory.clear("words")
        self.remember()

    # Done once, at boot: the module need not stay, nor come where there is nothing to take over.
    # Without memory for it nothing is remembered and the worst assumed.
    def _recover(self, cause, mark):
        memory = self._memory
        try:
            if memory.read_state() or memory.lost or mark.found or mark.trips:
                self._take_over(cause, mark)
        except MemoryError:
            self._journal.note("trouble", "no memory for what was before the reset")
            self._charger.faults.strike(GROUND_FAULT, 0)
        self._schedule = self._charger.plan.orders.schedule
        forget("firmware.services.memory.recovery", "firmware.core.protection.resets")

    def _take_over(self, cause, mark):
        from firmware.services.memory import recovery

        memory, clock, charger = self._memory, self._clock, self._charger
        past = recovery.Past(memory, clock, charger, self._journal, self._traces, self._pin_lock)
        self.resumed = past.recover(cause)
        past.judge_opening(self.resumed, cause, mark)
        self._resets_s = past.resets_s

    # Without memory what was written before stays; the next look tries again.
    def look(self):
        """Write if anything changed that must be remembered, or if it is time to. To be called
        after every control step. -> True if it wrote all of it, which takes 8 ms."""
        try:
            return self._look()
        except MemoryError:
            self._state = None
            raise

    def _look(self):
        now_ms = self._clock.ticks_ms()
        self._traces.look(now_ms)
        if self._changed():
            self.remember()
            return True
        if (
            self._state in _CLOSED_OR_ABOUT_TO
            and elapsed_ms(now_ms, self._written_ms) >= _TRACE_EVERY_MS
        ):
            self._save()
        return False

    # Compares what may change at any step; allocates only to write.
    def _changed(self):
        charger = self._charger
        orders = charger.plan.orders
        return (
            charger.evse.state != self._state
            or charger.faults.changes != self._fault_changes
            or charger.session.active is not self._active
            or orders.override != self._override
            or orders.live_ma != self._live_ma
            or orders.schedule is not self._schedule
            or self._pin_lock.wrong != self._wrong_pins
            or charger.plan.now_s - self._written_s >= _AT_LEAST_EVERY_S
            or self._forgets_resets()
        )

    def _forgets_resets(self):
        return self._resets_s and self._charger.session.empty(self._clock.ticks_ms())

    def remember(self, planned=False):
        """Write it; with `planned` the reset that follows is ours."""
        charger, session = self._charger, self._charger.session
        orders, now_s = charger.plan.orders, self._clock.uptime_s()
        self._state, self._fault_changes = charger.evse.state, charger.faults.changes
        self._override, self._live_ma = orders.override, orders.live_ma
        self._active = session.active
        self._wrong_pins = self._pin_lock.wrong
        self._written_s = now_s
        if self._forgets_resets():
            self._resets_s = []
        if orders.schedule is not self._schedule:
            self._keep(orders.schedule)
        told = charger.plan.saved(session, now_s)
        state = (
            int(planned),
            int(self._state in _CLOSED_OR_ABOUT_TO),
            int(session.closed),
            int(session.plugged),
            int(session.woken),
            session.rest_ms(self._clock.ticks_ms()),
            self._clock.rtc_s(),
            [now_s - then_s for then_s in self._resets_s],
            _faults_numbered(charger.faults.saved(now_s)),
            (told["override"], told["origin"], told["live_ma"], told["delay_s"], told["leases"]),
            self._pin_lock.saved(now_s),
            self._journal.count,
            session.ration.saved(now_s),
        )
        self._memory.put_state(json.dumps(state, separators=(",", ":")).encode())
        self._save()

    def _keep(self, schedule):
        self._schedule = schedule
        if schedule is None:
            self._memory.clear("schedule")
        else:
            self._memory.put("schedule", schedule.packed)

    def _save(self):
        self._written_ms = self._clock.ticks_ms()
        self._memory.save()


# Names would take twice the room; -1: latched. services/memory/recovery.py reads it.
def _faults_numbered(saved):
    raised, standing = saved["raised"], []
    for code, left_s in saved["standing"]:
        standing += [CODES.index(code), -1 if left_s is None else max(left_s, 0)]
    return [[min(raised.get(code, 0), _RAISED_KEPT_MAX) for code in CODES], standing]
