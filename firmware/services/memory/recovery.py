"""Takes over, at boot, what resets.py left in the RTC's memory. Loaded for that alone."""

import json

from micropython import const

from firmware.core.protection import resets
from firmware.core.protection.faults import RESETS
from firmware.core.record.black_box import CODES
from firmware.core.tou.schedule import Schedule

# No number of an event may come twice: more than can have been noted since the last look.
_EVENTS_AHEAD = const(256)


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

    # What another release left may have another shape; what there is no memory for must not be
    # tried at every start to come. Either counts as nothing.
    def recover(self, cause):
        """True when there was something of ours: it is in force again."""
        state = self._memory.read("state")
        if state is None:
            return False
        try:
            self._take_over(json.loads(state), cause)
        except (KeyError, TypeError, ValueError, IndexError, MemoryError):
            self._journal.note("reset", cause + ", and what was remembered is not ours")
            return False
        return True

    def _take_over(self, state, cause):
        charger, now_s = self._charger, self._clock.uptime_s()
        self._journal.note("reset", cause + " " + _printable(self._memory.read("words") or b""))
        charger.faults.restore(_named(state["faults"]), now_s)
        charger.plan.restore(state["orders"], state["plugged"])
        charger.session.woken = state["woken"]
        charger.session.rest(state["rest_ms"], self._clock.ticks_ms())
        self._pin_lock.restore(state["pin"], now_s)
        self._journal.count += state["events"] + _EVENTS_AHEAD
        ages_s = resets.aged(state["resets"], self._clock.rtc_s() - state["rtc_s"])
        if state["wears"]:
            self._count_wear()
        if state["closed"] and not state["planned"]:
            self._opened_by_reset(ages_s, cause, now_s)
        self.resets_s = [now_s - age_s for age_s in ages_s]
        packed = self._memory.read("schedule")
        if packed is not None:
            charger.plan.orders.schedule = Schedule(packed)

    # What flowed nobody can tell any more.
    def _count_wear(self):
        settings = self._charger.plan.settings
        settings.openings_under_load += 1
        settings.unsaved = True

    def _opened_by_reset(self, ages_s, cause, now_s):
        charger = self._charger
        charger.session.opened_by_reset(self._clock.ticks_ms())
        ages_s.append(0)
        if resets.too_many(ages_s):
            charger.faults.strike(RESETS, now_s)
        if self._memory.read("trace") is not None:
            self._traces.found("reset " + cause)


def _named(numbered):
    raised, standing = numbered
    return {
        "raised": {CODES[place]: times for place, times in enumerate(raised) if times},
        "standing": [[CODES[at], left_s] for at, left_s in zip(standing[::2], standing[1::2])],
    }


# Words are cut at a byte, and what is not ASCII may be cut in two.
def _printable(words):
    return "".join([chr(byte) if 32 <= byte < 127 else "?" for byte in words])
