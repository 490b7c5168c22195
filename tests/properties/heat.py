"""What the board's temperature leaves of the current, told from the true one (I1, I2).

The firmware measures once a second, to a degree; a sensor that is open, shorted or jumps it does
not believe, for a minute. What it cannot know yet, or may doubt, is not asked of it.
"""

from firmware.core.j1772 import OFFER_MIN_MA
from tests.properties.lasting import Lasting

SEEN_MS = 1_300  # a second, the meter's answer before it, and a step

# (from C, until C, quarters of the current)
_LEVELS = ((65, 62, 2), (68, 65, 1), (71, 68, 0))
_STOP = len(_LEVELS)

_SENSOR_K = 1  # what its reading may be off
_JUMP_K = 20
_JUMP_US = 10_000_000
_DISTRUST_US = 60_000_000
_DOUBT_US = 80_000_000  # a minute after the last reading that jumped
_STALL_US = 1_000_000


class Heat:
    """`level`: how many thresholds the firmware must have seen exceeded."""

    def __init__(self):
        self.level = 0
        self._lasting = Lasting()
        self._celsius = None
        self._stood_ms = 0
        self._past = []  # (until us, C)
        self._doubted_us = None  # last when the firmware may have seen a jump, or nothing
        self._jumped_us = None  # when it must have seen one
        self._unreadable = False

    @property
    def stops(self):
        return self.level == _STOP

    def limit_ma(self, full_ma):
        """mA of `full_ma`, the least of board, cable and wire."""
        if self._unreadable:
            return OFFER_MIN_MA
        if not self.level:
            return full_ma
        quarters = _LEVELS[self.level - 1][2]
        return max(full_ma * quarters // 4, OFFER_MIN_MA) if quarters else 0

    def look(self, celsius, readable, now_us):
        """After each control step; `readable`: the sensor's wires are sound."""
        if self._lasting.look(now_us) > _STALL_US:
            self._jumped_us = None
        if celsius != self._celsius:
            self._change(celsius, now_us)
        if not readable:
            self._doubted_us = now_us
        self._stood_ms = self._lasting.ms("stands", True)
        jumped = self._stood_ms > SEEN_MS and _within(_DISTRUST_US, self._jumped_us, now_us)
        self._unreadable = jumped or self._lasting.ms("unreadable", not readable) > SEEN_MS
        self._see_level()
        if _within(_DOUBT_US, self._doubted_us, now_us):
            self.level = 0

    def _change(self, celsius, now_us):
        self._past = [was for was in self._past if _within(_JUMP_US, was[0], now_us)]
        if self._celsius is not None:
            self._past.append((now_us, self._celsius))
        steps_k = [abs(celsius - was_c) for _, was_c in self._past]
        if max(steps_k, default=0) >= _JUMP_K:
            self._doubted_us = now_us
        seen = self._stood_ms > SEEN_MS and steps_k[-1] > _JUMP_K + _SENSOR_K
        self._jumped_us = now_us if seen else None
        self._celsius = celsius
        self._lasting.ms("stands", False)

    def _see_level(self):
        while self.level and self._celsius <= _LEVELS[self.level - 1][1] + _SENSOR_K:
            self.level -= 1
        if self._stood_ms > SEEN_MS:
            while not self.stops and self._celsius >= _LEVELS[self.level][0] + _SENSOR_K:
                self.level += 1


def _within(span_us, then_us, now_us):
    return then_us is not None and now_us - then_us < span_us
