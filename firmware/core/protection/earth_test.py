"""Does the earth monitor say so when the earth is away? Its own look at it is interrupted, to see.

Done beside the ground-fault sensor's test, with the contactor open.
"""

from micropython import const

from firmware.core.ticks import elapsed_ms

_BACK_MS = const(1_000)  # docs/board.md: so long it may take to find the earth again


class EarthTest:
    """`drop_ms`: a healthy monitor misses the earth within it; None: the board has no such test.
    `on`: the monitor's look is to be interrupted; `away`: what it says is the test's own doing;
    `passed`: it has missed the earth."""

    def __init__(self, drop_ms, now_ms):
        self.on = self.away = False
        self.passed = drop_ms is None
        self._drop_ms = drop_ms
        self._since_ms = now_ms

    def begin(self, now_ms):
        if self._drop_ms is not None:
            self.on = self.away = True
            self.passed = False
            self._since_ms = now_ms

    def end(self, now_ms):
        """The look is no longer interrupted, whatever came of it."""
        if self.on:
            self.on = False
            self._since_ms = now_ms

    # Allocates nothing.
    def look(self, ground_ok, now_ms):
        """At every step with the contactor open. -> False: the monitor did not miss the earth."""
        since_ms = elapsed_ms(now_ms, self._since_ms)
        if self.on:
            self.passed = not ground_ok
            if self.passed or since_ms > self._drop_ms:
                self.end(now_ms)
                return self.passed
        elif ground_ok or since_ms >= _BACK_MS:
            self.away = False
        return True
