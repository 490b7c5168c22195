"""What a reset must not forget: orders, faults and their retries, the contactor's state, and why.

Kept in the RTC's memory, which a mains cut erases: there the driver starts afresh. Written in the
step after anything of it changed, for what changes may be what resets the chip.
"""

from asyncio import sleep_ms

from micropython import const

from firmware.core import reset_history
from firmware.core.faults import RESETS

_LOOK_EVERY_MS = const(20)
_AT_LEAST_EVERY_S = const(60)  # so that ages and retry times are never older
_WORDS_MAX_CHARS = const(200)

# The inrush of the closing itself may reset the chip: it counts from half a second before.
_CLOSED_OR_ABOUT_TO = ("C2", "C2+", "C1+")


class Resets:
    """`memory`: drivers.reset_memory.ResetMemory; `cause`: why the chip started, in a word."""

    def __init__(self, memory, clock, charger, journal, cause):
        self._memory = memory
        self._clock = clock
        self._charger = charger
        self._journal = journal
        self._resets_s = []  # uptimes of the unplanned resets, those before this boot negative
        self._state = self._fault = self._override = self._live_ma = None
        self._written_s = 0
        past = memory.read()
        if past is not None:
            # What another release left may have another shape: it then counts as nothing.
            try:
                self._recover(past, cause)
            except (KeyError, TypeError, ValueError):
                journal.note("reset", cause + ", and what was remembered is not ours")
        self.remember()

    def _recover(self, past, cause):
        charger, now_s = self._charger, self._clock.uptime_s()
        self._journal.note("reset", cause + " " + past["words"])
        charger.faults.restore(past["faults"], now_s)
        charger.plan.restore(past["orders"], past["plugged"])
        ages_s = reset_history.aged(past["resets"], self._clock.rtc_s() - past["rtc_s"])
        if past["closed"] and not past["planned"]:
            charger.session.opened_by_reset(self._clock.ticks_ms())
            ages_s.append(0)
            if reset_history.too_many(ages_s):
                charger.faults.strike(RESETS, now_s)
        self._resets_s = [now_s - age_s for age_s in ages_s]

    async def run(self):
        while True:
            self.look()
            await sleep_ms(_LOOK_EVERY_MS)

    # Compares what may change at any step; allocates only to write.
    def look(self):
        """Write if anything changed that must be remembered."""
        charger = self._charger
        orders = charger.plan.orders
        if (
            charger.evse.state != self._state
            or charger.faults.active != self._fault
            or orders.override != self._override
            or orders.live_ma != self._live_ma
            or charger.plan.now_s - self._written_s >= _AT_LEAST_EVERY_S
            or self._forgets_resets()
        ):
            self.remember()

    def _forgets_resets(self):
        return self._resets_s and self._charger.session.empty(self._clock.ticks_ms())

    def remember(self, planned=False):
        """Write it; with `planned` the reset that follows is ours."""
        charger = self._charger
        orders, now_s = charger.plan.orders, self._clock.uptime_s()
        self._state, self._fault = charger.evse.state, charger.faults.active
        self._override, self._live_ma = orders.override, orders.live_ma
        self._written_s = now_s
        if self._forgets_resets():
            self._resets_s = []
        self._memory.write(
            {
                "planned": planned,
                "closed": self._state in _CLOSED_OR_ABOUT_TO,
                "plugged": charger.session.plugged,
                "rtc_s": self._clock.rtc_s(),
                "resets": [now_s - then_s for then_s in self._resets_s],
                "faults": charger.faults.saved(now_s),
                "orders": orders.saved(),
                "words": "",
            }
        )


def leave_words(memory, text):
    """The last thing a dying program says, for the log of the next one."""
    document = memory.read()
    if document is not None:
        document["words"] = text[:_WORDS_MAX_CHARS]
        memory.write(document)
