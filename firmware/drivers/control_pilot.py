"""The control pilot: PWM out, plateaus in.

The ADC cannot be tied to the PWM's phase on this chip, so a burst spreads its reads evenly over
five periods: 32 is no multiple of five, so together they fall on every part of the period, 31 us
apart, wherever the burst began. A plateau of 90 us (10 % duty less the rise) gets two reads and
with its edges three, one of 138 us (85 %) four. Each has its time, 156 us after the one before:
so it is with every ADC that takes less, and a burst that was held up says so.
`tests/drivers/test_control_pilot.py` counts it.
"""

from time import sleep_us, ticks_us

from micropython import const

from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY, PLUS_MV
from firmware.core.pilot.plateaus import (
    BURST_READS,
    BURST_US,
    DEEP_MV,
    FLOOR_MV,
    LATEST_US,
    SPLIT_MV,
)

_TICKS_MASK = const(0x3FFF_FFFF)  # where ticks_us wraps

_DUTY_U16_FULL = const(65_535)
_UV_MAX = const(3_300_000)
_LINEAR_TO_UV = const(2_450_000)  # the ESP32's datasheet, 11 dB

# With fewer two of them may be on edges, which are below the plateau: the mean would be, too. A
# spike may be the highest, so it is the second.
_MEAN_FROM_READS = const(6)

# When each read is over, from the burst's start.
_DUE_US = tuple((k + 1) * BURST_US // BURST_READS for k in range(BURST_READS))


class ControlPilot:
    """`pwm`: machine.PWM; `adc`: machine.ADC; `zero_uv`, `scale_permille`: see board.py.
    `duty`: as it was set last, in ten-thousandths high; `oscillating`: neither steady +12 V nor
    steady -12 V is driven; `off_mv`: by so much this unit reads +12 V too high, and by
    `gain_permille` too much of what the pilot is below it; `reads_plus`: +12 V is in the ADC's
    range."""

    def __init__(self, pwm, adc, zero_uv, scale_permille):
        self._pwm = pwm
        self._zero_uv = zero_uv
        self._scale = scale_permille
        self.off_mv = self.gain_permille = self._plus_uv = self._scale_100 = 0
        self.reads_plus = zero_uv + PLUS_MV * scale_permille <= _LINEAR_TO_UV
        self.duty = None
        self.oscillating = False
        self._sampling = self._sample_for_ever(adc.read_uv)
        next(self._sampling)
        self.drive(DUTY_STEADY)

    # Only on a change: a second write within one period waits for it with interrupts off.
    def drive(self, duty):
        """`duty`: ten-thousandths of the period high, as j1772.offer_duty."""
        if duty != self.duty:
            self.duty = duty
            self.oscillating = DUTY_MINUS12 < duty < DUTY_STEADY
            self._pwm.duty_u16(duty * _DUTY_U16_FULL // DUTY_STEADY)

    def sample(self, burst):
        """Fill a core.pilot.plateaus.Burst; takes 5 ms at most."""
        self._sampling.send(burst)

    # A generator, for its frame stays with it: a function with as many locals would take a new
    # one from the heap for each of 50 bursts a second. One loop, everything in locals: it runs 32
    # times a burst. To sleep for less than nothing is to go on (extmod/modtime.c). What the ADC
    # cannot read is the same whatever the unit's own error.
    def _sample_for_ever(self, read_uv):
        now_us, nap_us, floor_uv = ticks_us, sleep_us, self._zero_uv + FLOOR_MV * self._scale
        while True:
            burst = yield
            self._begin(burst)
            split_uv, deep_uv = self._uv(SPLIT_MV), self._uv(DEEP_MV)
            high_uv = low_reads = deep_reads = odd_reads = low_uv = rises = fell = 0
            top_uv, second_uv, bottom_uv = 0, 0, _UV_MAX
            slack_us, start_us = BURST_US, now_us()
            try:
                for due_us in _DUE_US:
                    uv = read_uv()
                    if uv > split_uv:
                        rises += fell
                        fell = 0
                        high_uv += uv
                        if uv > top_uv:
                            top_uv, second_uv = uv, top_uv
                        elif uv > second_uv:
                            second_uv = uv
                        if uv < bottom_uv:
                            bottom_uv = uv
                    else:
                        fell = 1
                        low_reads += 1
                        low_uv += uv
                        if uv < floor_uv:
                            odd_reads += 1
                        elif uv <= deep_uv:
                            deep_reads += 1
                    left_us = due_us - (now_us() - start_us & _TICKS_MASK)
                    if left_us < slack_us:
                        slack_us = left_us
                    nap_us(left_us)
            except OSError:
                continue
            burst.span_us, burst.slack_us = now_us() - start_us & _TICKS_MASK, slack_us
            burst.low_reads, burst.rises = low_reads, rises
            burst.deep_reads, burst.odd_reads = deep_reads, odd_reads
            self._tell(burst, high_uv - top_uv - bottom_uv, low_uv, second_uv or top_uv)

    def _begin(self, burst):
        burst.failed = True
        burst.off_mv = self.off_mv
        self._plus_uv = self._zero_uv + (PLUS_MV + self.off_mv) * self._scale
        self._scale_100 = self._scale * (1_000 + self.gain_permille) // 10

    # `between_uv`: the sum of all high reads but the highest and the lowest.
    def _tell(self, burst, between_uv, low_uv, few_uv):
        burst.failed = False
        burst.spread = burst.slack_us >= -LATEST_US
        reads = burst.low_reads
        burst.low_mv = self._pilot_mv(low_uv // reads) if reads else 0
        reads = burst.high_reads = BURST_READS - reads
        if reads >= _MEAN_FROM_READS:
            few_uv = between_uv // (reads - 2)
        burst.high_mv = self._pilot_mv(few_uv) if reads else 0

    # The pin's microvolts for the pilot's millivolts, and back, in words of 31 bits.
    def _uv(self, pilot_mv):
        return self._plus_uv + (pilot_mv - PLUS_MV) * self._scale_100 // 100

    def _pilot_mv(self, uv):
        return (uv - self._plus_uv) * 100 // self._scale_100 + PLUS_MV
