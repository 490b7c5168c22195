"""The control pilot from the charger's driver to the car and back into the ADC.

The generator drives +12 V or -12 V through 1 kOhm; the car loads the line with its resistors
behind a diode; the board shifts and divides the connector's voltage into the ADC's range. Only
plateaus are computed when something changes, so that a reading is a few table look-ups.
"""

from array import array

from firmware import board
from sim import silicon
from sim.remembered import Remembered

STEADY_HIGH_U16 = 65_536
PLUS_MV = 12_000  # SAE J1772: 11.4 .. 12.6 V
MINUS_MV = -12_000  # SAE J1772: -12.6 .. -11.4 V
SOURCE_OHM = 1_000  # +/- 3 %
SHORT_OHM = 80  # IEC 61851-1 A.4.9: CP to PE test resistor
UNDRIVEN_MV = 0  # the driver stage is off while its input floats
EDGE_TENTHS_US = 100  # 10 us rise and fall, seen at the connector behind the cable

NOISE_SIGMA_MV = 17
NOISE_CLIP_MV = 50
SPIKE_MIN_MV = 60
SPIKE_MAX_MV = 300
SPIKE_READS = 2_000  # about one reading in so many is off by a spike
# 11 dB: below 100 mV reads 0; linear to 2.45 V, usable to about 3.1 V.
ADC_FLOOR_MV = 100
ADC_CEILING_MV = 3_100

_TABLE = 2_048
_MASK = _TABLE - 1


