"""The ADC on the pilot: what is on the line at this very microsecond, with noise and spikes.

The most called function of the whole simulation is `read_uv` (some 2500 times a second), so it
works on plateaus copied here when they change, on a table drawn once, on one comparison for all
that may fall due, and in viper: all its numbers lie in one array of 32-bit words. 11 dB: below
100 mV reads 0; linear to 2.45 V, usable to about 3.1 V.
"""

from array import array

import micropython
from micropython import const
from uctypes import addressof

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
_I = const(0)  # place in the table; at its end, or in a fault, the slow way is taken
_PERIOD = const(1)  # tenths of a microsecond
_FALL = const(2)
_HIGH_MV = const(3)
_LOW_MV = const(4)
_START_US = const(5)  # low half, high half
_READS = const(7)  # here the table begins

# The clock's words, as sim.instant has them.
_NOW = const(0)
_NEXT = const(2)
_WORD_BITS = const(32)
_WORD = const(0xFFFFFFFF)

# A word of the table: the noise of one reading, above 0, and below it the reading's cost.
_NOISE_ZERO_MV = const(1_000)
_COST_BITS = const(8)
_COST = const(0xFF)


def _reader(words, times, slowly, run):
    """read_uv() over the two arrays: microvolts in steps of 1 mV; then the read is charged."""
    line_at, times_at = addressof(words), addressof(times)

    @micropython.viper
    def read_uv() -> int:
        line = ptr32(line_at)
        i = line[_I]
        if i >= _LAST:
            return int(slowly())
        line[_I] = i + 1
        here = ptr32(times_at)
        now = here[_NOW] | here[_NOW + 1] << _WORD_BITS
        start = line[_START_US] | line[_START_US + 1] << _WORD_BITS
        x = (now - start) * 10 % line[_PERIOD]
        fall = line[_FALL]
        high_mv, low_mv = line[_HIGH_MV], line[_LOW_MV]
        if x < fall:
            mv = high_mv
            if x < EDGE_TENTHS_US:
                mv = low_mv + (high_mv - low_mv) * x // EDGE_TENTHS_US
        else:
            mv = low_mv
            if x < fall + EDGE_TENTHS_US:
                mv = high_mv + (low_mv - high_mv) * (x - fall) // EDGE_TENTHS_US
        drawn = line[_READS + i]
        mv += (drawn >> _COST_BITS) - _NOISE_ZERO_MV
        now += drawn & _COST
        here[_NOW] = now & _WORD
        here[_NOW + 1] = now >> _WORD_BITS
        if now >= (here[_NEXT] | here[_NEXT + 1] << _WORD_BITS):
            run()
        if mv < FLOOR_MV:
            return 0
        return (CEILING_MV if mv > CEILING_MV else mv) * 1_000

    return read_uv


class PilotAdc(Remembered):
    """`spike_reads`: one reading in about so many is a spike; 0: none is."""

    REMEMBERED = ("spike_reads",)

    def __init__(self, clock, chance, faults):
        self.clock = clock
        self.chance = chance
        self.faults = faults
        self.spike_reads = SPIKE_READS
        self._words = array("I", [0] * (_READS + _TABLE))
        self._read = _reader(self._words, clock.times, self._read_slowly, clock.run)
        self.read_uv = self._read_live if clock.live else self._read
        self._fault = None
        self._frozen_mv = 0
        self._make_table()

    def follow(self, line):
        """Takes over the line's plateaus and timing, after any change of them."""
        words = self._words
        words[_HIGH_MV], words[_LOW_MV] = line.adc_mv(line.high_mv), line.adc_mv(line.low_mv)
        words[_START_US] = line.start_us & _WORD
        words[_START_US + 1] = line.start_us >> _WORD_BITS
        words[_PERIOD] = line.period
        words[_FALL] = line.seen_u16 * line.period // silicon.LEDC_STEPS
        broken = [name for name in _FAULTS if name in self.faults]
        self._fault = broken[0] if broken else None
        if self._fault is None:
            self._frozen_mv = words[_HIGH_MV]
            if words[_I] > _LAST:
                words[_I] = _LAST
        else:
            words[_I] = _LAST + 1

    def _make_table(self):
        chance = self.chance
        for i in range(_READS, _READS + _TABLE):
            noise_mv = chance.normal(NOISE_SIGMA_MV, NOISE_CLIP_MV)
            cost_us = chance.between(silicon.ADC_MIN_US, silicon.ADC_MAX_US)
            self._words[i] = (_NOISE_ZERO_MV + noise_mv) << _COST_BITS | cost_us
        self._spikes = []
        self._to_spike = chance.between(1, 2 * SPIKE_READS)
        self._words[_I] = _LAST

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
        words = self._words
        for i, word in self._spikes:
            words[i] = word
        self._spikes = []
        start = words[_I] = self.chance.between(0, _TABLE // 2)
        at = start + self._to_spike
        while at < _LAST and self.spike_reads:
            size = self.chance.between(SPIKE_MIN_MV, SPIKE_MAX_MV)
            word = words[_READS + at]
            self._spikes.append((_READS + at, word))
            size_mv = size if self.chance.draw() & 1 else -size
            words[_READS + at] = (_NOISE_ZERO_MV + size_mv) << _COST_BITS | word & _COST
            at += self.chance.between(1, 2 * self.spike_reads)
        self._to_spike = max(0, at - _LAST)
