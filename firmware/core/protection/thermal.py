"""How much of the current the board's temperature leaves.

Half from 65 C, a quarter from 68 C, nothing from 71 C (OpenEVSE's figures); each level is left 3 K
below where it was entered, so full current is back at 62 C. Hot is hot: from 71 C on it stops, be
the sensor ever so doubtful, for one that is shorted and a board that burns read alike. One that is
open, or jumps and is not hot, is no reason to stop, nor to trust the board: 6 A.
"""

from micropython import const

from firmware.core.j1772 import OFFER_MIN_MA

# (entered at C, left at or below C, share of the current in quarters)
_STOP_C = const(71)
_LEVELS = ((65, 62, 2), (68, 65, 1), (_STOP_C, 68, 0))

_JUMP_K = const(20)
_JUMP_WITHIN_S = const(10)
_DISTRUST_S = const(60)


class Derating:
    """`too_hot`: stop gracefully; `sensor_ok`: the reading can be believed. Of one that cannot
    nobody knows whether it is still too hot."""

    def __init__(self):
        self.too_hot = False
        self.sensor_ok = True
        self._level = 0
        self._past = ()
        self._distrusted_s = None

    def limit_ma(self, celsius, full_ma, now_s):
        """mA that the temperature leaves of `full_ma` (the least of board, cable and wire), 0 when
        it is too hot; None: no limit. `celsius`: whole degrees, None: not readable or open. Ask
        about once a second."""
        hot = celsius is not None and celsius >= _STOP_C
        self._judge_sensor(celsius, hot, now_s)
        if hot or self.sensor_ok:
            self._judge_level(celsius)
        self.too_hot = hot or (self.sensor_ok and self._level == len(_LEVELS))
        if self.too_hot:
            return 0
        if not self.sensor_ok:
            return OFFER_MIN_MA
        if self._level == 0:
            return None
        return max(full_ma * _LEVELS[self._level - 1][2] // 4, OFFER_MIN_MA)

    # Copper and air do not change by 20 K in 10 s: a wire is coming loose.
    def _judge_sensor(self, celsius, hot, now_s):
        if celsius is None or (self._jumped(celsius, now_s) and not hot):
            self._distrusted_s = now_s
        elif self._distrusted_s is not None and now_s - self._distrusted_s >= _DISTRUST_S:
            self._distrusted_s = None
        self.sensor_ok = self._distrusted_s is None

    def _jumped(self, celsius, now_s):
        self._past = tuple(was for was in self._past if now_s - was[0] <= _JUMP_WITHIN_S)
        jumped = any(abs(celsius - was[1]) > _JUMP_K for was in self._past)
        self._past += ((now_s, celsius),)
        return jumped

    def _judge_level(self, celsius):
        while self._level < len(_LEVELS) and celsius >= _LEVELS[self._level][0]:
            self._level += 1
        while self._level and celsius <= _LEVELS[self._level - 1][1]:
            self._level -= 1
