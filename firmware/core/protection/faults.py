"""What can be wrong, how bad it is, and how it ends.

Class NOW opens the contactor in the same control step; class GRACEFUL withdraws the offer and
lets the car end the draw first (C1). A fault lasts while its cause does, and its retry time
longer; it may come back so many times in one plug-in as it has retries, then only unplugging ends
it. A welded contactor does not end by unplugging either: the cable stays live until somebody has
looked, and says so at the console.
"""

from micropython import const

LIVE = const(3)  # as NOW, and the cable may be live: outranks every other
NOW = const(2)
GRACEFUL = const(1)

_FOR_EVER = const(1_000_000)

# Ends by unplugging, or only at the console; the latter is remembered through power cycles. Or it
# has nothing to do with the car that is there. Or by unplugging, but not before its cause is gone.
_UNPLUG = const(0)
_CONSOLE = const(1)
_ABSENCE = const(2)
_MENDED = const(3)

_RESET = const(0)
_POWER_CUT = const(1)
_MARKED = const(2)  # a power cut, too: services/memory/closing_mark.py

GROUND_FAULT = "ground_fault"
GROUND_LOST = "ground_lost"
SELF_TEST = "self_test"
DIODE = "diode"
PILOT_LOST = "pilot_lost"
PILOT_SHORT = "pilot_short"
PILOT_UNKNOWN = "pilot_unknown"
VENTILATION = "ventilation"
WELDED = "welded"
CONTACTOR = "contactor"
OVERCURRENT = "overcurrent"
OVER_TEMPERATURE = "over_temperature"
RESETS = "resets"
STALLED = "stalled"
BACKFEED = "backfeed"
PILOT_DUTY = "pilot_duty"
VOLTAGE = "voltage"
STUCK_OUTPUT = "stuck_output"

# Columns of the table.
_CLASS = const(0)
_RETRY_S = const(1)  # from the end of its cause
_RETRIES = const(2)  # in one plug-in; the strike after the last one latches
_ENDS_BY = const(3)  # what ends it for good
_OUTLASTS = const(4)  # with its count, so that neither starts anew

# What raises each is in docs/faults.md, row by row, and beside it here.
# fmt: off
FAULTS = {
    # The module's trip. 15 min, 4 tries: UL 2231-2 14.4.
    GROUND_FAULT:     (NOW, 900, 4, _UNPLUG, _MARKED),
    # No protective earth, a car being there.
    GROUND_LOST:      (NOW, 60, 4, _UNPLUG, _RESET),
    # The module does not trip when tested, or does not let go: it protects nobody.
    SELF_TEST:        (NOW, 0, 0, _UNPLUG, _RESET),
    # A low plateau as deep as the high one is high, in B or while charging.
    DIODE:            (NOW, 0, 0, _UNPLUG, _RESET),
    # No low plateau while the PWM runs, or nothing but -12 V that we do not send.
    PILOT_LOST:       (NOW, 30, _FOR_EVER, _UNPLUG, _RESET),
    # State E.
    PILOT_SHORT:      (NOW, 30, _FOR_EVER, _UNPLUG, _RESET),
    # Nothing recognised for 100 ms: frozen, impossible, or the ADC refuses.
    PILOT_UNKNOWN:    (NOW, 30, _FOR_EVER, _UNPLUG, _RESET),
    # State D.
    VENTILATION:      (GRACEFUL, 30, _FOR_EVER, _UNPLUG, _RESET),
    # Mains behind the contactor a second after it opened, and it never was away for long.
    WELDED:           (LIVE, 0, 0, _CONSOLE, _POWER_CUT),
    # None behind it a second after it closed: it did not, or opened by itself. A sag does that.
    CONTACTOR:        (NOW, 60, 2, _UNPLUG, _RESET),
    # More than (signalled + 0.5 A) x 1.10 for 7 s. Tesla: a minute, 3 retries.
    OVERCURRENT:      (GRACEFUL, 60, 3, _UNPLUG, _RESET),
    # 71 C on the board, or a sensor that is shorted.
    OVER_TEMPERATURE: (GRACEFUL, 30, _FOR_EVER, _UNPLUG, _RESET),
    # The fourth unplanned one within 15 min, the contactor closed or about to.
    RESETS:           (NOW, 0, 0, _UNPLUG, _RESET),
    # A control step 2.5 s late, the contactor closed.
    STALLED:          (NOW, 60, 3, _UNPLUG, _RESET),
    # Mains that appears behind a contactor that had opened: a car feeds it, or a finger the sense.
    BACKFEED:         (NOW, 60, _FOR_EVER, _ABSENCE, _RESET),
    # The pilot's line shows another duty or frequency than was set.
    PILOT_DUTY:       (NOW, 60, 3, _UNPLUG, _RESET),
    # Outside 85 to 110 % of nominal for 10 s. Seldom enough for a contactor that closes onto it.
    VOLTAGE:          (GRACEFUL, 300, _FOR_EVER, _UNPLUG, _RESET),
    # The pad of the coil's output is not as commanded.
    STUCK_OUTPUT:     (LIVE, 0, 0, _MENDED, _RESET),
}
# fmt: on

