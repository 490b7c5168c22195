"""The core in a world of verbs: a board, a car, a driver and a server around one Charger.

Runs on CPython and on MicroPython, so it needs neither. Time is the rig's own: a control step
every 20 ms, a plan every 250 ms. After every step the rig itself holds what the board shows
against I1 and I2 of the safety case, so each scenario is a test of both.
"""

from firmware.core import tou
from firmware.core.charger import Charger
from firmware.core.evse import CLOSED, MINUS12, OPEN, OUTPUTS, PWM
from firmware.core.group.member import Member
from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY, offer_duty
from firmware.core.journal import Journal
from firmware.core.plan.commands import Commands
from firmware.core.plan.orders import LOCAL
from firmware.core.plan.pin_lock import PinLock
from firmware.core.plan.plan import Plan
from firmware.core.refusal import Refusal
from firmware.core.ticks import elapsed_ms
from firmware.core.tou import ScheduleError
from firmware.settings import Settings
from tests.core.bench import Board, Clock, Server, ideal_burst, is_pin_of

STEP_MS = 20
PLAN_MS = 250
CLOSES_WITHIN_MS = 3_000
BOOT_MS = 10_000
RATING_MA = 48_000
GFCI_MS = (150, 1_000)
TEST_MS = GFCI_MS + (100,)
NOMINAL_MV = 240_000
SOFT_LIMIT_LAG_MS = 5_000 + STEP_MS  # I2
GRACE_MS = 6_000  # I1

NOON = 1_795_435_200  # 2026-11-23 12:00 UTC, a Monday
CLOSED_TILL_23 = {
    "version": 7,
    "tz": "UTC0",
    "default": "deny",
    "rules": [{"days": "mon-sun", "start": "23:00", "end": "07:00"}],
}
OPENS = NOON + 11 * 3_600


def refused(function, *arguments):
    """The field that a call was refused for, or "accepted"."""
    try:
        function(*arguments)
    except (Refusal, ScheduleError) as refusal:
        return refusal.field
    return "accepted"


