"""The ADC on the pilot: what is on the line at this very microsecond, with noise and spikes.

The most called function of the whole simulation is `read_uv` (some 2500 times a second), so it
works on plateaus copied here when they change, on tables drawn once, on one comparison for all
that may fall due, and in viper: its numbers lie in one array of 32-bit words. 11 dB: below 100 mV
reads 0; linear to 2.45 V, usable to about 3.1 V.
"""

from array import array

import micropython
from micropython import const

from sim import silicon
from sim.remembered import Remembered

EDGE_TENTHS_US = const(100)  # 10 us rise and fall, seen at the connector behind the cable
NOISE_SIGMA_MV = 17
NOISE_CLIP_MV = 50
SPIKE_MIN_MV = 60
SPIKE_MAX_MV = 300
SPIKE_READS = 2_000  # about one reading in so many is off by a spike
FLOOR_MV = const(100)
CEILING_MV = const(3_100)
ETIMEDOUT = 116  # what ESP_ERR_TIMEOUT of the driver is mapped to

_TABLE = 2_048
_LAST = const(2_047)
_FAULTS = ("adc_error", "adc_zero", "adc_frozen")

# What the reading works with, by its place in the array.
_I = const(0)  # place in the tables; at their end, or in a fault, the slow way is taken
_PERIOD = const(1)  # tenths of a microsecond
_FALL = const(2)
_HIGH_MV = const(3)
_LOW_MV = const(4)
_WORDS = const(5)

# Viper reads a table of 16 bits without sign.
_NOISE_ZERO_MV = const(1_000)


class PilotAdc(Remembered):
    """`spike_reads`: one reading in about so many is a spike; 0: none is."""

    REMEMBERED = ("spike_reads",)

    def __init__(self, clock, chance, faults):
        self.clock = clock
        self.chance = chance
        self.faults = faults
        self.spike_reads = SPIKE_READS
        self.read_uv = self._read_live if clock.live else self._read
        self._fault = None
        self._frozen_mv = 0
        self._words = array("i", [0] * _WORDS)
        self._make_tables()

    def follow(self, line):
        """Takes over the line's plateaus and timing, after any change of them."""
        words = self._words
        words[_HIGH_MV], words[_LOW_MV] = line.adc_mv(line.high_mv), line.adc_mv(line.low_mv)
        self._start_us, words[_PERIOD] = line.start_us, line.period
        words[_FALL] = line.seen_u16 * line.period // silicon.LEDC_STEPS
        broken = [name for name in _FAULTS if name in self.faults]
        self._fault = broken[0] if broken else None
        if self._fault is None:
            self._frozen_mv = words[_HIGH_MV]
            if words[_I] > _LAST:
                words[_I] = _LAST
        else:
            words[_I] = _LAST + 1

    def _make_tables(self):
        chance = self.chance
        self._noise_mv = array("H", [0] * _TABLE)
        self._cost_us = bytearray(_TABLE)
        for i in range(_TABLE):
            noise_mv = chance.normal(NOISE_SIGMA_MV, NOISE_CLIP_MV)
            self._noise_mv[i] = _NOISE_ZERO_MV + noise_mv
            self._cost_us[i] = chance.between(silicon.ADC_MIN_US, silicon.ADC_MAX_US)
        self._spikes = []
        self._to_spike = chance.between(1, 2 * SPIKE_READS)
        self._words[_I] = _LAST

    @micropython.viper
    def _read(self) -> int:
        """Microvolts in steps of 1 mV; then the read is charged."""
        words = ptr32(self._words)
        i = words[_I]
        if i >= _LAST:
            return int(self._read_slowly())
        words[_I] = i + 1
        clock = self.clock
        now = int(clock.now_us)
        x = (now - int(self._start_us)) * 10 % words[_PERIOD]
        fall = words[_FALL]
        high_mv, low_mv = words[_HIGH_MV], words[_LOW_MV]
        if x < fall:
            mv = high_mv
            if x < EDGE_TENTHS_US:
                mv = low_mv + (high_mv - low_mv) * x // EDGE_TENTHS_US
        else:
            mv = low_mv
            if x < fall + EDGE_TENTHS_US:
                mv = high_mv + (low_mv - high_mv) * (x - fall) // EDGE_TENTHS_US
        mv += ptr16(self._noise_mv)[i] - _NOISE_ZERO_MV
        now += ptr8(self._cost_us)[i]
        clock.now_us = now
        if now >= int(clock.next_us):
            clock.run()
        if mv < FLOOR_MV:
            return 0
        return (CEILING_MV if mv > CEILING_MV else mv) * 1_000

    def _read_live(self):
        self.clock.sync()
        return self._read()

    # Once per table, and in a fault: never in the ordinary reading.
    def _read_slowly(self):
        if not self._fault:
            self._shuffle()
            return self._read()
        self.clock.charge(silicon.ADC_MAX_US)
        if self._fault == "adc_error":
            raise OSError(ETIMEDOUT)
        return 0 if self._fault == "adc_zero" else self._frozen_mv * 1_000

    # Starting anywhere in the first half and moving the spikes keeps the table from repeating.
    def _shuffle(self):
        for i, mv in self._spikes:
            self._noise_mv[i] = mv
        self._spikes = []
        start = self._words[_I] = self.chance.between(0, _TABLE // 2)
        at = start + self._to_spike
        while at < _LAST and self.spike_reads:
            size = self.chance.between(SPIKE_MIN_MV, SPIKE_MAX_MV)
            self._spikes.append((at, self._noise_mv[at]))
            size_mv = size if self.chance.draw() & 1 else -size
            self._noise_mv[at] = _NOISE_ZERO_MV + size_mv
            at += self.chance.between(1, 2 * self.spike_reads)
        self._to_spike = max(0, at - _LAST)
