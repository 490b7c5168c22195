"""The last things that happened, for the console and the broker. RAM only."""

from micropython import const

_KEPT = const(64)
_DETAIL_MAX_CHARS = const(100)

# Of an entry.
NUMBER = 3
KIND = 4

# Kinds have places of their own. Where two have as many entries the first gives way.
_OTHER = const(0)
SECURITY = 1
_FAULT = const(2)

# How it began and ended, and what is lost or was not seen.
_FAULT_CODES = ("fault", "fault_over", "opening_unseen", "self_test", "sessions_lost")

# Who changed what, and who tried.
_CHANGES = ("settings", "clock_set", "commissioned", "wrong_pin", "wrong_key", "locked_out")
_SECURITY_CODES = _CHANGES + ("service", "power_on", "reset")


class Journal:
    """`entries`: list of `(uptime_s, code, detail, number, kind)`, oldest first, at most 64;
    `count`: the number of the newest."""

    def __init__(self, clock):
        self.entries = []
        self.count = 0
        self._clock = clock

    # Secrets never come here: whoever notes something notes names and numbers, not contents. A
    # note that finds no memory is left out: what it tells of has to be acted on first.
    def note(self, code, detail=""):
        try:
            if len(self.entries) >= _KEPT:
                self._make_room()
            now_s, number = self._clock.uptime_s(), self.count + 1
            detail = detail[:_DETAIL_MAX_CHARS]
            self.entries.append((now_s, code, detail, number, _kind(code)))
            self.count = number
        except MemoryError:
            self.entries.clear()

    # A third of the places is every kind's: cars that come and go push out no fault (C1, C3).
    def _make_room(self):
        entries, counts = self.entries, [0, 0, 0]
        for entry in entries:
            counts[entry[KIND]] += 1
        most, place = counts.index(max(counts)), 0
        while entries[place][KIND] != most:
            place += 1
        entries.pop(place)


def _kind(code):
    if code in _FAULT_CODES:
        return _FAULT
    return SECURITY if code in _SECURITY_CODES else _OTHER
