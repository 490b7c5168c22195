"""The control pilot from the charger's driver to the car.

The generator drives +12 V or -12 V through 1 kOhm, and +12 V while its input floats, for that is
pulled up; the car loads the line with its resistors behind a diode; the board shifts and divides
the connector's voltage into the ADC's range. Only plateaus are computed, and only when something
changes.
"""

from firmware import board
from sim.cost import silicon
from sim.remembered import Remembered

STEADY_HIGH_U16 = silicon.LEDC_STEPS
PLUS_MV = 12_000  # SAE J1772: 11.4 .. 12.6 V
MINUS_MV = -12_000  # SAE J1772: -12.6 .. -11.4 V
SOURCE_OHM = 1_000  # +/- 3 %
SHORT_OHM = 80  # IEC 61851-1 A.4.9: CP to PE test resistor
_PLUG_OHM = 0.1  # the least that any short has

_TENTHS_PER_S = 10_000_000


class PilotLine(Remembered):
    """`high_mv`, `low_mv`: true plateaus at the connector; `seen_u16`: duty on the line now;
    `adc_offset_mv`, `adc_gain_permille`: how far the ADC is off, the latter about its reading of
    0 V. ESP32's datasheet: +-60 mV in all, calibrated, at 11 dB."""

    REMEMBERED = (
        "plus_mv",
        "minus_mv",
        "source_ohm",
        "short_ohm",
        "adc_offset_mv",
        "adc_gain_permille",
        "driven",
        "freq_hz",
        "duty_u16",
        "next_u16",
        "start_us",
    )

    def __init__(self, clock, faults):
        self.clock = clock
        self.faults = faults
        self.listeners = []  # called with t_us after every change of a plateau or of the duty
        self.plus_mv, self.minus_mv = PLUS_MV, MINUS_MV
        self.source_ohm = SOURCE_OHM
        self.short_ohm = SHORT_OHM
        self.adc_offset_mv = self.adc_gain_permille = 0
        self.driven = False
        self.freq_hz = board.PILOT_FREQ_HZ
        self.duty_u16 = self.next_u16 = self.start_us = 0
        self.load = None  # (ohm, diode_mv) of the car, None when nothing is plugged in
        clock.on("pilot.latch", self._latch)
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
            self.clock.hold(self.clock.due_us["pilot.latch"] - self.clock.now_us)
        self.next_u16 = duty_u16
        periods = (self.clock.now_us - self.start_us) * 10 // self.period + 1
        self.clock.at("pilot.latch", self.start_us + (periods * self.period + 9) // 10)

    def hold(self, level):
        """A plain level on the driver; None lets it float."""
        self.clock.never("pilot.latch")
        self.driven = level is not None
        self.next_u16 = STEADY_HIGH_U16 if level else 0
        self.start_us = self.clock.now_us
        self._latch(self.clock.now_us)

    def _start(self, freq_hz, duty_u16):
        self.clock.never("pilot.latch")
        self.driven = True
        self.freq_hz = freq_hz
        self.next_u16 = duty_u16
        self.start_us = self.clock.now_us
        self._time_period()
        self._latch(self.start_us)

    def _latch(self, t_us):
        self.settle(t_us)

    def _time_period(self):
        span = silicon.LEDC_STEPS * self.freq_hz
        divider = (silicon.LEDC_CLOCK_HZ * silicon.LEDC_FRACTION + span // 2) // span
        per_tenth = silicon.LEDC_CLOCK_HZ * silicon.LEDC_FRACTION // _TENTHS_PER_S
        self.period = divider * silicon.LEDC_STEPS // per_tenth  # tenths of a microsecond
        if "pwm_slow" in self.faults:
            self.period *= 2

    # ---- the line itself

    def settle(self, t_us):
        """Finds the plateaus anew, after any change."""
        self._time_period()
        if "pwm_stuck" not in self.faults and not self.clock.pending("pilot.latch"):
            self.duty_u16 = self.next_u16
        minus_mv = 0 if "minus12_missing" in self.faults else self.minus_mv
        duty = self.duty_u16 if self.driven else STEADY_HIGH_U16
        if "pwm_lost" in self.faults or "pilot_stuck_1" in self.faults:
            duty = STEADY_HIGH_U16
        elif "pilot_stuck_0" in self.faults:
            duty = 0
        self.high_mv = self._plateau_mv(self.plus_mv)
        self.low_mv = self._plateau_mv(minus_mv)
        if duty >= STEADY_HIGH_U16:
            self.low_mv = self.high_mv
        elif duty <= 0:
            self.high_mv = self.low_mv
        self.seen_u16 = duty
        for listener in self.listeners:
            listener(t_us)

    def _plateau_mv(self, drive_mv):
        """At the connector, with `drive_mv` behind the source resistor."""
        conductance = 1 / self.source_ohm
        current = drive_mv / self.source_ohm
        if "cp_short" in self.faults:
            conductance += 1 / max(self.short_ohm, _PLUG_OHM)
        bare_mv = current / conductance
        if self.load is None or "cp_open" in self.faults:
            return round(bare_mv)
        ohm, diode_mv = self.load
        if "diode_missing" in self.faults:
            diode_mv = 0
        elif bare_mv <= diode_mv:
            return round(bare_mv)
        return round((current + diode_mv / ohm) / (conductance + 1 / ohm))

    @staticmethod
    def adc_mv(pilot_mv):
        return (board.PILOT_ZERO_UV + board.PILOT_SCALE_PERMILLE * pilot_mv) // 1_000

    def seen_mv(self, pilot_mv):
        """What this chip's ADC makes of it."""
        off_mv = board.PILOT_SCALE_PERMILLE * pilot_mv // 1_000 * self.adc_gain_permille // 1_000
        return self.adc_mv(pilot_mv) + self.adc_offset_mv + off_mv
