"""Does the pilot's line show what was set? What the car is told is on the line, not in a register.

The share of low reads in a burst is the duty to 2 or 3 points, whatever the car does with the high
plateau; the rises in its time are the frequency. Both only roughly: a driver that is stuck or a
clock that is wrong is off by more.
"""

from micropython import const

from firmware.core.j1772 import DUTY_MINUS12
from firmware.core.lasting import Lasting
from firmware.core.pilot.plateaus import BURST_US, LATEST_US

_WRONG_MS = const(1_000)
_POINTS_OFF = const(10)  # of a hundred
_DUTY_PER_POINT = const(100)

# Fewest reads that make a high plateau: without one it is another fault's matter.
_HIGH_MIN_READS = const(3)

# A period is 1 ms; a rise more or less in a burst says nothing. Only where both plateaus are long
# enough to be met in every period, even by reads that come slowly.
_PERIOD_US = const(1_000)
_PERIODS_OFF_US = const(1_200)
_RISES_FROM_DUTY = const(2_500)
_RISES_TO_DUTY = const(7_500)

# Bursts of slow reads, 20 ms apart: a second. Others count half as much, backwards.
_SLOW_HALVES = const(100)


class ReadBack:
    """`wrong`: for a second it was not what was set; `sound`: for a while it was; `blind`: for a
    second the reads took too long to see all of a period."""

    def __init__(self, now_ms):
        self.wrong = self.blind = False
        self._slow = 0
        self._differs = Lasting(_WRONG_MS, now_ms)

    @property
    def sound(self):
        return self._differs.never and not self.blind

    # Allocates nothing: runs for every burst.
    def take(self, burst, duty, now_ms):
        """Judge a core.pilot.plateaus.Burst. `duty`: ten-thousandths high that were set."""
        differs = False
        if self._slow or not burst.spread:
            self._count_slow(burst)
        tells = burst.spread and not burst.failed and burst.high_reads >= _HIGH_MIN_READS
        if tells and duty != DUTY_MINUS12:
            differs = _duty_is_off(burst, duty) or _frequency_is_off(burst, duty)
        self.wrong = self._differs.look(differs, now_ms)

    # A burst that was held up makes up for it, in part. Of slow reads each is later than the last.
    def _count_slow(self, burst):
        if not burst.spread and burst.slack_us >= BURST_US - burst.span_us - LATEST_US:
            self._slow = min(self._slow + 2, _SLOW_HALVES)
        elif self._slow:
            self._slow -= 1
        self.blind = self._slow == _SLOW_HALVES


def _duty_is_off(burst, duty):
    seen = burst.high_reads * 100 // (burst.high_reads + burst.low_reads)
    return not -_POINTS_OFF <= seen - duty // _DUTY_PER_POINT <= _POINTS_OFF


def _frequency_is_off(burst, duty):
    if not _RISES_FROM_DUTY <= duty <= _RISES_TO_DUTY:
        return False
    return not -_PERIODS_OFF_US <= burst.rises * _PERIOD_US - burst.span_us <= _PERIODS_OFF_US
