"""What the answers of an energy meter are worth: a right checksum proves no right content."""

from micropython import const

# What any board's car can take: 80 A at 277 V. Readings come a second apart, and are late by up
# to two. Before a start the count was written within 15 min (I10).
_HIGHEST_W = const(22_160)
_LATE_S = const(2)
_BEFORE_START_S = const(900)

# A PZEM-004T v3 measures up to 100 A, whatever it says beyond. Assumed: no car takes half as much
# again as the board may carry, but one in trouble, which is for its protection to judge.
_METER_MAX_MA = const(100_000)


class Counter:
    """`readings`: services.memory.recorder.Readings, of which it keeps `total_wh`, what the meter
    said last, and `counted_wh`; `board_ma`: the board's rating."""

    def __init__(self, readings, board_ma):
        self._readings = readings
        self._most_ma = min(_METER_MAX_MA, board_ma * 3 // 2)
        self._taken_s = -_BEFORE_START_S  # when the meter was heard before the boot nobody knows
        self._doubted = None  # what it said just before, and when

    # A count that cannot be is believed when the next answer agrees with it. Nothing is counted
    # then: it is another meter, or one that was reset.
    def believes(self, reading, now_s):
        """True: `reading`, a drivers.meter.Reading, may be told, and its count is kept."""
        if reading.current_ma > self._most_ma:
            return False
        total_wh, readings, doubted = reading.total_wh, self._readings, self._doubted
        counted = self._doubted = None
        if readings.total_wh is not None:
            counted = counted_wh(readings.total_wh, total_wh, now_s - self._taken_s)
            if counted is None:
                self._doubted = total_wh, now_s
                if not doubted or counted_wh(doubted[0], total_wh, now_s - doubted[1]) is None:
                    return False
        readings.total_wh, self._taken_s = total_wh, now_s
        readings.counted_wh += counted or 0
        return True


def counted_wh(before_wh, now_wh, passed_s):
    """What a meter counted between two readings, `passed_s` apart; None: no car takes as much, or
    it is less than before. Then it is damaged, or another meter."""
    counted = now_wh - before_wh
    most_wh = _HIGHEST_W * (passed_s + _LATE_S) // 3_600
    return counted if 0 <= counted <= most_wh else None
