"""The journal on its way to the broker: its last 64 entries, each once by its `seq`."""

import json

from micropython import const

from firmware.core.journal import NUMBER

_NUMBER_BITS = const(16)


class Events:
    """`settings.boots`: the persisted count of power-ons; `keep(lowers)`: store the settings."""

    topic = b"event"

    def __init__(self, journal, clock, settings, keep):
        self._journal = journal
        self._clock = clock
        self._settings = settings
        self._keep = keep
        self._first_power_on = settings.boots - (journal.count >> _NUMBER_BITS)
        self._acked = 0

    def unsent(self):
        """`(number, payload)` of the oldest that is not acknowledged, or None."""
        if self._acked < self._journal.count:
            for entry in self._journal.entries:
                number = entry[NUMBER]
                if number > self._acked:
                    self._carry(number)
                    return number, self._payload(entry)
        return None

    # After 65,535 events the numbers of the next power-on are used, and are then not its own.
    def _carry(self, number):
        power_on = self._first_power_on + (number >> _NUMBER_BITS)
        if power_on > self._settings.boots:
            self._settings.boots = power_on
            self._keep(False)

    # Noted by uptime: the clock may have been set since.
    def _payload(self, entry):
        noted_s, code, detail, number, _ = entry
        epoch = self._clock.epoch()
        noted = None if epoch is None else epoch - self._clock.uptime_s() + noted_s
        seq = (self._first_power_on << _NUMBER_BITS) + number
        return json.dumps({"seq": seq, "t": noted, "code": code, "detail": detail}).encode()

    def acknowledged(self, number):
        self._acked = max(self._acked, number)
