"""The control step: what is wrong, what may be offered, what the state machine makes of it.

Runs every 20 ms and allocates nothing unless a fault strikes. It holds the pilot, the state
machine and the faults; whether the car may charge at all is the plan's business.
"""

from micropython import const

from firmware.core import policy
from firmware.core.ampacity import BOARD, HARD, SOFT, least_ma
from firmware.core.evse import (
    CLOSED,
    FAULT,
    OFFER,
    OUTPUTS,
    READY,
    SEEN,
    WAKE,
    WAKING,
    WITHDRAW,
    Evse,
)
from firmware.core.j1772 import CLOSE_AFTER_C_MS, STATE_F_NEVER, WAKE_AFTER_MS
from firmware.core.pilot.offer import Offer
from firmware.core.pilot.plateaus import LOW_LOST, LOW_NO_DIODE, LOW_SOUND, Pilot
from firmware.core.pilot.read_back import ReadBack
from firmware.core.pilot.ruler import Ruler
from firmware.core.protection import faults as _faults
from firmware.core.protection import self_test as _self_test
from firmware.core.protection.contactor_watch import ContactorWatch
from firmware.core.protection.measured import Measured
from firmware.core.record.session import Session
from firmware.core.ticks import elapsed_ms

# A step that comes so late was held up by something that is broken. The board's gate opens the
# contactor after 3 s without one, and would close it again with the next edge of `alive`.
DECIDED = const(4)  # this part's digit in services.control
_STALL_MS = const(2_500)

# More than this through opening contacts wears them.
_UNDER_LOAD_MA = 1_000

_PILOT_FAULTS = {
    None: _faults.PILOT_UNKNOWN,
    "E": _faults.PILOT_SHORT,
    "F": _faults.PILOT_LOST,  # -12 V only, though we do not send it
}


class Senses:
    """What the control step read from the board. `coil_on`: as commanded; `pad_on`: as the coil's
    pad is."""

    def __init__(self):
        self.ground_ok = False
        self.tripped = False
        self.trip_seen = False
        self.trip_confirmed = False
        self.mains_sensed = False
        self.coil_on = False
        self.pad_on = False

    @property
    def stuck(self):
        return self.pad_on != self.coil_on


