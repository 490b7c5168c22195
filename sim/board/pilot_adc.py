"""The ADC on the pilot: what is on the line at this very microsecond, with noise and spikes.

Here is what happens seldom: the line changes, the table of noise is drawn and shuffled, the ADC
breaks. sim.board.pilot_reading is a reading itself.
"""

from array import array

from sim.board.pilot_reading import (
    COST,
    COST_BITS,
    FALL,
    HIGH_MV,
    LAST,
    LOW_MV,
    NOISE_ZERO_MV,
    PERIOD,
    PLACE,
    READS,
    START_US,
    WORD,
    WORD_BITS,
)
from sim.cost import silicon
from sim.placed import placed
from sim.remembered import Remembered

NOISE_SIGMA_MV = 17
NOISE_CLIP_MV = 50
SPIKE_MIN_MV = 60
SPIKE_MAX_MV = 300
SPIKE_READS = 2_000  # about one reading in so many is off by a spike
ETIMEDOUT = 116  # what ESP_ERR_TIMEOUT of the driver is mapped to

_TABLE = 2_048
_FAULTS = ("adc_error", "adc_zero", "adc_frozen")


class PilotAdc(Remembered):
    """`spike_reads`: one reading in about so many is a spike, of `spike_mv` (least, most) up or
    down; 0: none is. `read_us`: (least, most) that one takes, its loop included, at any clock of
    the CPU; None: as silicon.py has it."""

    REMEMBERED = ("spike_reads", "spike_mv", "read_us")

    def __init__(self, clock, chance, faults):
        self.clock = clock
        self.chance = chance
        self.faults = faults
        self.spike_reads = SPIKE_READS
        self.spike_mv = (SPIKE_MIN_MV, SPIKE_MAX_MV)
        self.read_us = None
        self._words = array("I", [0] * (READS + _TABLE))
        self._read = placed(
            "board/pilot_reading",
            {"_LINE_AT": self._words, "_TIMES_AT": clock.times},
            {"slowly": self._read_slowly, "run": clock.run},
        )["read_uv"]
        self.read_uv = self._read_live if clock.live else self._read
        self._fault = None
        self._frozen_mv = 0
        self._make_table()

    def restore(self, saved):
        Remembered.restore(self, saved)
        if self.read_us:
            self.keep_pace()

    def follow(self, line):
        """Takes over the line's plateaus and timing, after any change of them."""
        words = self._words
        words[HIGH_MV], words[LOW_MV] = line.seen_mv(line.high_mv), line.seen_mv(line.low_mv)
        words[START_US] = line.start_us & WORD
        words[START_US + 1] = line.start_us >> WORD_BITS
        words[PERIOD] = line.period
        words[FALL] = line.seen_u16 * line.period // silicon.LEDC_STEPS
        broken = [name for name in _FAULTS if name in self.faults]
        self._fault = broken[0] if broken else None
        if self._fault is None:
            self._frozen_mv = words[HIGH_MV]
            if words[PLACE] > LAST:
                words[PLACE] = LAST
        else:
            words[PLACE] = LAST + 1

    def keep_pace(self):
        """What a reading costs has changed, or the CPU's clock."""
        words = self._words
        self._take_spikes_out()
        for i in range(READS, READS + _TABLE):
            words[i] = words[i] >> COST_BITS << COST_BITS | self._cost_us()

    def _cost_us(self):
        if self.read_us:
            return self.chance.between(*self.read_us)
        work_us = self.chance.between(silicon.ADC_MIN_US, silicon.ADC_MAX_US)
        conversion_us = silicon.ADC_CONVERSION_US
        return min(COST, conversion_us + self.clock.paced(work_us - conversion_us))

    def _take_spikes_out(self):
        for i, word in self._spikes:
            self._words[i] = word
        self._spikes = []

    def _make_table(self):
        chance = self.chance
        for i in range(READS, READS + _TABLE):
            noise_mv = chance.normal(NOISE_SIGMA_MV, NOISE_CLIP_MV)
            cost_us = self._cost_us()
            self._words[i] = (NOISE_ZERO_MV + noise_mv) << COST_BITS | cost_us
        self._spikes = []
        self._to_spike = chance.between(1, 2 * SPIKE_READS)
        self._words[PLACE] = LAST

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
        self._take_spikes_out()
        start = words[PLACE] = self.chance.between(0, _TABLE // 2)
        at = start + self._to_spike
        while at < LAST and self.spike_reads:
            size = self.chance.between(*self.spike_mv)
            word = words[READS + at]
            self._spikes.append((READS + at, word))
            size_mv = size if self.chance.draw() & 1 else -size
            words[READS + at] = (NOISE_ZERO_MV + size_mv) << COST_BITS | word & COST
            at += self.chance.between(1, 2 * self.spike_reads)
        self._to_spike = max(0, at - LAST)
