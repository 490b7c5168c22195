"""Looks at the world beside the firmware after every control step: I1, I2 and I4.

What is closed, what the car reads and what is broken is asked of the board and the car, which
know the truth; only what the firmware itself promises is asked of the firmware.
"""

from firmware import board
from firmware.core.j1772 import OFFER_MIN_MA
from sim.board.pilot_line import STEADY_HIGH_U16
from sim.car.car import decode_offer
from tests.properties.contacts import Contacts
from tests.properties.heat import SEEN_MS, Heat
from tests.properties.lasting import Lasting

# Seen in one burst and confirmed by the next: the project's 50 ms.
_AT_ONCE_MS = 50
_NOTHING_READ_MS = 150  # 100 ms of nothing recognised, and the step that sees it
_LOW_LOST_MS = 500  # two windows of ten bursts
_GRACE_MS = 6_060  # C1, and the two steps around it
_SOFT_LIMIT_MS = 5_300  # 5 s, and a plan
_CONTACTOR_MS = 1_100
_HEAT_MS = _GRACE_MS + 400  # a plan, and C1
_CONTACTS_MS = 35  # coil off to contacts open, 12 ms, and a step

# What takes away the low plateau, or its depth.
_LOW_FAULTS = {"diode_missing", "minus12_missing", "pwm_lost"}

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
    "heat": _HEAT_MS,
}


class Observer:
    """`wire_ma`, `share_ma`: what the installer set last, None: nothing; `steps`, `closings`:
    counted. Raises AssertionError with the invariant's name."""

    def __init__(self):
        self.wire_ma = self.share_ma = None
        self.steps = self.closings = 0
        self.contacts = Contacts()

    def begin(self, rig):
        """The program of `rig` has just started, on a world that may be another one."""
        self._rig = rig
        self._lasting = Lasting()
        self._heat = Heat()
        self._coil_was = self._low_proved = False
        self._steady_us = self._hard_ma = None
        self.contacts.begin(rig)

    # ---- before a step: what the last one has led to ------------------------------------------

    def before_step(self):
        assert self._coil_was or not self._coil_on, (
            "I4: closed by something else than a control step"
        )
        self._check_contacts()
        if self._hard_ma is not None:
            offer_ma = self._rig.world.car.offer_ma
            assert offer_ma <= self._hard_ma, f"I2: the car reads {offer_ma} of {self._hard_ma}"

    # ---- after a step -------------------------------------------------------------------------

    def after_step(self):
        self.steps += 1
        world = self._rig.world
        now_us, coil = world.clock.now_us, self._coil_on
        self._lasting.look(now_us)
        sensor_sound = not world.faults & {"ntc_open", "ntc_short"}
        self._heat.look(world.thermistor.celsius, sensor_sound, now_us)
        self._check_i2()
        self._check_i1(coil)
        self._check_grace(coil, now_us)
        self._check_contacts()
        if not coil and (self._coil_was or self._rig.app.charger.evse.state != "C2"):
            self.contacts.tested = False
        self.closings += coil and not self._coil_was
        self._coil_was = coil

    # A pulse of the self-test closes nothing, as the board's gate and its cut see to.
    @property
    def _coil_on(self):
        return self._rig.world.power.coil and not self._rig.app.charger.self_test.coil_on

    # ---- I1 -----------------------------------------------------------------------------------

    def _check_i1(self, coil):
        oscillates = self._oscillates
        no_low = self._rig.world.faults & _LOW_FAULTS
        self._low_proved = oscillates and (self._low_proved or not no_low)
        lasting_ms = {
            name: self._lasting.ms(name, holds)
            for name, holds in self._hazards(coil, oscillates).items()
        }
        if not coil:
            return
        self._check_firmware()
        if not self._coil_was:
            assert self.contacts.tested, "I1: closed without a self-test for this closing"
            assert self._low_proved, f"I1: closed with {no_low} since the offer began"
            assert not self._heat.stops, "I1: closed anew at 71 C"
        for name, ms in lasting_ms.items():
            assert ms <= _LIMITS_MS[name], f"I1: closed {ms} ms after: {name}"

    @property
    def _oscillates(self):
        return 0 < self._rig.world.pilot.next_u16 < STEADY_HIGH_U16

    # What the firmware itself says must fit, too.
    def _check_firmware(self):
        charger, world = self._rig.app.charger, self._rig.world
        state = charger.evse.state
        assert state in ("C2+", "C1+"), "I1: closed in " + state
        assert not charger.faults.opens, f"I1: closed with {charger.faults.active}"
        assert not world.power.testing, "I1: test current with the contactor closed"
        if state == "C2+":
            assert decode_offer(world.pilot.next_u16), "I1: closed without an offer"

    def _hazards(self, coil, oscillates):
        world = self._rig.world
        faults, car = world.faults, world.car
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
            "contactor": "stuck_open" in faults and coil,
            "minus12": "minus12_missing" in faults and oscillates,
            "ventilation": car.needs_ventilation,
            "heat": self._heat.stops,
        }
        if "adc_frozen" in faults:
            hazards.update(dict.fromkeys(_SEEN_BY_PILOT, False))
        return hazards

    # Told by the clock: the step in which it has passed opens, however late it is.
    def _check_grace(self, coil, now_us):
        if not coil or self._oscillates:
            self._steady_us = None
            return
        if self._steady_us is None:
            self._steady_us = now_us
        steady_ms = (now_us - self._steady_us) // 1_000
        assert steady_ms <= _GRACE_MS, f"I1: closed {steady_ms} ms after the offer's end"

    # The coil is the firmware's, the contacts are the board's.
    def _check_contacts(self):
        world = self._rig.world
        self.contacts.look()
        assert not self.contacts.breach, self.contacts.breach
        stays = world.power.closed and not world.power.coil and "welded" not in world.faults
        lasts_ms = self._lasting.ms("contacts", stays)
        assert lasts_ms <= _CONTACTS_MS, "I1: contacts closed without the coil"

    # ---- I2 -----------------------------------------------------------------------------------

    def _check_i2(self):
        wire_ma = OFFER_MIN_MA if self.wire_ma is None else self.wire_ma
        full_ma = min(board.BOARD_RATING_MA, board.CABLE_RATING_MA, wire_ma)
        self._hard_ma = full_ma if self.share_ma is None else min(full_ma, self.share_ma)
        told_ma = decode_offer(self._rig.world.pilot.next_u16) if self._oscillates else 0
        assert told_ma <= self._hard_ma, f"I2: {told_ma} is offered of {self._hard_ma}"
        cool_ma = self._heat.limit_ma(full_ma)
        above_ms = self._lasting.ms("thermal", told_ma > cool_ma)
        assert above_ms <= SEEN_MS, f"I2: {told_ma} of the {cool_ma} that the heat leaves"
        limits = self._rig.app.plan.limits
        soft = [limits.get(name) for name in ("live", "offline", "schedule")]
        above = any(ma is not None and told_ma > ma for ma in soft)
        assert self._lasting.ms("soft", above) <= _SOFT_LIMIT_MS, f"I2: {told_ma} of {soft}"

    # ---- what is not a step -------------------------------------------------------------------

    def stalled(self):
        """The program has done nothing for a while (I5): the board's gate has opened."""
        self._check_contacts()
        world = self._rig.world
        moving = world.clock.pending("contactor.move")
        if not world.power.armed and not moving and "welded" not in world.faults:
            assert not world.power.closed, "I5: closed though nobody is alive"
