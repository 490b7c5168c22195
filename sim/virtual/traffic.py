"""Bytes on their way: counted over all sockets, so that time can stand still for them.

The PC is asked seldom, since every question costs more than a turn of the loop: its bytes come
when it was given the word, at the beginning of a run or in answer to bytes. Whoever sends or types
unasked is heard within LOOK_US.
"""

import uselect
import utime

_WAIT_MS = 2_000
_NAP_US = 50
_NAP_ALONE_MS = 20  # without a host nobody says what is on its way, if anything
_NAPS_ALONE = 10
_LOOK_US = 200_000


class Traffic:
    """`looks`: how often there was reason to ask the PC for what is new.

    Bytes are on their way while `sent` is not `settled`; attend() is due at `attend_us`.
    """

    def __init__(self, remote, clock):
        self.remote = remote
        self.ends = []
        self.sent = self.settled = 0
        self.received = 0
        self.looks = 0
        self._clock = clock
        self._poll = uselect.poll()
        self.attend_us = 0
        self._lost = 0  # sent by the host on connections that were closed before they were read

    def join(self, end, real):
        """From now on `end` is pumped: `real` is the PC's socket underneath."""
        self.ends.append(end)
        self._poll.register(real, uselect.POLLIN)

    def leave(self, end, real):
        self.ends.remove(end)
        self._poll.unregister(real)

    def send(self, count):
        """So many bytes have left the board."""
        self.sent += count
        self.attend_us = 0

    def attend(self):
        """Settles what was sent; otherwise asks the PC what is new."""
        if self.sent != self.settled:
            self.settle()
        else:
            self._look()

    def settle(self):
        """Waits, in real time and not for ever, until every answer of the host is here."""
        self.settled = self.sent
        if self.remote is None:
            self._settle_alone()
            return
        due = self.remote.settled(self.sent)
        start_ms = utime.ticks_ms()
        self._look()
        while self.received + self._lost < due and self._can_receive():
            if utime.ticks_diff(utime.ticks_ms(), start_ms) > _WAIT_MS:
                break
            utime.sleep_us(_NAP_US)
            self._look()
        if not any(end.full for end in self.ends):
            self._lost = max(self._lost, due - self.received)

    def _settle_alone(self):
        before = self.received
        for _ in range(_NAPS_ALONE):
            utime.sleep_ms(_NAP_ALONE_MS)
            self._look()
            if self.received != before:
                return

    def _look(self):
        self.looks += 1
        if self.remote is not None:
            self.attend_us = self._clock.now_us + _LOOK_US
        heard = self.ends and self._poll.poll(0)
        for end in self.ends:
            self.received += end.pump(heard)

    @property
    def restless(self):
        """Some connection has bytes to be read, or an end to be told of."""
        return any(end.has_input or end.error for end in self.ends)

    def _can_receive(self):
        return any(end.listening and not end.full for end in self.ends)
