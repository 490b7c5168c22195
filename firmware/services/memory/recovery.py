"""Takes over, at boot, what resets.py left in the RTC's memory. Loaded for that alone."""

import json

from micropython import const

from firmware.core.journal import NUMBER
from firmware.core.protection import resets
from firmware.core.protection.faults import GROUND_FAULT, RESETS
from firmware.core.record.black_box import CODES

# No number of an event may come twice: more than can have been noted since the last look.
_EVENTS_AHEAD = const(256)

_FAULTS_AT = const(8)  # in the state, as services/memory/resets.py puts it together

# A brown-out says so, too.
_POWER_ON = "power_on"
_UNSEEN = "it was closed when mains or program went: whether it tripped nobody saw, so it counts"


class Past:
    """Arguments as Resets has them. `resets_s`: uptimes of the unplanned resets that count."""

    def __init__(self, memory, clock, charger, journal, traces, pin_lock):
        self.resets_s = []
        self._memory = memory
        self._clock = clock
        self._charger = charger
        self._journal = journal
        self._traces = traces
        self._pin_lock = pin_lock
        self._interrupted = False
        self._lost = memory.lost

    # What another release left may have another shape; what there is no memory for must not be
    # tried at every start to come. Either counts as nothing.
    def recover(self, cause):
        """True when there was something of ours: it is in force again."""
        state = self._memory.read_state()
        if state is None:
            return False
        try:
            self._take_over(json.loads(state), cause)
        except (KeyError, TypeError, ValueError, IndexError, MemoryError):
            self._journal.note("reset", cause + ", and what was remembered is not ours")
            self._lost = True
            return False
        return True

    def _take_over(self, state, cause):
        charger, now_s = self._charger, self._clock.uptime_s()
        planned, closed, wears, plugged, woken, rest_ms, rtc_s, ages_s = state[:_FAULTS_AT]
        faults, orders, pin, events, ration = state[_FAULTS_AT:]
        self._journal.note("reset", cause + " " + _printable(self._memory.read("words") or b""))
        charger.faults.restore(_named(faults), now_s)
        charger.plan.restore(_orders_named(orders), bool(plugged))
        charger.session.woken = bool(woken)
        charger.session.rest(rest_ms, self._clock.ticks_ms())
        charger.session.ration.restore(ration, now_s)
        self._pin_lock.restore(pin, now_s)
        _count_on(self._journal, events + _EVENTS_AHEAD)
        ages_s = resets.aged(ages_s, self._clock.rtc_s() - rtc_s)
        if wears:
            self._count_wear()
        if closed and not planned:
            self._opened_by_reset(ages_s, cause, now_s)
        self.resets_s = [now_s - age_s for age_s in ages_s]
        self._take_schedule_over()

    # Last, and by itself: what protects is in force by now.
    def _take_schedule_over(self):
        packed = self._memory.read("schedule")
        if packed is None:
            return
        try:
            from firmware.core.tou.schedule import Schedule

            self._charger.plan.orders.schedule = Schedule(packed)
        except MemoryError:
            self._journal.note("trouble", "no memory for the schedule from before the reset")

    # What flowed nobody can tell any more.
    def _count_wear(self):
        settings = self._charger.plan.settings
        settings.openings_under_load += 1
        settings.unsaved = True

    def _opened_by_reset(self, ages_s, cause, now_s):
        charger = self._charger
        self._interrupted = True
        charger.session.opened_by_reset(self._clock.ticks_ms())
        ages_s.append(0)
        if resets.too_many(ages_s):
            charger.faults.strike(RESETS, now_s)
        if self._memory.read("trace") is not None:
            self._traces.found("reset " + cause)

    # The latch tells only of a program that went on until the reset; nor is a start that is no
    # power-on and has lost its state any better, but on a board that has never closed: it has just
    # got its program.
    def judge_opening(self, resumed, cause, mark):
        """A contactor that was opened by nobody who could tell may have closed onto a leak: that
        counts as a trip, and rests as long."""
        charger = self._charger
        if resumed:
            unseen = mark.found and self._interrupted and not mark.untripped
        else:
            if mark.trips:
                charger.faults.raised[GROUND_FAULT] = mark.trips
            unseen = mark.found or (self._lost and mark.ever and cause != _POWER_ON)
        if unseen:
            self._journal.note("opening_unseen", _UNSEEN)
            charger.faults.strike(GROUND_FAULT, self._clock.uptime_s())


# What is noted already is of after the reset.
def _count_on(journal, before):
    journal.count += before
    entries = journal.entries
    for place, entry in enumerate(entries):
        entries[place] = entry[:NUMBER] + (entry[NUMBER] + before,) + entry[NUMBER + 1 :]


def _orders_named(told):
    names = ("override", "origin", "live_ma", "delay_s", "leases")
    return {name: told[place] for place, name in enumerate(names)}


def _named(numbered):
    raised, standing = numbered
    return {
        "raised": {CODES[place]: times for place, times in enumerate(raised) if times},
        "standing": [
            [CODES[at], None if left_s < 0 else left_s]
            for at, left_s in zip(standing[::2], standing[1::2])
        ],
    }


# Words are cut at a byte, and what is not ASCII may be cut in two.
def _printable(words):
    return "".join([chr(byte) if 32 <= byte < 127 else "?" for byte in words])