class Rig:
    """`wire_a`: None on a board that nobody has commissioned; `epoch`: the clock's at boot;
    `start_ms`: where the ticks stand at boot."""

    def __init__(
        self, wire_a=32, server=False, epoch=None, start_ms=0, boot_ms=BOOT_MS, start_delay_s=0
    ):
        self.settings = Settings()
        if wire_a is not None:
            self.settings.change({"wire_ma": wire_a * 1_000})
        self.clock = Clock(start_ms, epoch)
        self.board = Board()
        self.journal = Journal(self.clock)
        self.plan = Plan(RATING_MA, RATING_MA, self.settings, server, self.journal, start_delay_s)
        now_ms = self.clock.ticks_ms()
        self.charger = Charger(self.plan, TEST_MS, NOMINAL_MV, self.journal, now_ms)
        self.charger.marked = True
        self.pin_lock = PinLock(self.settings, is_pin_of(self.settings), self._keep, self.journal)
        self.commands = Commands(self.plan, self._keep, self.clock, self.pin_lock)
        self.server = Server(self)
        self.kept = []
        self._group = self._member = None
        self.car = "A"
        self.diode = True
        self.duty = DUTY_STEADY
        self.stuck_duty = self._over_since_ms = None
        self.rating_ma = RATING_MA
        self.glitches = []
        self._step_ms = STEP_MS
        self._step_due_ms = self._plan_due_ms = 0
        self._contactor_output = OPEN
        self._steady_since_ms = 0
        self.advance_ms(boot_ms)

    # --- the car -----------------------------------------------------------------------------

    def shows_car(self, letter, ms=STEP_MS):
        """The car's pilot changes; `ms` of it pass."""
        self.car = letter
        self.advance_ms(ms)

    def plug_in(self, ms=1_000):
        self.shows_car("B", ms)

    def ask_power(self):
        self.shows_car("C")

    def open_s2(self):
        self.shows_car("B")

    def unplug(self):
        self.shows_car("A")

    def charge(self):
        """A car arrives and charges as most do."""
        self.plug_in()
        self.advance_ms(3_000)
        self.ask_power()
        self.advance_ms(1_000)

    def lose_earth(self):
        self.board.earth = False
        self.advance_ms(STEP_MS)

    # --- the driver and the installer --------------------------------------------------------

    def order(self, name, value, origin=LOCAL):
        if name == "tou" and value is not None:
            value = tou.parse(value)
        answer = self.commands.execute(name, value, origin)
        self._make_plan()
        return answer

    def override(self, kind):
        self.order("override", kind)

    # --- time --------------------------------------------------------------------------------

    def advance_ms(self, ms):
        """All steps and plans that are due within `ms`, the last instant included."""
        end_ms = self.clock.ms + ms
        while min(self._step_due_ms, self._plan_due_ms) <= end_ms:
            self.clock.ms = min(self._step_due_ms, self._plan_due_ms)
            if self._plan_due_ms == self.clock.ms:
                self._plan_due_ms += PLAN_MS
                self._make_plan()
            if self._step_due_ms == self.clock.ms:
                self._step_due_ms += self._step_ms
                self._step()
        self.clock.ms = end_ms

    def shows_after(self, ms):
        """`shows`, when `ms` have passed: for both sides of an edge."""
        self.advance_ms(ms)
        return self.shows

    # The control step runs only as often as the plan: for spans in which nothing is to be timed.
    # Nothing closes on what is looked at so seldom, but at the end there is time to.
    def wait_s(self, s):
        fine_ms = min(CLOSES_WITHIN_MS, s * 1_000)
        self._step_ms = PLAN_MS
        self.advance_ms(s * 1_000 - fine_ms)
        self._step_ms = STEP_MS
        self.advance_ms(fine_ms)

    def hang(self, ms):
        """The program stands still: the next step comes `ms` after the last one."""
        self.clock.ms = self._step_due_ms - STEP_MS + ms
        self._step_due_ms = self._plan_due_ms = self.clock.ms
        self.advance_ms(0)

    def wait_until_uptime_s(self, s):
        self.wait_s(s - self.clock.uptime_s())

    # --- what can be seen --------------------------------------------------------------------

    @property
    def shows(self):
        """State, pilot and contactor in words, such as "C2 32 A closed"."""
        return " ".join(
            (self.charger.evse.published, self._pilot(), "closed" if self.board.coil else "open")
        )

    @property
    def reason(self):
        return self.plan.reason

    @property
    def fault(self):
        return self.charger.faults.active

    def _pilot(self):
        if self.duty == DUTY_STEADY:
            return "steady"
        if self.duty == DUTY_MINUS12:
            return "-12 V"
        high_line = self.duty > 8_500
        ma = (self.duty - 6_400) * 25 if high_line else self.duty * 6
        return f"{(ma + 50) // 1_000} A"

    # --- one step, as services.control makes it ------------------------------------------------

    def _make_plan(self):
        if self.server.alive:
            self.plan.link.heard(self.clock.uptime_s())
        self._follow_group()
        epoch = self.clock.epoch()
        for _ in self.plan.looking_ahead(epoch):
            pass
        self.charger.think(self.clock.ticks_ms(), self.clock.uptime_s(), epoch)

    # As services.group.circle does it for a group in which nobody speaks.
    def _follow_group(self):
        now_s, share_ma = self.clock.uptime_s(), self.settings.group_share_ma
        if self.settings.group is not self._group:
            self._group = self.settings.group
            self._member = None if share_ma is None else Member(share_ma, now_s)
        if self._member is not None:
            self.plan.limits["group"] = self._member.allowed_ma(now_s)

    def _step(self):
        charger, board, senses = self.charger, self.board, self.charger.senses
        board.pass_step(self.clock.ms)
        senses.ground_ok, senses.tripped = board.earth_told, board.tripped
        senses.trip_seen = board.take_interrupt()
        senses.trip_confirmed = board.tripped
        senses.mains_sensed, senses.coil_on = board.mains_behind, board.coil or board.pulse
        senses.pad_on = board.pad_on
        if OUTPUTS[charger.evse.state][0] != MINUS12 and self._take_burst():
            self._take_burst()
        charger.step(self.clock.ticks_ms())
        self._act()
        self._check_i1()
        self._check_i2()

    def _take_burst(self):
        letter = self.glitches.pop(0) if self.glitches else self.car
        duty = self.duty if self.stuck_duty is None else self.stuck_duty
        burst = ideal_burst(letter, duty, self.diode)
        oscillating = DUTY_MINUS12 < self.duty < DUTY_STEADY
        self.charger.read_back.take(burst, self.duty, self.clock.ticks_ms())
        return self.charger.pilot.take(burst, oscillating, self.clock.ticks_ms())

    def _act(self):
        pilot, contactor = OUTPUTS[self.charger.evse.state]
        if contactor == OPEN:
            self.board.open()
        elif contactor == CLOSED and self._contactor_output == OPEN:
            self.board.close()
        if self.charger.evse.state not in ("C2", "C2+", "C1+"):
            self.board.tested = False
        self._contactor_output = contactor
        was_steady = self.duty == DUTY_STEADY
        minus12 = pilot == MINUS12 and self.charger.sends_minus12
        steady_duty = DUTY_MINUS12 if minus12 else DUTY_STEADY
        self.duty = offer_duty(self.charger.offer.ma) if pilot == PWM else steady_duty
        if not was_steady:
            self._steady_since_ms = self.clock.ms
        self.board.obey(self.charger.self_test, self.clock.ms)

    def _check_i1(self):
        board, charger = self.board, self.charger
        assert not (board.testing and board.coil), "I1: test current with the contactor closed"
        if not board.coil:
            return
        assert board.tested, "I1: closed without a self-test for this closing"
        assert board.earth and not board.tripped and not charger.faults.opens, "I1: a fault of now"
        assert charger.pilot.vehicle in ("C", "D"), "I1: closed onto " + str(self.car)
        if charger.evse.published == "C2":
            assert 1_000 <= self.duty <= 9_600, "I1: closed without an offer"
        else:
            in_grace_ms = self.clock.ms - self._steady_since_ms
            assert charger.evse.published == "C1" and in_grace_ms <= GRACE_MS, "I1: no grace"

    def _check_i2(self):
        offered_ma = self.charger.offered_ma
        settings, limits = self.settings, self.plan.limits
        hard = (
            self.rating_ma,
            settings.wire_ma or 6_000,
            settings.group_share_ma,
            limits["thermal"],
        )
        for ma in hard:
            assert ma is None or offered_ma <= ma, f"I2: {offered_ma} of {hard}"
        soft = [limits[name] for name in ("live", "offline", "schedule")]
        if all(ma is None or offered_ma <= ma for ma in soft):
            self._over_since_ms = None
        elif self._over_since_ms is None:
            self._over_since_ms = self.clock.ms
        else:
            assert self.clock.ms - self._over_since_ms <= SOFT_LIMIT_LAG_MS, "I2: too late"

    def _keep(self, lowers, names="", by_server=False):
        self.kept.append(lowers)
        self.told = names, by_server
        return lowers or not self.charger.session.closed


def ms_until(rig, wanted, limit_ms):
    """How long it takes until `wanted()`; None when it does not come in `limit_ms`."""
    began_ms = rig.clock.ms
    while rig.clock.ms - began_ms <= limit_ms:
        if wanted():
            return elapsed_ms(rig.clock.ms, began_ms)
        rig.advance_ms(STEP_MS)
    return None
