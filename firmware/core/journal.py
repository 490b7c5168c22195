"""The last things that happened, for the console and the broker. RAM only."""

from micropython import const

_KEPT = const(64)
_DETAIL_MAX_CHARS = const(100)


class Journal:
    """`entries`: list of `(uptime_s, code, detail)`, oldest first, at most 64; `count`: how many
    there ever were, so the number of the newest."""

    def __init__(self, clock):
        self.entries = []
        self.count = 0
        self._clock = clock

    # Secrets never come here: whoever notes something notes names and numbers, not contents. A
    # note that finds no memory is left out: what it tells of has to be acted on first.
    def note(self, code, detail=""):
        try:
            if len(self.entries) >= _KEPT:
                self.entries.pop(0)
            self.entries.append((self._clock.uptime_s(), code, detail[:_DETAIL_MAX_CHARS]))
            self.count += 1
        except MemoryError:
            self.entries.clear()
