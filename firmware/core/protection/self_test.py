"""The self-test before a closing: all that would open the contactor if the program could not.

Done before every closing of the contactor (UL 2231-2 practice), with it open and the car in C:

- test current on, a trip and its interrupt within the board's time, off, the trip gone within the
  board's time; beside it the earth monitor's own test;
- the gate: a pulse on the coil without an edge of `alive`: nothing may close;
- the module's cut: test current on, a trip, a pulse on the coil with the edges: nothing may close.

The gate comes first, for it has rested since the last opening and one edge arms it for seconds;
and not before the sensor has passed. On request, at the console or before the random delay when
power returns, only what needs no pulse is tested, for then no car need be there.
"""

from micropython import const

from firmware.core.lasting import Lasting
from firmware.core.protection.earth_test import EarthTest
from firmware.core.ticks import elapsed_ms

IDLE = const(0)
TESTING = const(1)
RELEASING = const(2)
PASSED = const(3)
FAILED = const(4)
CLEARING = const(5)
GATE = const(6)
CUT = const(7)

_RUNNING = (TESTING, RELEASING, CLEARING, GATE, CUT)

# What has failed.
SENSOR = "the ground-fault sensor"
EARTH = "the earth monitor"
GATE_HOLDS_NOT = "the alive gate"
CUT_CUTS_NOT = "the ground-fault module's cut"

_STAYS_TIMES = const(2)  # as long as a healthy sensor takes to let go

# Contacts that make have moved the sense by then: twice what the board's takes to settle.
_PULSE_MS = const(60)


class SelfTest:
    """`phase`: one of the constants; `current_on`: the test current is wanted; `coil_on`: a pulse
    on the coil; `earth`: earth_test.EarthTest; `failed`: what has, in words, or None.

    Of the last test: `passed` (None: not over, or broken off), `trip_ms` and `release_ms` (None:
    it did not), at the resolution of the control step. `asked`: one on request is not over yet.
    """

    # A reset may have cut a test short: the sensor gets its time to let go.
    def __init__(self, rise_ms, fall_ms, earth_ms, now_ms):
        self.phase = CLEARING
        self.asked = False
        self.passed = self.trip_ms = self.release_ms = self.failed = None
        self.rise_ms = rise_ms
        self.fall_ms = fall_ms
        self.earth = EarthTest(earth_ms, now_ms)
        self._since_ms = now_ms
        self._stays = Lasting(_STAYS_TIMES * fall_ms, now_ms)
        self._heard = self._gate_held = self._cut_held = False

    @property
    def current_on(self):
        return self.phase == TESTING or self.phase == CUT

    @property
    def coil_on(self):
        return self.phase == GATE or self.phase == CUT

    @property
    def running(self):
        """What the sensor reports now may be the test's own doing."""
        return self.phase in _RUNNING

    # Never while the contactor is closed: whoever asks sees to that, and so does the charger.
    def ask(self):
        """Test on request. -> False while a test runs already."""
        if self.running:
            return False
        self.phase = IDLE
        self.asked = True
        self.passed = None
        return True

    # A result holds for one closing: whoever opened the contactor asks for a new test. One that
    # is broken off leaves a sensor that may still trip, and takes its time to let go.
    def forget(self, now_ms):
        self.asked = False
        self.earth.end(now_ms)
        if self.phase != CLEARING:
            self._go(CLEARING if self.running else IDLE, now_ms)

    # Until then the gate that has held once need not hold again: it may be armed by now.
    def closes(self):
        """The contactor closes on what was tested: its edges begin."""
        self._gate_held = False

    # Nothing leaks through open contacts: what is short is noise or the last of an arc, what stays
    # is the sensor's own.
    def watch(self, senses, now_ms):
        """With the contactor open, at every step. -> None, or what is not to be relied on."""
        stays = self._stays.look(senses.tripped and not self.running, now_ms)
        if not self.earth.look(senses.ground_ok, now_ms):
            return EARTH
        return SENSOR if stays else None

    def fail(self, what, now_ms):
        """`what` is not to be relied on, whatever a test would say."""
        self.failed = what
        self.earth.end(now_ms)
        self._end(False, now_ms)

    # Opening in time rests on the interrupt: a sensor whose trip is only seen does not pass.
    def step(self, senses, now_ms):
        """Go on with the test, or start it, on what a core.charger.Senses tells."""
        tripped = senses.tripped
        self._heard = self._heard or senses.trip_seen
        if self.phase == IDLE:
            if not tripped:
                self._begin(now_ms)
        elif self.phase == TESTING and tripped and self._heard:
            self.trip_ms = elapsed_ms(now_ms, self._since_ms)
            closes = self._gate_held and not self.asked
            self._go(CUT if closes else RELEASING, now_ms)
        elif self.phase == RELEASING and not tripped:
            self.release_ms = elapsed_ms(now_ms, self._since_ms)
            if self.earth.passed:
                self._go_on(now_ms)
        elif self.phase == CLEARING:
            self._clear(tripped, now_ms)
        elif self.coil_on:
            self._pulse(senses, now_ms)
        elif self.running and elapsed_ms(now_ms, self._since_ms) >= self._allowed_ms():
            self.fail(SENSOR, now_ms)

    # Not while it trips by itself, which must not pass for an answer to the test.
    def _begin(self, now_ms):
        self.passed = self.trip_ms = self.release_ms = self.failed = None
        self._cut_held = False
        self.earth.begin(now_ms)
        self._test(now_ms)

    def _test(self, now_ms):
        self._heard = False
        self._go(TESTING, now_ms)

    # The sensor has tripped and let go.
    def _go_on(self, now_ms):
        if self.asked or self._cut_held:
            self._end(True, now_ms)
        elif self._gate_held:
            self._test(now_ms)
        else:
            self._go(GATE, now_ms)

    # One that was not on the pad to its end proves nothing: a trip's interrupt ends it, and then
    # it is given again.
    def _pulse(self, senses, now_ms):
        is_gate = self.phase == GATE
        if senses.mains_sensed:
            self.fail(GATE_HOLDS_NOT if is_gate else CUT_CUTS_NOT, now_ms)
        elif not senses.pad_on:
            self._go(RELEASING, now_ms)
        elif elapsed_ms(now_ms, self._since_ms) >= _PULSE_MS:
            self._held(is_gate, now_ms)

    def _held(self, is_gate, now_ms):
        if is_gate:
            self._gate_held = True
            self._test(now_ms)
        else:
            self._cut_held = True
            self._go(RELEASING, now_ms)

    # What was tested on request is no word about a closing that comes later.
    def _end(self, passed, now_ms):
        self.passed = passed
        if passed:
            self._go(IDLE if self.asked else PASSED, now_ms)
        else:
            self._go(FAILED, now_ms)
        self.asked = False

    def _clear(self, tripped, now_ms):
        since_ms = elapsed_ms(now_ms, self._since_ms)
        if since_ms >= (self.fall_ms if tripped else self.rise_ms):
            self._go(IDLE, now_ms)

    def _allowed_ms(self):
        return self.rise_ms if self.phase == TESTING else self.fall_ms

    def _go(self, phase, now_ms):
        self.phase = phase
        self._since_ms = now_ms
