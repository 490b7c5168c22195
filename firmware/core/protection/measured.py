"""What was measured, about once a second: current, voltage and heat, and what is wrong in it."""

from micropython import const

from firmware.core.ampacity import BOARD, least_ma
from firmware.core.lasting import Lasting
from firmware.core.protection.faults import OVER_TEMPERATURE, OVERCURRENT, VOLTAGE
from firmware.core.protection.overcurrent import Overcurrent
from firmware.core.protection.thermal import Derating

# The temperature's shares are taken of these.
_RATINGS = (BOARD, "cable", "wire")

# Of the board's nominal voltage: the range in which UL 2231-2 tests.
_VOLTAGE_MIN_PERCENT = const(85)
_VOLTAGE_MAX_PERCENT = const(110)
_VOLTAGE_WRONG_MS = const(10_000)

# A car draws something within seconds of the closing. One that is full and stays in C draws next
# to nothing, which a meter shows as some hundredths.
_NO_CURRENT_MS = const(180_000)
_CLAMP = "the meter reads 0 A while a car asks for power: is its clamp on the wire?"

# What is missing before a closing ends within seconds, or is a fault; but for a noisy pilot.
_WAITS_S = const(30)
_WAITS = "the pilot is too disturbed to close: type why"


class Measured:
    """`nominal_mv`: of the mains. The arguments below: a core.charger.Charger, and None for what
    could not be measured."""

    def __init__(self, nominal_mv, journal):
        self.derating = Derating()
        self._nominal_mv = nominal_mv
        self._journal = journal
        self._overcurrent = Overcurrent()
        self._voltage_wrong = Lasting(_VOLTAGE_WRONG_MS, 0)
        self._no_current = Lasting(_NO_CURRENT_MS, 0)
        self._waited_s = 0

    def judge_mains(self, charger, current_ma, voltage_mv, now_s):
        signalled_ma = charger.offered_ma if charger.session.closed else 0
        if self._overcurrent.look(current_ma, signalled_ma, now_s):
            charger.faults.strike(OVERCURRENT, now_s)
        self._look_at_clamp(charger, current_ma, now_s)
        wrong = self._voltage_wrong.look(self._is_outside(voltage_mv), now_s * 1_000)
        if wrong and charger.session.plugged:
            charger.faults.strike(VOLTAGE, now_s)

    # Without its clamp the meter sees no overcurrent either: that is to be said.
    def _look_at_clamp(self, charger, current_ma, now_s):
        plan = charger.plan
        nothing = current_ma == 0 and charger.evse.state == "C2+"
        if self._no_current.look(nothing, now_s * 1_000):
            if plan.trouble is None:
                plan.trouble = _CLAMP
                self._journal.note("meter", _CLAMP)
        elif current_ma and plan.trouble == _CLAMP:
            plan.trouble = None

    # A car that gives up and asks again is the same one.
    def judge_closing(self, charger):
        plan, session = charger.plan, charger.session
        if charger.evse.state == "C2":
            self._waited_s += 1
            if self._waited_s == _WAITS_S:
                self._journal.note("waits", _WAITS)
                plan.trouble = plan.trouble or _WAITS
        elif session.closed or not session.active:
            self._waited_s = 0
            if plan.trouble == _WAITS:
                plan.trouble = None

    def _is_outside(self, voltage_mv):
        if voltage_mv is None:
            return False
        nominal_mv = self._nominal_mv
        low, high = nominal_mv * _VOLTAGE_MIN_PERCENT, nominal_mv * _VOLTAGE_MAX_PERCENT
        return not low <= voltage_mv * 100 <= high

    def judge_heat(self, charger, celsius, now_s):
        derating, limits = self.derating, charger.plan.limits
        trusted = derating.sensor_ok
        full_ma = least_ma(limits, _RATINGS, limits[BOARD])
        limits["thermal"] = derating.limit_ma(celsius, full_ma, now_s)
        if derating.sensor_ok != trusted:
            self._journal.note("thermometer", "not believed: 6 A" if trusted else "believed")
        if self._too_hot(charger.faults) and charger.session.plugged:
            charger.faults.strike(OVER_TEMPERATURE, now_s)

    # A sensor that broke when it was too hot cannot say that it is over: that says its being
    # believed again, or whoever pulls the plug. So it is after a reset, too, for the fault stands.
    def _too_hot(self, faults):
        derating = self.derating
        if derating.too_hot:
            return True
        return not derating.sensor_ok and faults.stands(OVER_TEMPERATURE)
