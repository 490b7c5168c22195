"""An electric car: its side of the control pilot, its on-board charger, its battery.

It reads the offer as real ones do, through an average over some periods, and obeys the times of
IEC 61851-1 Table A.6: follows a new offer within 5 s, stops drawing and opens S2 within 3 s of
the PWM's end. Left to itself (`auto`) it asks for power until full; the verbs do it by hand.
"""

from sim.remembered import Remembered

B_OHM = 2_740
C_OHM = 1_300
D_OHM = 270
DIODE_MV = 700  # 550 .. 850 mV

READ_MS = 200  # the offer is believed once it has stood this long
TICK_US = 100_000
SLEW_MA = 2_000  # per tick: 20 A/s, 48 A in 2.4 s
STOP_SLEW_MA = 6_000
TAPER_PART = 30  # the last thirtieth of the battery is charged ever slower
TAPER_MIN_MA = 4_000
UJ_PER_WH = 3_600_000_000


def decode_offer(duty_u16):
    """mA that a car reads from a PWM of `duty_u16`/65536; 0: charging not allowed.

    IEC 61851-1 Table A.8: 8-10 % 6 A, to 85 % 0.6 A each, to 96 % 2.5 A each above 64 %, to 97 %
    80 A. All else is no permission to draw (5 % asks for digital communication).
    """
    duty = duty_u16 * 1_000_000 // 65_536  # millionths
    if duty < 80_000 or duty > 970_000:
        return 0
    if duty < 100_000:
        return 6_000
    if duty <= 850_000:
        return duty_u16 * 60_000 // 65_536
    return min(80_000, duty_u16 * 250_000 // 65_536 - 160_000)


class Car(Remembered):
    REMEMBERED = (
        "plugged",
        "s2",
        "auto",
        "needs_ventilation",
        "ignores_stop",
        "ignores_offer",
        "max_ma",
        "ask_delay_ms",
        "follow_ms",
        "stop_ms",
        "bounce_ms",
        "battery_uj",
        "full_uj",
        "b_ohm",
        "c_ohm",
        "d_ohm",
        "diode_mv",
        "drawn_ma",
        "believed_ma",
        "target_ma",
        "share_pct",
        "wants_s2",
        "bounces_left",
        "bounce_us",
        "toggles_left",
        "toggle_us",
        "tick_us",
    )

    def __init__(self, clock, chance, pilot, mains_mv, note):
        self.clock = clock
        self.chance = chance
        self.pilot = pilot
        self.mains_mv = mains_mv  # called: volts behind the contactor now, in mV
        self.note = note
        self.plugged = self.s2 = self.wants_s2 = False
        self.auto = True
        self.needs_ventilation = self.ignores_stop = self.ignores_offer = False
        self.max_ma = 32_000
        self.ask_delay_ms = 1_500
        self.follow_ms = 1_200
        self.stop_ms = 1_500
        self.bounce_ms = 0
        self.battery_uj = 20_000 * UJ_PER_WH
        self.full_uj = 60_000 * UJ_PER_WH
        self.b_ohm, self.c_ohm, self.d_ohm, self.diode_mv = B_OHM, C_OHM, D_OHM, DIODE_MV
        self.drawn_ma = self.believed_ma = self.target_ma = 0
        self.share_pct = 97
        self.bounces_left = self.bounce_us = self.toggles_left = self.toggle_us = 0
        self.tick_us = 0
        self._last_offer_ma = None
        self.flowed = None  # called with the microseconds that the present current has flowed
        for name in ("read", "s2", "bounce", "toggle", "tick", "follow"):
            clock.on("car." + name, getattr(self, "_" + name))
        pilot.listeners.append(self.pilot_changed)

    # ---- by hand

    def plug_in(self, t_us):
        self.plugged = True
        self.share_pct = self.chance.between(95, 100)
        self.note(t_us, "plugged", True)
        self._load_line(t_us)

    def unplug(self, t_us):
        for name in ("read", "s2", "bounce", "toggle", "tick", "follow"):
            self.clock.never("car." + name)
        self.plugged = self.wants_s2 = False
        self.believed_ma = self.target_ma = self.bounces_left = self.toggles_left = 0
        self.drawn_ma = 0
        self._move_s2(t_us, False)
        self.note(t_us, "plugged", False)

    def ask_power(self, t_us):
        self.wants_s2 = True
        self._s2(t_us)

    def end_power(self, t_us):
        """Stops drawing, then opens S2 a second later, as a car that was told to stop."""
        self.wants_s2 = False
        self._aim(t_us)
        self.clock.at("car.s2", t_us + 1_000_000)

    def toggle(self, t_us, times, ms):
        """S2 closed for `ms` and open for `ms`, `times` over (IEC 61851-1 sequence 11)."""
        self.toggles_left = 2 * times
        self.toggle_us = ms * 1_000
        self._toggle(t_us)

    # ---- what it sees

    @property
    def offer_ma(self):
        """What the PWM on the line says at this moment, mA; 0 when it allows nothing."""
        high_mv, low_mv = self.pilot.high_mv, self.pilot.low_mv
        if not self.plugged or high_mv < 1_000 or low_mv > high_mv - 1_000:
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
            self._follow_later(t_us)
        else:
            self._stop(t_us)

    def _ask_if_wanting(self, t_us):
        if self.auto and not self.wants_s2 and not self.full:
            self.wants_s2 = True
            self.clock.at("car.s2", t_us + self.ask_delay_ms * 1_000)

    def _stop(self, t_us):
        self.wants_s2 = False
        self._aim(t_us)
        if self.s2:
            self.clock.at("car.s2", t_us + self.stop_ms * 1_000)

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
        if not closed:
            self.drawn_ma = 0
        self._load_line(t_us)
        self.power_changed(t_us)

    def _load_line(self, t_us):
        conductance = 1 / self.b_ohm
        if self.s2:
            conductance += 1 / (self.d_ohm if self.needs_ventilation else self.c_ohm)
        self.pilot.load = (1 / conductance, self.diode_mv) if self.plugged else None
        self.pilot.settle(t_us)

    # ---- the on-board charger

    @property
    def full(self):
        return self.battery_uj >= self.full_uj

    def power_changed(self, t_us):
        """Mains appeared or vanished, or S2 moved."""
        if self.s2 and self.mains_mv():
            self._follow_later(t_us)
        else:
            self.clock.never("car.tick")
            self.clock.never("car.follow")
            self.drawn_ma = 0

    def _follow_later(self, t_us):
        if not self.clock.pending("car.follow"):
            self.clock.at("car.follow", t_us + self.follow_ms * 1_000)

    def _follow(self, t_us):
        self._aim(t_us)

    def _aim(self, t_us):
        offered_ma = self.max_ma if self.ignores_offer else self.believed_ma
        allowed_ma = min(offered_ma, self.max_ma) * self.share_pct // 100
        self.target_ma = allowed_ma if self.s2 and self.wants_s2 else 0
        if self.mains_mv() and self.s2:
            self._plan_tick(t_us, TICK_US)

    def _plan_tick(self, t_us, span_us):
        self.tick_us = span_us
        self.clock.at("car.tick", t_us + span_us)

    # Every 100 ms while the current moves, every second while it stands.
    def _tick(self, t_us):
        self.charge_battery()
        goal_ma = min(self.target_ma, self.taper_ma())
        step_ma = SLEW_MA if self.target_ma else STOP_SLEW_MA
        moved = max(-step_ma, min(step_ma, goal_ma - self.drawn_ma))
        self.drawn_ma += moved
        if self.full and self.wants_s2:
            self.end_power(t_us)
        self._plan_tick(t_us, TICK_US if self.drawn_ma != goal_ma else 10 * TICK_US)

    def taper_ma(self):
        """What the battery still takes."""
        missing = self.full_uj - self.battery_uj
        if missing <= 0:
            return 0
        return max(TAPER_MIN_MA, self.max_ma * missing * TAPER_PART // self.full_uj)

    def charge_battery(self):
        """Takes in what flowed during the tick that ends now."""
        self.flowed(self.tick_us)
        flowed_uj = self.drawn_ma * self.mains_mv() // 1_000 * (self.tick_us // 1_000)
        self.battery_uj = min(self.full_uj, self.battery_uj + flowed_uj)