class Charger:
    """`test_ms`: (rise, fall, drop), what the board's ground-fault sensor and earth monitor need
    in the self-test, the last or None; `nominal_mv`: of the mains; `now_ms` at boot. `marked`: set
    by whoever has written on flash that the contactor is about to close."""

    def __init__(self, plan, test_ms, nominal_mv, journal, now_ms):
        self.plan = plan
        self.pilot = Pilot(now_ms)
        self.read_back = ReadBack(now_ms)
        self.ruler = Ruler(journal)
        self.senses = Senses()
        self.evse = Evse(now_ms)
        self.offer = Offer(now_ms)
        self.session = Session(now_ms)
        self.faults = _faults.Faults(journal)
        self.self_test = _self_test.SelfTest(*test_ms, now_ms)
        self.measurements = Measured(nominal_mv, journal)
        self.watch = ContactorWatch(now_ms)
        self.marked = False
        self._current_ma = None
        self._stepped_ms = now_ms
        self._journal = journal

    @property
    def offered_ma(self):
        """What the car is told at this moment; 0 = no offer."""
        return self.offer.ma if self.evse.offering else 0

    @property
    def about_to_close(self):
        """It waits for the mark, and for what of the last conditions is still missing."""
        return self.evse.state == "C2" and self.self_test.phase == _self_test.PASSED

    @property
    def contactor(self):
        """What the coil is to do: the state's word of it, or a pulse of the self-test."""
        return CLOSED if self.self_test.coil_on else OUTPUTS[self.evse.state][1]

    @property
    def sends_minus12(self):
        """State F is shown to the car: to wake it, or as the setting wants it."""
        return self.evse.state == WAKING or self.plan.settings.state_f != STATE_F_NEVER

    def think(self, now_ms, now_s, epoch):
        """Make the plan anew. `now_s`: uptime; `epoch`: Unix seconds or None."""
        self.plan.make(self.session, self.faults, now_ms, now_s, epoch)
        self._test_before_waiting()

    # Power has returned to a car that is there: a sensor that died with the mains says so now, not
    # when the random delay is over. The closing has its own test all the same.
    def _test_before_waiting(self):
        if self.plan.reason == policy.DELAYED and self.self_test.passed is None:
            self.self_test.ask()

    def measured(self, current_ma, voltage_mv, celsius, now_s):
        """Judge what was measured, about once a second. None: it could not be."""
        self._current_ma = current_ma
        self.measurements.judge_mains(self, current_ma, voltage_mv, now_s)
        self.measurements.judge_heat(self, celsius, now_s)
        self.measurements.judge_closing(self)
        self.ruler.look(self)

    # The order is the point: see what is wrong, then what may be offered, then let the table
    # decide.
    def step(self, now_ms):
        """One step over `pilot` and `senses`; afterwards `evse.outputs` rules the board. ->
        DECIDED, for whoever counts the parts of a step."""
        self._look_for_faults(now_ms)
        self._follow_limits(now_ms)
        before = self.evse.state
        if self.evse.step(self._happened(now_ms), now_ms):
            self._moved(before, now_ms)
        return DECIDED

    # What comes before the closing, self-test included, is over while the contactor is closed.
    def _happened(self, now_ms):
        happened = SEEN[self.pilot.vehicle] | (OFFER if self.offer.ma else WITHDRAW)
        if not self.session.closed:
            if self._ready_to_close(now_ms):
                happened |= READY
            if self._car_sleeps(now_ms):
                happened |= WAKE
        return happened | FAULT if self.faults.opens else happened

    def _moved(self, before, now_ms):
        self._count_wear(self.evse.state)
        fault = self.faults.active is not None
        self.session.transition(before, self.evse.state, now_ms, self.plan.now_s, fault)
        if self.evse.state == "C2+":
            self.self_test.closes()
        elif self.evse.state not in ("C2", "C1+"):
            self.self_test.forget(now_ms)

    # Once a plug-in, and only where it is switched on: some older cars latch a fault on -12 V.
    def _car_sleeps(self, now_ms):
        if not self.plan.settings.wake_up or self.session.woken or self.evse.state != "B2":
            return False
        return elapsed_ms(now_ms, self.evse.entered_ms) >= WAKE_AFTER_MS

    # An opening that the car had no time to prepare; the meter's word is up to a second old.
    def _count_wear(self, after):
        settings = self.plan.settings
        if after == "C2+":
            settings.operations += 1
        elif self.session.closed and after not in ("C1+", "B1", "B2"):
            if (self._current_ma or 0) > _UNDER_LOAD_MA:
                settings.openings_under_load += 1
                self.session.ration.opened_under_load(self.plan.now_s)

    def _look_for_faults(self, now_ms):
        session = self.session
        late_ms = elapsed_ms(now_ms, self._stepped_ms)
        if session.closed and late_ms >= _STALL_MS:
            counts = not self.plan.link.excuses(late_ms)
            self.faults.strike(_faults.STALLED, self.plan.now_s, counts=counts)
        self._stepped_ms = now_ms
        if not session.closed:
            self._watch_test(now_ms)
        if session.plugged:
            self._look_at_ground()
        self._look_at_pilot()
        self._look_at_contactor(now_ms)

    def _watch_test(self, now_ms):
        test = self.self_test
        failed = test.watch(self.senses, now_ms)
        if failed is not None and (self.session.plugged or test.asked):
            test.fail(failed, now_ms)

    # A pulse of the self-test closes nothing: while it lasts the contactor is open. After a reset
    # nobody knows that it had opened, but for the fault that stands.
    def _look_at_contactor(self, now_ms):
        senses = self.senses
        coil_on = senses.coil_on and not self.self_test.coil_on
        code = self.watch.step(coil_on, senses.stuck, senses.mains_sensed, now_ms)
        if code == _faults.WELDED and self.faults.stands(_faults.BACKFEED):
            code = _faults.BACKFEED
        if code is not None:
            self._strike(code)

    # It matters to a car that is there; without one a fault would only wait to be cleared.
    def _look_at_ground(self):
        senses, test = self.senses, self.self_test
        if test.phase == _self_test.FAILED:
            self._strike_self_test(test.failed)
        elif self.session.closed and self._tripped():
            lock_out = senses.trip_confirmed and self._just_closed()
            self._strike(_faults.GROUND_FAULT, lock_out)
        if not senses.ground_ok and not test.earth.away:
            self._strike(_faults.GROUND_LOST)

    def _strike_self_test(self, failed):
        if not self.faults.stands(_faults.SELF_TEST):
            self._journal.note("self_test", failed)
        self._strike(_faults.SELF_TEST)

    # Between two steps only the trip's interrupt switches the coil off; the trip itself may be
    # over by now.
    def _tripped(self):
        senses = self.senses
        return senses.tripped or senses.trip_seen or not senses.coil_on

    # Another fault may have opened it meanwhile: what breaks a cable breaks more than one wire.
    def _just_closed(self):
        session = self.session
        closed_before = session.started_s is not None
        return closed_before and self.plan.now_s - session.closed_s <= _faults.EARLY_TRIP_S

    # Of a line that is shorted the low plateau tells nothing.
    def _look_at_pilot(self):
        pilot = self.pilot
        low = pilot.low
        state = self.evse.state
        if low == LOW_LOST:
            self._strike(_faults.PILOT_LOST)
        elif low == LOW_NO_DIODE and state != "A" and pilot.vehicle != "E":
            self._strike(_faults.DIODE)
        elif state == "E":
            self._strike(_PILOT_FAULTS.get(pilot.vehicle, _faults.PILOT_UNKNOWN))
        elif pilot.vehicle == "D":
            self._strike(_faults.VENTILATION)
        elif self.read_back.wrong:
            self._strike(_faults.PILOT_DUTY)
        elif (self.ruler.wrong or self.read_back.blind) and self.session.plugged:
            self._strike(_faults.PILOT_UNKNOWN)

    def _strike(self, code, lock_out=False):
        self.faults.strike(code, self.plan.now_s, lock_out)

    def _follow_limits(self, now_ms):
        if self.evse.state == WAKING:
            self.offer.rest(now_ms)
        elif self._may_offer(now_ms):
            limits = self.plan.limits
            hard_ma = least_ma(limits, HARD, limits[BOARD])
            self.offer.follow(hard_ma, least_ma(limits, SOFT, hard_ma), now_ms)
        else:
            self.offer.follow(0, 0, now_ms)

    # The plan may be 250 ms old: the car's leaving and the contactor's rest withdraw at once.
    def _may_offer(self, now_ms):
        session = self.session
        if session.dwelling(now_ms) or not session.plugged:
            return False
        return self.plan.may_charge and self.faults.active is None

    # The self-test starts as soon as the car asks, so that it is over about when 500 ms are.
    def _ready_to_close(self, now_ms):
        test = self.self_test
        asked = self.evse.state == "C2"
        on_request = test.asked and not self.session.closed
        if on_request or test.phase == _self_test.CLEARING or self._untested(asked):
            test.step(self.senses, now_ms)
            return False
        return (
            asked
            and self.marked
            and self.plan.may_close
            and self.faults.active is None
            and self.senses.ground_ok
            and not test.earth.away
            and not self.senses.tripped
            and self.pilot.low == LOW_SOUND
            and self.read_back.sound
            and self.pilot.unbroken_ms(now_ms) >= CLOSE_AFTER_C_MS
        )

    def _untested(self, asked):
        return asked and self.self_test.phase != _self_test.PASSED
