"""What a reset must not forget: faults and their retries, whether the contactor was closed, why.

Kept in the RTC's memory, which a mains cut erases: there the driver starts afresh.
"""

from asyncio import sleep_ms

from micropython import const

from firmware.core import reset_history
from firmware.core.faults import RESETS

_EVERY_MS = const(250)
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
        self._history = []
        self._written = None
        self._recover(cause)

    def _recover(self, cause):
        past = self._memory.read()
        if past is None:
            return
        self._journal.note("reset", cause + " " + past["words"])
        faults = self._charger.faults
        faults.restore(past["faults"], self._clock.uptime_s())
        self._history = past["resets"]
        if past["closed"] and not past["planned"]:
            self._history = reset_history.after_reset(past["resets"], self._clock.rtc_s())
            if reset_history.too_many(self._history):
                faults.strike(RESETS, self._clock.uptime_s())

    async def run(self):
        while True:
            self.remember()
            await sleep_ms(_EVERY_MS)

    def remember(self, planned=False):
        """Write what has changed; with `planned` the reset that follows is ours."""
        charger = self._charger
        if charger.session.empty(self._clock.ticks_ms()):
            self._history = []
        document = {
            "planned": planned,
            "closed": charger.evse.state in _CLOSED_OR_ABOUT_TO,
            "resets": self._history,
            "faults": charger.faults.saved(self._clock.uptime_s()),
            "words": "",
        }
        if document != self._written:
            self._memory.write(document)
            self._written = document


def leave_words(memory, text):
    """The last thing a dying program says, for the log of the next one."""
    document = memory.read()
    if document is not None:
        document["words"] = text[:_WORDS_MAX_CHARS]
        memory.write(document)
