"""The control pilot: PWM out, plateaus in.

The ADC cannot be tied to the PWM's phase on this chip, so a burst spreads its reads over nearly
five periods at a spacing that is no divisor of the period: together they fall on every part of
it, at most 30 us apart. A plateau of 88 us (10 % duty less the rise) gets at least two reads, one
of 138 us (85 %) at least four, whatever the phase. The jitter keeps a PWM that is off its nominal
frequency from marching in step. `tests/drivers/test_control_pilot.py` counts it.
"""

from time import sleep_us, ticks_us

from micropython import const

from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY
from firmware.core.pilot.plateaus import DEEP_MV, FLOOR_MV, SPLIT_MV

_READS = const(47)
_SPACING_US = const(104)  # a read takes 60-100 us (facts of the ESP32's one-shot driver)
_JITTER_US = (0, 4, 1, 6, 2, 7, 3, 5)
_TICKS_MASK = const(0x3FFF_FFFF)  # where ticks_us wraps

_DUTY_U16_FULL = const(65_535)
_TRIM_FROM_READS = const(3)
_UV_MAX = const(3_300_000)

# When each read is over, from the burst's start.
_DUE_US = tuple((k + 1) * _SPACING_US + _JITTER_US[k % len(_JITTER_US)] for k in range(_READS))


class ControlPilot:
    """`pwm`: machine.PWM; `adc`: machine.ADC; `zero_uv`, `scale_permille`: see board.py.
    `duty`: as it was set last, in ten-thousandths high; `oscillating`: neither steady +12 V nor
    steady -12 V is driven."""

    def __init__(self, pwm, adc, zero_uv, scale_permille):
        self._pwm = pwm
        self._zero_uv = zero_uv
        self._scale = scale_permille
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
    # one from the heap for each of 50 bursts a second. One loop, everything in locals: it runs 47
    # times a burst. To sleep for less than nothing is to go on (extmod/modtime.c).
    def _sample_for_ever(self, read_uv):
        split_uv, deep_uv, floor_uv = [
            self._zero_uv + mv * self._scale for mv in (SPLIT_MV, DEEP_MV, FLOOR_MV)
        ]
        now_us, nap_us = ticks_us, sleep_us
        while True:
            burst = yield
            high_uv = low_reads = deep_reads = odd_reads = top_uv = low_uv = rises = 0
            bottom_uv, fell = _UV_MAX, False
            start_us = now_us()
            burst.failed = False
            try:
                for due_us in _DUE_US:
                    uv = read_uv()
                    if uv > split_uv:
                        if fell:
                            fell = False
                            rises += 1
                        high_uv += uv
                        if uv > top_uv:
                            top_uv = uv
                        if uv < bottom_uv:
                            bottom_uv = uv
                    else:
                        fell = True
                        low_reads += 1
                        low_uv += uv
                        if uv < floor_uv:
                            odd_reads += 1
                        elif uv <= deep_uv:
                            deep_reads += 1
                    nap_us(due_us - (now_us() - start_us & _TICKS_MASK))
            except OSError:
                burst.failed = True
                continue
            burst.span_us = now_us() - start_us & _TICKS_MASK
            burst.low_reads, burst.rises = low_reads, rises
            burst.deep_reads, burst.odd_reads = deep_reads, odd_reads
            self._tell(burst, high_uv, low_uv, top_uv + bottom_uv)

    def _tell(self, burst, high_uv, low_uv, ends_uv):
        reads = burst.low_reads
        burst.low_mv = self._pilot_mv(low_uv // reads) if reads else 0
        reads = burst.high_reads = _READS - reads
        if reads >= _TRIM_FROM_READS:
            burst.high_mv = self._pilot_mv((high_uv - ends_uv) // (reads - 2))
        elif reads:
            burst.high_mv = self._pilot_mv(high_uv // reads)

    def _pilot_mv(self, uv):
        return (uv - self._zero_uv) // self._scale