# A trip this soon after closing is a solid fault, not a nuisance: no retry (two makers' practice).
EARLY_TRIP_S = const(10)


# Of one that stands.
_CODE = const(0)
_SINCE_S = const(1)
_RETRY_AT_S = const(2)  # None: latched
_LASTS = const(3)  # struck since the last look at whether a car is there


class Faults:
    """All that stand, each with its own count and its own end. Told of is the gravest of them, the
    first of equals: `active`, its code or None; `opens`: it is of class NOW; `since_s` and
    `retry_at_s`: uptimes, the latter None when it is latched.
    `raised`: code -> how often in this plug-in; `changes` counts beginnings and ends."""

    def __init__(self, journal):
        self.active = None
        self.opens = False
        self.since_s = 0
        self.retry_at_s = None
        self.raised = {}
        self.changes = 0
        self._standing = []  # [code, since_s, retry_at_s, lasts], as they were struck
        self._journal = journal

    @property
    def latched(self):
        return self.active is not None and self.retry_at_s is None

    @property
    def outlasts_power(self):
        """The active fault is one that stands after a mains cut, too."""
        return self.active is not None and FAULTS[self.active][_OUTLASTS] == _POWER_CUT

    def stands(self, code):
        """`code` has not ended yet, shown or not."""
        for one in self._standing:
            if one[_CODE] == code:
                return True
        return False

    def struck_before(self, code):
        """How often it was raised in this plug-in before the one that stands; where that one is
        latched: as often as it may be."""
        for one in self._standing:
            if one[_CODE] == code:
                latched = one[_RETRY_AT_S] is None
                return FAULTS[code][_RETRIES] if latched else self.raised.get(code, 1) - 1
        return self.raised.get(code, 0)

    # While the cause is there the retry time runs anew: it counts from its end.
    def strike(self, code, now_s, lock_out=False, counts=True):
        """Raise `code`, or tell that its cause lasts; with `lock_out` it has no retry in this
        plug-in. Unless it `counts` it opens, and is nothing to its latch."""
        for one in self._standing:
            if one[_CODE] == code:
                one[_LASTS] = True
                if one[_RETRY_AT_S] is not None:
                    one[_RETRY_AT_S] = now_s + FAULTS[code][_RETRY_S]
                    self._tell()
                return
        self._raise(code, now_s, lock_out, counts)

    def _raise(self, code, now_s, lock_out, counts):
        times = self.raised.get(code, 0)
        self.raised[code] = times + counts
        latches = lock_out or (counts and times >= FAULTS[code][_RETRIES])
        self._stand(code, now_s, None if latches else now_s + FAULTS[code][_RETRY_S])

    def _stand(self, code, now_s, retry_at_s):
        self._standing.append([code, now_s, retry_at_s, True])
        self._tell()
        self.changes += 1
        self._journal.note("fault", code)

    def _tell(self):
        gravest = None
        for one in self._standing:
            if gravest is None or FAULTS[one[_CODE]][_CLASS] > FAULTS[gravest[_CODE]][_CLASS]:
                gravest = one
        if gravest is None:
            self.active = self.retry_at_s = None
            self.opens = False
        else:
            self.active, self.since_s = gravest[_CODE], gravest[_SINCE_S]
            self.retry_at_s = gravest[_RETRY_AT_S]
            self.opens = FAULTS[self.active][_CLASS] >= NOW

    def tick(self, now_s):
        """End those whose retry time has come."""
        if self._standing:
            self._end([one for one in self._standing if _is_over(one[_RETRY_AT_S], now_s)])

    def unplugged(self):
        """No car is there; to be called several times a second."""
        self.raised.clear()
        if self._standing:
            self._end([one for one in self._standing if _ends_by_unplugging(one)])
            for one in self._standing:
                one[_LASTS] = False

    def cleared(self):
        """Somebody at the console has looked at the active one and says that it is mended."""
        self._end([one for one in self._standing if one[_CODE] == self.active])

    def _end(self, ended):
        for one in ended:
            self._standing.remove(one)
            self.changes += 1
            self._journal.note("fault_over", one[_CODE])
        self._tell()

    def saved(self, now_s):
        """What must survive a reset, for `restore`."""
        standing = []
        for code, _, retry_at_s, _ in self._standing:
            standing.append([code, None if retry_at_s is None else retry_at_s - now_s])
        return {"raised": dict(self.raised), "standing": standing}

    # A release before or after this one may know other faults; a weld told by the flash stays as
    # it is.
    def restore(self, saved, now_s):
        for code, times in saved["raised"].items():
            if code in FAULTS:
                self.raised[code] = times
        for code, left_s in saved["standing"]:
            if code in FAULTS and not any(one[_CODE] == code for one in self._standing):
                self._stand(code, now_s, None if left_s is None else now_s + left_s)


def _ends_by_unplugging(one):
    by = FAULTS[one[_CODE]][_ENDS_BY]
    return by == _UNPLUG or (by == _MENDED and not one[_LASTS])


def _is_over(retry_at_s, now_s):
    return retry_at_s is not None and now_s >= retry_at_s
