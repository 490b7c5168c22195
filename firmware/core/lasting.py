"""For how long is something so? What flickers must not begin anew with each look that says no."""

from micropython import const

from firmware.core.ticks import elapsed_ms

_FIRST_LOOK_MS = const(20)  # a control step


class Lasting:
    """Counts up while it is so, and down at half the rate while it is not."""

    def __init__(self, enough_ms, now_ms):
        self._enough_halves = 2 * enough_ms
        self._halves = 0  # of a millisecond
        self._was = False
        self._looked_ms = now_ms

    @property
    def never(self):
        """It has not been so for quite a while."""
        return self._halves == 0

    def forget(self):
        self._halves = 0
        self._was = False

    # A stall of the loop before the first look that finds it so says nothing. Allocates nothing.
    def look(self, so, now_ms):
        """True when it is, and has been for long enough."""
        passed_ms = elapsed_ms(now_ms, self._looked_ms)
        self._looked_ms = now_ms
        if not so:
            self._halves = self._halves - passed_ms if self._halves > passed_ms else 0
        elif self._was or passed_ms < _FIRST_LOOK_MS:
            self._halves += 2 * passed_ms
        else:
            self._halves += 2 * _FIRST_LOOK_MS
        self._was = so
        return so and self._halves >= self._enough_halves
