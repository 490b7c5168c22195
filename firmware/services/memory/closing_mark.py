"""The mark on flash that the contactor is about to close: what neither reset nor mains cut erases.

Whoever has lost its memory must not close onto a leak again some seconds later: 15 min, four times
at most (UL 2231-2 14.4). So the mark is written before each closing, with the contactor open, and
taken back after an opening that was no trip. A start that finds it counts as one: recovery.py.
"""

from micropython import const

from firmware.core.protection.faults import GROUND_FAULT
from firmware.core.ticks import elapsed_ms

MARK_PATH = "data/closing"  # drivers.flash.twin.Twin adds to it
_CLOSING = "closing"
_OPEN = "open"
_TAKEN_BACK_AFTER_MS = const(2_000)  # a weld is known by then


class ClosingMark:
    """`twin`: drivers.flash.twin.Twin of MARK_PATH. `untripped`: at this start the module's latch
    said that nothing had tripped; `found`: the mark stood when the program started; `ever`: it was
    written once, as before the board's first closing; `trips`: so many ground faults were counted
    before, in the plug-in that may still run."""

    def __init__(self, twin, charger, board, journal):
        self.untripped = board.untripped
        self._twin = twin
        self._charger = charger
        self._clock = board.clock
        self._journal = journal
        self._since_ms = board.clock.ticks_ms()
        text = twin.read()
        self.ever = text is not None
        self.found, self.trips = _read(text)
        self._stands = self.found

    # Not while it is closed (I10). Allocates only to write.
    def look(self):
        """Write it if it must be another one. To be called after every control step."""
        charger = self._charger
        if charger.session.closed:
            self._since_ms = self._clock.ticks_ms()
        else:
            stands, trips = self._must_stand(), charger.faults.struck_before(GROUND_FAULT)
            if stands != self._stands or trips != self.trips:
                self._write(stands, trips)
        charger.marked = self._stands

    def _must_stand(self):
        charger, now_ms = self._charger, self._clock.ticks_ms()
        if charger.about_to_close or charger.faults.stands(GROUND_FAULT):
            self._since_ms = now_ms
            return True
        if self._stands and charger.senses.mains_sensed:
            self._since_ms = now_ms
        return self._stands and elapsed_ms(now_ms, self._since_ms) < _TAKEN_BACK_AFTER_MS

    # A flash that refuses keeps no car from charging.
    def _write(self, stands, trips):
        self._stands, self.trips = stands, trips
        try:
            self._twin.write("{} {}".format(_CLOSING if stands else _OPEN, trips))
        except (OSError, MemoryError) as error:
            self._journal.note("not_saved", "closing: {}".format(error))


# -> (it stands, trips). Never written is an open one; what nobody can read may be any.
def _read(text):
    if text is None:
        return False, 0
    try:
        word, trips = text.split()
        return word != _OPEN, int(trips)
    except ValueError:
        return True, 0
