"""Who changed what, and who tried: the log's entries about it are kept on flash.

Written with the contactor open (I10), once a minute at most. What writes and reads them is
memory.security_log, loaded for it.
"""

from micropython import const

from firmware.core.journal import KIND, NUMBER, SECURITY

_EVERY_S = const(60)

# By network, or by all else; the log keeps so many lines at least.
_SERVER = "server"
_WAITING_MAX = const(24)


class Security:
    """`charger`, `clock`, `journal`: as the logbook has them."""

    def __init__(self, charger, clock, journal):
        self._charger = charger
        self._clock = clock
        self._journal = journal
        self._seen = self._due_s = 0
        self._waiting = {"local": [], _SERVER: []}

    # Until the clock is known, which takes some seconds, an entry has no date. In C2 the contactor
    # may be about to close, and a self-test would fail by the pause.
    def look(self):
        """To be called every second. -> True if it wrote, which is long."""
        self._collect()
        charger, now_s = self._charger, self._clock.uptime_s()
        if now_s < self._due_s or charger.session.closed or charger.evse.state == "C2":
            return False
        if charger.self_test.running or (self._clock.epoch() is None and now_s < _EVERY_S):
            return False
        return self.write()

    # At once, for a long charge has more to note than the journal holds.
    def _collect(self):
        seen, self._seen = self._seen, self._journal.count
        if seen == self._seen:
            return
        for entry in self._journal.entries:
            if entry[NUMBER] > seen and entry[KIND] == SECURITY:
                waiting = self._waiting[_SERVER if entry[2].startswith(_SERVER) else "local"]
                waiting.append(entry)
                del waiting[:-_WAITING_MAX]

    # A flash that refuses is told of by who keeps the settings; this is tried again.
    def write(self):
        """Write what is new, now: the contactor is open."""
        self._collect()
        if not any(self._waiting.values()):
            return False
        self._due_s = self._clock.uptime_s() + _EVERY_S
        for ring, entries in self._waiting.items():
            try:
                if entries:
                    _loaded().append(ring, entries, self._charger.plan.settings.boots, self._clock)
                    entries.clear()
            except (OSError, MemoryError):
                pass
        return True

    def told(self):
        """Yields the entries on flash, oldest first by either ring. The contactor is open."""
        return _loaded().told()


def _loaded():
    from firmware.services.memory import security_log

    security_log.drop()
    return security_log
