"""The ADC on the pilot: what is on the line at this very microsecond, with noise and spikes.

The most called function of the whole simulation is `read_uv` (some 2500 times a second), so it
works on plateaus copied here when they change, on tables drawn once, and on one comparison for
all that may fall due. 11 dB: below 100 mV reads 0; linear to 2.45 V, usable to about 3.1 V.
"""

from array import array

from sim import silicon
from sim.remembered import Remembered

EDGE_TENTHS_US = 100  # 10 us rise and fall, seen at the connector behind the cable
NOISE_SIGMA_MV = 17
NOISE_CLIP_MV = 50
SPIKE_MIN_MV = 60
SPIKE_MAX_MV = 300
SPIKE_READS = 2_000  # about one reading in so many is off by a spike
FLOOR_MV = 100
CEILING_MV = 3_100
ETIMEDOUT = 116  # what ESP_ERR_TIMEOUT of the driver is mapped to

_TABLE = 2_048
_LAST = _TABLE - 1
_FAULTS = ("adc_error", "adc_zero", "adc_frozen")


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
        self._make_tables()

    def follow(self, line):
        """Takes over the line's plateaus and timing, after any change of them."""
        self._high_mv, self._low_mv = line.adc_mv(line.high_mv), line.adc_mv(line.low_mv)
        self._start_us, self._period = line.start_us, line.period
        self._fall = line.seen_u16 * line.period // silicon.LEDC_STEPS
        self._low_from = self._fall + EDGE_TENTHS_US
        broken = [name for name in _FAULTS if name in self.faults]
        self._fault = broken[0] if broken else None
        if self._fault is None:
            self._frozen_mv = self._high_mv

    def _make_tables(self):
        chance = self.chance
        self._noise_mv = array("h", [0] * _TABLE)
        self._cost_us = bytearray(_TABLE)
        for i in range(_TABLE):
            self._noise_mv[i] = chance.normal(NOISE_SIGMA_MV, NOISE_CLIP_MV)
            self._cost_us[i] = chance.between(silicon.ADC_MIN_US, silicon.ADC_MAX_US)
        self._spikes = []
        self._to_spike = chance.between(1, 2 * SPIKE_READS)
        self._i = _LAST

    def _read(self):
        """Microvolts in steps of 1 mV; then the read is charged."""
        i = self._i
        if i >= _LAST or self._fault:
            return self._read_slowly()
        self._i = i + 1
        clock = self.clock
        now = clock.now_us
        x = (now - self._start_us) * 10 % self._period
        if x < self._fall:
            mv = self._high_mv
            if x < EDGE_TENTHS_US:
                mv = self._on_edge(self._low_mv, mv, x)
        elif x < self._low_from:
            mv = self._on_edge(self._high_mv, self._low_mv, x - self._fall)
        else:
            mv = self._low_mv
        mv += self._noise_mv[i]
        now += self._cost_us[i]
        clock.now_us = now
        if now >= clock.next_us:
            clock.run()
        if FLOOR_MV <= mv <= CEILING_MV:
            return mv * 1_000
        return 0 if mv < FLOOR_MV else CEILING_MV * 1_000

    def _read_live(self):
        self.clock.sync()
        return self._read()

    def _on_edge(self, from_mv, to_mv, tenths_us):
        return from_mv + (to_mv - from_mv) * tenths_us // EDGE_TENTHS_US

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
        self._i = self.chance.between(0, _TABLE // 2)
        at = self._i + self._to_spike
        while at < _LAST and self.spike_reads:
            size = self.chance.between(SPIKE_MIN_MV, SPIKE_MAX_MV)
            self._spikes.append((at, self._noise_mv[at]))
            self._noise_mv[at] = size if self.chance.draw() & 1 else -size
            at += self.chance.between(1, 2 * self.spike_reads)
        self._to_spike = max(0, at - _LAST)
