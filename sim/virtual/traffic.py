"""Bytes on their way: counted over all sockets, so that time can stand still for them."""

import utime

_WAIT_MS = 2_000
_NAP_US = 50
_NAP_ALONE_MS = 20  # without a host nobody says what is on its way


class Traffic:
    def __init__(self, remote):
        self.remote = remote
        self.ends = []
        self.sent = 0
        self.received = 0
        self._settled = 0
        self._lost = 0  # sent by the host on connections that were closed before they were read

    def settle_if_stirred(self):
        if self.sent != self._settled:
            self.settle()
        elif self.ends:
            self.pump()

    def settle(self):
        """Waits, in real time and not for ever, until every answer of the host is here."""
        self._settled = self.sent
        if self.remote is None:
            utime.sleep_ms(_NAP_ALONE_MS)
            self.pump()
            return
        due = self.remote.settled(self.sent)
        start_ms = utime.ticks_ms()
        self.pump()
        while self.received + self._lost < due and self._can_receive():
            if utime.ticks_diff(utime.ticks_ms(), start_ms) > _WAIT_MS:
                break
            utime.sleep_us(_NAP_US)
            self.pump()
        self._lost = max(self._lost, due - self.received)

    def pump(self):
        for end in self.ends:
            self.received += end.pump()

    @property
    def restless(self):
        """Some connection has bytes to be read, or an end to be told of."""
        return any(end.has_input or end.error for end in self.ends)

    def _can_receive(self):
        return any(end.listening for end in self.ends)
