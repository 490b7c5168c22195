"""Looks at the world beside the firmware after every control step: I1, I2 and I4.

What is closed, what the car reads and what is broken is asked of the board and the car, which
know the truth; only what the firmware itself promises is asked of the firmware.
"""

from firmware import board
from firmware.core.j1772 import OFFER_MIN_MA
from sim.car import decode_offer

STEP_US = 20_000

# Seen in one burst and confirmed by the next: the project's 50 ms.
_AT_ONCE_MS = 50
_NOTHING_READ_MS = 150  # 100 ms of nothing recognised, and the step that sees it
_LOW_LOST_MS = 500  # two windows of ten bursts
_GRACE_MS = 6_060  # C1, and the two steps around it
_SOFT_LIMIT_MS = 5_300  # 5 s, and a plan
_CONTACTOR_MS = 1_100
_HEAT_MS = 75_000  # a sensor that jumped is not believed for a minute
_CONTACTS_MS = 15  # coil off to contacts open, 12 ms

_TOO_HOT_C = 75  # 71 C, and what the sensor may be off

# What the firmware cannot see while its ADC is frozen.
_SEEN_BY_PILOT = ("left", "s2", "short", "diode", "minus12", "ventilation")

_LIMITS_MS = {
    "left": _AT_ONCE_MS,
    "s2": _AT_ONCE_MS,
    "short": _AT_ONCE_MS,
    "diode": _AT_ONCE_MS,
    "earth": _AT_ONCE_MS,
    "leak": _AT_ONCE_MS,
    "adc_zero": _AT_ONCE_MS,
    "adc_error": _NOTHING_READ_MS,
    "pwm": _LOW_LOST_MS,
    "frozen": _LOW_LOST_MS,
    "contactor": _CONTACTOR_MS,
    "minus12": _LOW_LOST_MS,
    "ventilation": _GRACE_MS,
    "no_offer": _GRACE_MS,
    "heat": _HEAT_MS,
}


