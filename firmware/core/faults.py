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

# Ends by unplugging, or only at the console; the latter is remembered through power cycles.
_UNPLUG = const(0)
_CONSOLE = const(1)

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

# fmt: off
# code: (class, seconds to a retry, retries in one plug-in, what ends it for good)
FAULTS = {
    GROUND_FAULT:  (NOW, 900, 4, _UNPLUG),  # 15 min, 4 tries: two makers' practice
    GROUND_LOST:   (NOW, 60, 4, _UNPLUG),  # 1 min, 4 tries
    SELF_TEST:     (NOW, 0, 0, _UNPLUG),  # a GFCI that does not trip protects nobody
    DIODE:         (NOW, 0, 0, _UNPLUG),
    PILOT_LOST:    (NOW, 30, _FOR_EVER, _UNPLUG),
    PILOT_SHORT:   (NOW, 30, _FOR_EVER, _UNPLUG),
    PILOT_UNKNOWN: (NOW, 30, _FOR_EVER, _UNPLUG),
    VENTILATION:   (GRACEFUL, 30, _FOR_EVER, _UNPLUG),
    WELDED:        (LIVE, 0, 0, _CONSOLE),
    CONTACTOR:     (NOW, 0, 0, _UNPLUG),  # did not close, or opened by itself
    OVERCURRENT:   (GRACEFUL, 60, 3, _UNPLUG),  # Tesla: a minute, 3 retries
    OVER_TEMPERATURE: (GRACEFUL, 30, _FOR_EVER, _UNPLUG),
    RESETS:        (NOW, 0, 0, _UNPLUG),
}
# fmt: on

# A trip this soon after closing is a solid fault, not a nuisance: no retry (two makers' practice).
EARLY_TRIP_S = const(10)


class Faults:
    """`active`: code or None; `opens`: it is of class NOW; `retry_at_s`: uptime, or None;
    `raised`: code -> how often in this plug-in."""

    def __init__(self, journal):
        self.active = None
        self.opens = False
        self.since_s = 0
        self.retry_at_s = None
        self.raised = {}
        self._beneath = []  # latched ones that another fault hides
        self._journal = journal

    @property
    def latched(self):
        return self.active is not None and self.retry_at_s is None

    @property
    def outlasts_power(self):
        """The active fault is one that only the console ends."""
        return self.active is not None and FAULTS[self.active][3] == _CONSOLE

    # The first fault is the one to tell, unless a graver one comes. One that latches is not
    # forgotten for another.
    def strike(self, code, now_s, lock_out=False):
        """Raise `code`; with `lock_out` it has no retry in this plug-in."""
        severity, retry_s, retries, _ = FAULTS[code]
        if code == self.active:
            self._prolong(now_s, retry_s)
            return
        latches = lock_out or self.raised.get(code, 0) >= retries
        if self.active is not None:
            if severity <= FAULTS[self.active][0]:
                self._hide(code, latches)
                return
            self._hide(self.active, self.latched)
        self.raised[code] = self.raised.get(code, 0) + 1
        self._begin(code, now_s)
        self.retry_at_s = None if latches else now_s + retry_s

    def _hide(self, code, latches):
        if latches and code not in self._beneath:
            self._beneath.append(code)

    def _begin(self, code, now_s):
        self.active = code
        self.opens = FAULTS[code][0] >= NOW
        self.since_s = now_s
        self._journal.note("fault", code)

    # The cause is still there: the retry time runs from its end.
    def _prolong(self, now_s, retry_s):
        if self.retry_at_s is not None:
            self.retry_at_s = now_s + retry_s

    def tick(self, now_s):
        """End the fault when its retry time has come."""
        if self.retry_at_s is not None and now_s >= self.retry_at_s:
            self._end()

    def unplugged(self):
        self.raised.clear()
        self._beneath = [code for code in self._beneath if FAULTS[code][3] == _CONSOLE]
        if self.active is not None and not self.outlasts_power:
            self._end()

    def cleared(self):
        """Somebody at the console has looked and says that it is mended."""
        if self.active is not None:
            self._end()

    def saved(self, now_s):
        """What must survive a reset, for `restore`."""
        left_s = None if self.retry_at_s is None else self.retry_at_s - now_s
        return {
            "raised": dict(self.raised),
            "active": self.active,
            "left_s": left_s,
            "beneath": list(self._beneath),
        }

    # A release before or after this one may know other faults; a weld told by the flash stays.
    def restore(self, saved, now_s):
        for code, times in saved["raised"].items():
            if code in FAULTS:
                self.raised[code] = times
        self._beneath = [code for code in saved["beneath"] if code in FAULTS]
        code, left_s = saved["active"], saved["left_s"]
        if code in FAULTS and not self.outlasts_power:
            self._begin(code, now_s)
            self.retry_at_s = None if left_s is None else now_s + left_s

    def _end(self):
        self._journal.note("fault_over", self.active)
        self.active = None
        self.opens = False
        self.retry_at_s = None
        if self._beneath:
            self._begin(self._beneath.pop(), self.since_s)
