"""The car's charger and battery: how the current moves once power and permission are there.

Follows a new offer within 5 s and stops within 3 s (IEC 61851-1 Table A.6, sequences 6, 10.1),
takes 95-100 % of what is offered, and ever less as the battery fills.
"""

from sim.remembered import Remembered

TICK_US = 100_000
SLOW_TICK_US = 1_000_000
SLEW_MA = 2_000  # per tick: 20 A/s, 48 A in 2.4 s
STOP_SLEW_MA = 6_000
TAPER_PART = 30  # the last thirtieth of the battery is charged ever slower
TAPER_MIN_MA = 4_000
UJ_PER_WH = 3_600_000_000


class OnboardCharger(Remembered):
    """`wanted_ma`, `supplied_mv`: called; what the car may draw and the mains it gets now."""

    REMEMBERED = (
        "max_ma",
        "follow_ms",
        "share_pct",
        "battery_uj",
        "full_uj",
        "drawn_ma",
        "target_ma",
        "tick_us",
    )
    PARAMETERS = ("max_ma", "follow_ms", "share_pct")

    def __init__(self, clock, supplied_mv, wanted_ma):
        self.clock = clock
        self.supplied_mv = supplied_mv
        self.wanted_ma = wanted_ma
        self.flowed = None  # called with the microseconds that the present current has flowed
        self.filled = None  # called with t_us when the battery is full
        self.max_ma = 32_000
        self.follow_ms = 1_200
        self.share_pct = 97
        self.battery_uj = 20_000 * UJ_PER_WH
        self.full_uj = 60_000 * UJ_PER_WH
        self.drawn_ma = self.target_ma = self.tick_us = 0
        clock.on("charger.tick", self._tick)
        clock.on("charger.follow", self.aim)

    @property
    def full(self):
        return self.battery_uj >= self.full_uj

    def cut_off(self):
        """No mains or no S2: nothing flows."""
        self.clock.never("charger.tick")
        self.clock.never("charger.follow")
        self.drawn_ma = self.target_ma = 0

    def follow_later(self, t_us):
        if not self.clock.pending("charger.follow"):
            self.clock.at("charger.follow", t_us + self.follow_ms * 1_000)

    def aim(self, t_us):
        """Takes the present permission as its goal."""
        self.target_ma = min(self.wanted_ma(), self.max_ma) * self.share_pct // 100
        if self.supplied_mv():
            self._plan_tick(t_us, TICK_US)

    def _plan_tick(self, t_us, span_us):
        self.tick_us = span_us
        self.clock.at("charger.tick", t_us + span_us)

    # Every 100 ms while the current moves, every second while it stands.
    def _tick(self, t_us):
        self._fill()
        goal_ma = min(self.target_ma, self.taper_ma())
        step_ma = SLEW_MA if self.target_ma else STOP_SLEW_MA
        self.drawn_ma += max(-step_ma, min(step_ma, goal_ma - self.drawn_ma))
        if self.full:
            self.filled(t_us)
        self._plan_tick(t_us, TICK_US if self.drawn_ma != goal_ma else SLOW_TICK_US)

    def taper_ma(self):
        """What the battery still takes."""
        missing_uj = self.full_uj - self.battery_uj
        if missing_uj <= 0:
            return 0
        return max(TAPER_MIN_MA, self.max_ma * missing_uj * TAPER_PART // self.full_uj)

    # mA * mV = uW; /1000 = mW; mW * ms = uJ.
    def _fill(self):
        self.flowed(self.tick_us)
        flowed_uj = self.drawn_ma * self.supplied_mv() // 1_000 * (self.tick_us // 1_000)
        self.battery_uj = min(self.full_uj, self.battery_uj + flowed_uj)