class PilotLine(Remembered):
    REMEMBERED = (
        "plus_mv",
        "minus_mv",
        "source_ohm",
        "driven",
        "freq_hz",
        "duty_u16",
        "next_u16",
        "start_us",
        "spike_reads",
    )

    def __init__(self, clock, chance, faults):
        self.clock = clock
        self.chance = chance
        self.faults = faults
        self.listeners = []  # called with t_us after every change of a plateau or of the duty
        self.plus_mv = PLUS_MV
        self.minus_mv = MINUS_MV
        self.source_ohm = SOURCE_OHM
        self.driven = False
        self.freq_hz = board.PILOT_FREQ_HZ
        self.duty_u16 = 0
        self.next_u16 = 0
        self.start_us = 0
        self.spike_reads = SPIKE_READS
        self.load = None  # (ohm, diode_mv) of the car, None when nothing is plugged in
        self.broken = None
        self._high_adc_mv = self._frozen_mv = 0
        self.read_uv = self._read_live if clock.live else self._read
        clock.on("pilot.latch", self._latch)
        self._make_tables()
        self._time_period()
        self.settle(0)

    def restore(self, saved):
        Remembered.restore(self, saved)
        self._time_period()

    # ---- the charger's side

    def run(self, freq_hz, duty_u16):
        """PWM on the driver. A new duty is latched at the end of the period, as LEDC does."""
        if not self.driven or freq_hz != self.freq_hz:
            self._start(freq_hz, duty_u16)
            return
        # ledc_ll_set_duty_start() spins until the duty before has been latched.
        if self.clock.pending("pilot.latch"):
            self.clock.charge(self.clock.due_us["pilot.latch"] - self.clock.now_us)
        self.next_u16 = duty_u16
        periods = (self.clock.now_us - self.start_us) * 10 // self.period + 1
        self.clock.at("pilot.latch", self.start_us + (periods * self.period + 9) // 10)

    def _start(self, freq_hz, duty_u16):
        self.driven = True
        self.freq_hz = freq_hz
        self.next_u16 = duty_u16
        self.start_us = self.clock.now_us
        self._time_period()
        self._latch(self.start_us)

    def hold(self, level):
        """A plain level on the driver; None lets it float."""
        self.clock.never("pilot.latch")
        self.driven = level is not None
        self.next_u16 = STEADY_HIGH_U16 if level else 0
        self.start_us = self.clock.now_us
        self._latch(self.clock.now_us)

    def _latch(self, t_us):
        self.duty_u16 = self.next_u16
        self.settle(t_us)

    # ---- the line itself

    def plateau_mv(self, drive_mv):
        """Volts at the connector with `drive_mv` behind the source resistor."""
        conductance = 1 / self.source_ohm
        current = drive_mv / self.source_ohm
        if "cp_short" in self.faults:
            conductance += 1 / SHORT_OHM
        bare_mv = current / conductance
        if self.load is None or "cp_open" in self.faults:
            return round(bare_mv)
        ohm, diode_mv = self.load
        if "diode_missing" in self.faults:
            diode_mv = 0
        elif bare_mv <= diode_mv:
            return round(bare_mv)
        return round((current + diode_mv / ohm) / (conductance + 1 / ohm))

    def settle(self, t_us):
        """Recomputes what a reading finds, after any change."""
        minus_mv = 0 if "minus12_missing" in self.faults else self.minus_mv
        duty = STEADY_HIGH_U16 if "pwm_lost" in self.faults else self.duty_u16
        high = self.plateau_mv(self.plus_mv if self.driven else UNDRIVEN_MV)
        low = self.plateau_mv(minus_mv if self.driven else UNDRIVEN_MV)
        if duty >= STEADY_HIGH_U16:
            low = high
        elif duty <= 0:
            high = low
        if "adc_frozen" not in self.faults:
            self._frozen_mv = self.adc_mv(high)
        self.seen_u16 = duty if self.driven else 0
        self.high_mv, self.low_mv = high, low
        self._high_adc_mv, self._low_adc_mv = self.adc_mv(high), self.adc_mv(low)
        self._fall = duty * self.period // silicon.LEDC_STEPS
        self._low_from = self._fall + EDGE_TENTHS_US
        for name in ("adc_error", "adc_zero", "adc_frozen"):
            if name in self.faults:
                self.broken = name
                break
        else:
            self.broken = None
        for listener in self.listeners:
            listener(t_us)

    @staticmethod
    def adc_mv(pilot_mv):
        return (board.PILOT_ZERO_UV + board.PILOT_SCALE_PERMILLE * pilot_mv) // 1_000

    def _time_period(self):
        span = silicon.LEDC_STEPS * self.freq_hz
        divider = (silicon.LEDC_CLOCK_HZ * silicon.LEDC_FRACTION + span // 2) // span
        per_second = silicon.LEDC_CLOCK_HZ * silicon.LEDC_FRACTION // 10_000_000
        self.period = divider * silicon.LEDC_STEPS // per_second  # tenths of a microsecond

    # ---- the ADC

    def _make_tables(self):
        chance = self.chance
        self._noise_mv = array("h", [0] * _TABLE)
        self._cost_us = bytearray(_TABLE)
        for i in range(_TABLE):
            self._noise_mv[i] = chance.normal(NOISE_SIGMA_MV, NOISE_CLIP_MV)
            self._cost_us[i] = chance.between(silicon.ADC_MIN_US, silicon.ADC_MAX_US)
        self._spikes = []
        self._to_spike = chance.between(1, 2 * SPIKE_READS)
        self._i = _MASK

    def _read(self):
        """Microvolts at this very microsecond, in steps of 1 mV; then the read is charged."""
        clock = self.clock
        now = clock.now_us
        i = self._i
        if i >= _MASK or self.broken:
            return self._read_slowly()
        self._i = i + 1
        x = (now - self.start_us) * 10 % self.period
        if x < self._fall:
            mv = self._high_adc_mv
            if x < EDGE_TENTHS_US:
                mv = self._on_edge(self._low_adc_mv, mv, x)
        elif x < self._low_from:
            mv = self._on_edge(self._high_adc_mv, self._low_adc_mv, x - self._fall)
        else:
            mv = self._low_adc_mv
        mv += self._noise_mv[i]
        now += self._cost_us[i]
        clock.now_us = now
        if now >= clock.next_us:
            clock.run()
        if ADC_FLOOR_MV <= mv <= ADC_CEILING_MV:
            return mv * 1_000
        return 0 if mv < ADC_FLOOR_MV else ADC_CEILING_MV * 1_000

    def _read_live(self):
        self.clock.sync()
        return self._read()

    def _on_edge(self, from_mv, to_mv, tenths_us):
        return from_mv + (to_mv - from_mv) * tenths_us // EDGE_TENTHS_US

    # Once per table, and in a fault: never in the ordinary reading.
    def _read_slowly(self):
        if not self.broken:
            self._shuffle()
            return self._read()
        self.clock.charge(silicon.ADC_MAX_US)
        if self.broken == "adc_error":
            raise OSError(116)  # ETIMEDOUT: what ESP_ERR_TIMEOUT of the driver is mapped to
        return 0 if self.broken == "adc_zero" else self._frozen_mv * 1_000

    # Starting anywhere in the first half and moving the spikes keeps the table from repeating.
    def _shuffle(self):
        for i, mv in self._spikes:
            self._noise_mv[i] = mv
        self._spikes = []
        self._i = self.chance.between(0, _TABLE // 2)
        at = self._i + self._to_spike
        while at < _MASK and self.spike_reads:
            size = self.chance.between(SPIKE_MIN_MV, SPIKE_MAX_MV)
            self._spikes.append((at, self._noise_mv[at]))
            self._noise_mv[at] = size if self.chance.draw() & 1 else -size
            at += self.chance.between(1, 2 * self.spike_reads)
        self._to_spike = max(0, at - _MASK)
