"""The ground-fault sensor's self-test: it must trip when tested, and let go again.

Done before every closing of the contactor (UL 2231-2 practice): test current on, a trip and its
interrupt within the board's time, test current off, the trip gone within the board's time. Done
also before the random delay when power returns, and when somebody at the console asks for it;
always with it open.
"""

from micropython import const

from firmware.core.lasting import Lasting
from firmware.core.ticks import elapsed_ms

IDLE = const(0)
TESTING = const(1)
RELEASING = const(2)
PASSED = const(3)
FAILED = const(4)
CLEARING = const(5)

_RUNNING = (TESTING, RELEASING, CLEARING)

_STAYS_TIMES = const(2)  # as long as a healthy sensor takes to let go


class SelfTest:
    """`phase`: one of the constants; `current_on`: the test current is wanted.

    Of the last test: `passed` (None: not over, or broken off), `trip_ms` and `release_ms` (None:
    it did not), at the resolution of the control step. `asked`: one on request is not over yet.
    """

    # A reset may have cut a test short: the sensor gets its time to let go.
    def __init__(self, rise_ms, fall_ms, now_ms):
        self.phase = CLEARING
        self.asked = False
        self.passed = self.trip_ms = self.release_ms = None
        self.rise_ms = rise_ms
        self.fall_ms = fall_ms
        self._since_ms = now_ms
        self._stays = Lasting(_STAYS_TIMES * fall_ms, now_ms)
        self._heard = False

    @property
    def current_on(self):
        return self.phase == TESTING

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
        if self.phase == TESTING or self.phase == RELEASING:
            self._go(CLEARING, now_ms)
        elif self.phase != CLEARING:
            self.phase = IDLE

    # Nothing leaks through open contacts: what is short is noise or the last of an arc, what stays
    # is the sensor's own.
    def trip_stays(self, tripped, now_ms):
        """With the contactor open, at every step: True when a trip has lasted for too long."""
        return self._stays.look(tripped and not self.running, now_ms)

    def fail(self, now_ms):
        """It is not to be relied on, whatever a test would say."""
        self._end(False, now_ms)

    # Opening in time rests on the interrupt: a sensor whose trip is only seen does not pass.
    def step(self, tripped, interrupted, now_ms):
        """Go on with the test, or start it. `tripped`: the sensor reports a residual current;
        `interrupted`: its interrupt came since the last step."""
        self._heard = self._heard or interrupted
        if self.phase == IDLE:
            if not tripped:
                self._begin(now_ms)
        elif self.phase == TESTING and tripped and self._heard:
            self.trip_ms = elapsed_ms(now_ms, self._since_ms)
            self._go(RELEASING, now_ms)
        elif self.phase == RELEASING and not tripped:
            self.release_ms = elapsed_ms(now_ms, self._since_ms)
            self._end(True, now_ms)
        elif self.phase == CLEARING:
            self._clear(tripped, now_ms)
        elif self.running and elapsed_ms(now_ms, self._since_ms) >= self._allowed_ms():
            self._end(False, now_ms)

    # Not while it trips by itself, which must not pass for an answer to the test.
    def _begin(self, now_ms):
        self.passed = self.trip_ms = self.release_ms = None
        self._heard = False
        self._go(TESTING, now_ms)

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
