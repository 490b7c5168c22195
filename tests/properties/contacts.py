"""The contacts of the contactor, whoever moves them, and what each closing of theirs owes (I1).

The coil is the firmware's. The contacts follow the board's gate and its ground-fault sensor as
well: those open them behind the firmware's back, and let them close again.
"""

_REST_US = 5_000_000
_REST_AFTER_FAULT_US = 30_000_000  # after a fault, a reset, or the board's own opening

# Where the state machine goes when nothing was wrong.
_NORMAL_ENDS = ("A", "B1", "B2", "C1")


class Contacts:
    """`tested`: the ground-fault sensor has answered its test since they opened; `breach`: None,
    or how they have closed as they must not."""

    def __init__(self):
        self.tested = False
        self.breach = None
        self._rig = None
        self._closed = False
        self._opened_us = None
        self._rest_us = 0

    def begin(self, rig):
        """The program of `rig` has just started, on a world that may be another one."""
        self._rig = rig
        rig.world.power.listeners.append(self._moved)
        if self._closed:
            self._open(_REST_AFTER_FAULT_US)

    def mains_cut(self):
        """They fall open, and nobody remembers what was before."""
        self._closed = self.tested = False
        self._opened_us, self._rest_us = self._rig.world.clock.now_us, _REST_US

    def look(self):
        """Before and after each control step: whoever switches the coil off has opened them,
        even if they stick."""
        power = self._rig.world.power
        self.tested = self.tested or (power.testing and power.trip)
        if self._closed and not power.coil:
            self._open(self._rest_due_us())

    # A contactor that opens by itself, and may close again, is no fault of the firmware.
    def _moved(self, t_us):
        power = self._rig.world.power
        if power.closed == self._closed:
            return
        if power.closed:
            self._close(t_us)
        elif "stuck_open" not in self._rig.world.faults:
            self._open(self._rest_due_us())

    def _rest_due_us(self):
        normal = self._rig.app.charger.evse.state in _NORMAL_ENDS
        return _REST_US if normal and not self._rig.world.power.coil else _REST_AFTER_FAULT_US

    def _open(self, rest_us):
        self._closed = self.tested = False
        self._opened_us, self._rest_us = self._rig.world.clock.now_us, rest_us

    def _close(self, t_us):
        self._closed = True
        if not self.tested:
            self.breach = "I1: the contacts closed without a self-test since they opened"
        elif self._opened_us is not None and t_us - self._opened_us < self._rest_us:
            rested_ms = (t_us - self._opened_us) // 1_000
            self.breach = f"I1: the contacts closed after a rest of {rested_ms} ms"