class Observer:
    """`wire_ma`, `share_ma`: what the installer set last, None: nothing; `steps`, `closings`:
    counted. Raises AssertionError with the invariant's name."""

    def __init__(self):
        self.wire_ma = self.share_ma = None
        self.steps = self.closings = 0
        self.begin(None)

    def begin(self, rig):
        """The program of `rig` has just started, on a world that may be another one."""
        self._rig = rig
        self._since_us = {}
        self._checked_us = None
        self._coil_was = self._tested = False
        self._hard_ma = None

    # ---- before a step: what the last one has led to ------------------------------------------

    def before_step(self):
        power = self._rig.world.power
        assert self._coil_was or not power.coil, "I4: closed by something else than a control step"
        self._tested = self._tested or (power.testing and power.trip)
        if self._hard_ma is not None:
            offer_ma = self._rig.world.car.offer_ma
            assert offer_ma <= self._hard_ma, f"I2: the car reads {offer_ma} of {self._hard_ma}"

    # ---- after a step -------------------------------------------------------------------------

    def after_step(self):
        self.steps += 1
        now_us = self._rig.world.clock.now_us
        self._excuse_lateness(now_us)
        power = self._rig.world.power
        self._check_i2(now_us)
        if power.coil:
            self._check_i1(now_us)
        elif self._coil_was or self._rig.app.charger.evse.state != "C2":
            self._tested = False
        self._check_contacts(now_us)
        self.closings += power.coil and not self._coil_was
        self._coil_was = power.coil

    # Nothing is seen between two steps: a stall adds to every limit.
    def _excuse_lateness(self, now_us):
        if self._checked_us is not None:
            late_us = max(0, now_us - self._checked_us - STEP_US)
            self._since_us = {name: us + late_us for name, us in self._since_us.items()}
        self._checked_us = now_us

    def _lasts_ms(self, name, holds, now_us):
        if not holds:
            self._since_us.pop(name, None)
            return 0
        return (now_us - self._since_us.setdefault(name, now_us)) // 1_000

    # ---- I1 -----------------------------------------------------------------------------------

    def _check_i1(self, now_us):
        charger = self._rig.app.charger
        power, pilot = self._rig.world.power, self._rig.world.pilot
        state = charger.evse.state
        assert state in ("C2+", "C1+"), "I1: closed in " + state
        assert not charger.faults.opens, f"I1: closed with {charger.faults.active}"
        assert not power.testing, "I1: test current with the contactor closed"
        assert self._tested, "I1: closed without a self-test for this closing"
        if state == "C2+":
            assert decode_offer(pilot.next_u16), "I1: closed without an offer"
        for name, holds in self._hazards(state).items():
            lasts_ms = self._lasts_ms(name, holds, now_us)
            assert lasts_ms <= _LIMITS_MS[name], f"I1: closed {lasts_ms} ms after: {name}"

    def _hazards(self, state):
        world = self._rig.world
        faults, car = world.faults, world.car
        oscillates = state == "C2+"
        hazards = {
            "left": not car.plugged or "cp_open" in faults,
            "s2": not car.s2,
            "short": "cp_short" in faults,
            "diode": "diode_missing" in faults and oscillates and "pwm_lost" not in faults,
            "earth": "ground_lost" in faults,
            "leak": world.power.trip,
            "adc_zero": "adc_zero" in faults and "adc_error" not in faults,
            "adc_error": "adc_error" in faults,
            "pwm": "pwm_lost" in faults and oscillates,
            "frozen": "adc_frozen" in faults and oscillates,
            "contactor": "stuck_open" in faults,
            "minus12": "minus12_missing" in faults and oscillates,
            "ventilation": car.needs_ventilation,
            "no_offer": state == "C1+",
            "heat": world.thermistor.celsius >= _TOO_HOT_C,
        }
        if "adc_frozen" in faults:
            hazards.update(dict.fromkeys(_SEEN_BY_PILOT, False))
        return hazards

    # The coil is the firmware's, the contacts are the board's.
    def _check_contacts(self, now_us):
        world = self._rig.world
        stays = world.power.closed and not world.power.coil and "welded" not in world.faults
        lasts_ms = self._lasts_ms("contacts", stays, now_us)
        assert lasts_ms <= _CONTACTS_MS + STEP_US // 1_000, "I1: contacts closed without the coil"
        if not world.power.coil:
            kept = ("soft", "contacts")
            self._since_us = {
                name: self._since_us[name] for name in kept if name in self._since_us
            }

    # ---- I2 -----------------------------------------------------------------------------------

    def _check_i2(self, now_us):
        world, limits = self._rig.world, self._rig.app.plan.limits
        wire_ma = OFFER_MIN_MA if self.wire_ma is None else self.wire_ma
        hard = (wire_ma, self.share_ma, limits["thermal"])
        ratings_ma = min(board.BOARD_RATING_MA, board.CABLE_RATING_MA)
        self._hard_ma = min([ratings_ma] + [ma for ma in hard if ma is not None])
        told_ma = decode_offer(world.pilot.next_u16) if 0 < world.pilot.next_u16 < 65_536 else 0
        assert told_ma <= self._hard_ma, f"I2: {told_ma} is offered of {self._hard_ma}"
        soft = [limits.get(name) for name in ("live", "offline", "schedule")]
        above = any(ma is not None and told_ma > ma for ma in soft)
        assert self._lasts_ms("soft", above, now_us) <= _SOFT_LIMIT_MS, f"I2: {told_ma} of {soft}"

    # ---- what is not a step -------------------------------------------------------------------

    def stalled(self):
        """The program has done nothing for a while (I5): the board's gate has opened."""
        world = self._rig.world
        if not world.power.armed and "welded" not in world.faults:
            assert not world.power.closed, "I5: closed though nobody is alive"
