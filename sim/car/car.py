"""An electric car's side of the control pilot: what it reads, and what it does with S2.

It reads the offer as real ones do, through an average over some periods, and opens S2 within 3 s
of the PWM's end (IEC 61851-1 Table A.6, sequence 10.1). Left to itself (`auto`) it asks for power
until full; the verbs do it by hand.
"""

from sim.car.onboard_charger import OnboardCharger
from sim.remembered import Remembered

B_OHM = 2_740
C_OHM = 1_300
D_OHM = 270
DIODE_MV = 700  # 550 .. 850 mV
READ_MS = 200  # the offer is believed once it has stood this long
FULL_TO_S2_US = 1_000_000
PWM_MIN_SWING_MV = 1_000

_ALARMS = ("read", "s2", "bounce", "toggle")


def decode_offer(duty_u16):
    """mA that a car reads from a PWM of `duty_u16`/65536; 0: charging not allowed.

    IEC 61851-1 Table A.8: 8-10 % 6 A, to 85 % 0.6 A each, to 96 % 2.5 A each above 64 %, to 97 %
    80 A. All else is no permission to draw (5 % asks for digital communication).
    """
    permille = (duty_u16 * 1_000 + 32_768) // 65_536
    if permille < 80 or permille > 970:
        return 0
    if permille < 100:
        return 6_000
    if permille <= 850:
        return duty_u16 * 60_000 // 65_536
    return min(80_000, duty_u16 * 250_000 // 65_536 - 160_000)


class Car(Remembered):
    PARAMETERS = (
        "auto",
        "needs_ventilation",
        "ignores_stop",
        "ignores_offer",
        "ask_delay_ms",
        "stop_ms",
        "bounce_ms",
        "b_ohm",
        "c_ohm",
        "d_ohm",
        "diode_mv",
    )
    REMEMBERED = PARAMETERS + (
        "plugged",
        "s2",
        "wants_s2",
        "believed_ma",
        "bounces_left",
        "bounce_us",
        "toggles_left",
        "toggle_us",
    )

    def __init__(self, clock, chance, pilot, supplied_mv, note):
        self.clock = clock
        self.chance = chance
        self.pilot = pilot
        self.note = note
        self.charger = OnboardCharger(clock, supplied_mv, self._wanted_ma)
        self.charger.filled = self._battery_full
        self.plugged = self.s2 = self.wants_s2 = False
        self.auto = True
        self.needs_ventilation = self.ignores_stop = self.ignores_offer = False
        self.ask_delay_ms = 1_500
        self.stop_ms = 1_500
        self.bounce_ms = 0
        self.b_ohm, self.c_ohm, self.d_ohm, self.diode_mv = B_OHM, C_OHM, D_OHM, DIODE_MV
        self.believed_ma = 0
        self.bounces_left = self.bounce_us = self.toggles_left = self.toggle_us = 0
        self._last_offer_ma = None
        for name in _ALARMS:
            clock.on("car." + name, getattr(self, "_" + name))
        pilot.listeners.append(self.pilot_changed)

    # ---- by hand

    def plug_in(self, t_us):
        self.plugged = True
        self.charger.share_pct = self.chance.between(95, 100)
        self.note(t_us, "plugged", True)
        self.load_line(t_us)

    def unplug(self, t_us):
        for name in _ALARMS:
            self.clock.never("car." + name)
        self.plugged = self.wants_s2 = False
        self.believed_ma = self.bounces_left = self.toggles_left = 0
        self._last_offer_ma = None
        self._move_s2(t_us, False)
        self.note(t_us, "plugged", False)

    def ask_power(self, t_us):
        self.wants_s2 = True
        self._s2(t_us)

    def end_power(self, t_us):
        """Stops drawing, then opens S2 a second later."""
        self.wants_s2 = False
        self.charger.aim(t_us)
        self.clock.at("car.s2", t_us + FULL_TO_S2_US)

    def open_s2(self, t_us):
        self.wants_s2 = False
        self._s2(t_us)

    def toggle(self, t_us, times, ms):
        """S2 closed for `ms` and open for `ms`, `times` over (IEC 61851-1 sequence 11)."""
        self.toggles_left = 2 * times
        self.toggle_us = ms * 1_000
        self._toggle(t_us)

    # ---- what it sees

    @property
    def offer_ma(self):
        """What the PWM on the line says at this moment, mA; 0 when it allows nothing."""
        swing_mv = self.pilot.high_mv - self.pilot.low_mv
        if not self.plugged or self.pilot.high_mv <= 0 or swing_mv < PWM_MIN_SWING_MV:
            return 0
        return decode_offer(self.pilot.seen_u16)

    def pilot_changed(self, t_us):
        offer_ma = self.offer_ma
        if offer_ma != self._last_offer_ma:
            self._last_offer_ma = offer_ma
            if self.plugged:
                self.clock.at("car.read", t_us + READ_MS * 1_000)

    def _read(self, t_us):
        if not self.offer_ma and self.ignores_stop:
            return
        self.believed_ma = self.offer_ma
        if self.believed_ma or not self.auto:
            self._ask_if_wanting(t_us)
            self.charger.follow_later(t_us)
        else:
            self._stop(t_us)

    def _ask_if_wanting(self, t_us):
        if self.auto and not self.wants_s2 and not self.charger.full:
            self.wants_s2 = True
            self.clock.at("car.s2", t_us + self.ask_delay_ms * 1_000)

    def _stop(self, t_us):
        self.wants_s2 = False
        self.charger.aim(t_us)
        if self.s2:
            self.clock.at("car.s2", t_us + self.stop_ms * 1_000)

    def _wanted_ma(self):
        if not (self.s2 and self.wants_s2):
            return 0
        return self.charger.max_ma if self.ignores_offer else self.believed_ma

    def _battery_full(self, t_us):
        if self.wants_s2:
            self.end_power(t_us)

    # ---- S2

    def _s2(self, t_us):
        if self.wants_s2 == self.s2 or not self.plugged:
            return
        self._move_s2(t_us, self.wants_s2)
        if self.bounce_ms:
            self.bounces_left = 2 * self.chance.between(2, 5)
            self.bounce_us = self.bounce_ms * 1_000 // self.bounces_left
            self.clock.at("car.bounce", t_us + self.bounce_us)

    # An even number of moves: it ends where it began.
    def _bounce(self, t_us):
        self.bounces_left -= 1
        self._move_s2(t_us, not self.s2)
        if self.bounces_left > 0:
            self.clock.at("car.bounce", t_us + self.bounce_us)

    def _toggle(self, t_us):
        self.toggles_left -= 1
        self._move_s2(t_us, not self.s2)
        if self.toggles_left > 0:
            self.clock.at("car.toggle", t_us + self.toggle_us)

    def _move_s2(self, t_us, closed):
        if closed != self.s2:
            self.s2 = closed
            self.note(t_us, "s2", closed)
        self.load_line(t_us)
        self.power_changed(t_us)

    def power_changed(self, t_us):
        """Mains appeared or vanished, or S2 moved."""
        if self.s2 and self.charger.supplied_mv():
            self.charger.follow_later(t_us)
        else:
            self.charger.cut_off()

    def load_line(self, t_us):
        """Puts the car's resistors on the pilot as they are now."""
        conductance = 1 / self.b_ohm
        if self.s2:
            conductance += 1 / (self.d_ohm if self.needs_ventilation else self.c_ohm)
        self.pilot.load = (1 / conductance, self.diode_mv) if self.plugged else None
        self.pilot.settle(t_us)
