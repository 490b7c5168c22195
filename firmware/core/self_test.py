"""The ground-fault sensor's self-test: it must trip when tested, and let go again.

Done before every closing of the contactor (UL 2231-2 practice): test current on, a trip within the
board's time, test current off, the trip gone within the board's time.
"""

from micropython import const

from firmware.core.ticks import elapsed_ms

IDLE = const(0)
TESTING = const(1)
RELEASING = const(2)
PASSED = const(3)
FAILED = const(4)
CLEARING = const(5)

_RUNNING = (TESTING, RELEASING, CLEARING)


class SelfTest:
    """`phase`: one of the constants; `current_on`: the test current is wanted."""

    def __init__(self, rise_ms, fall_ms):
        self.phase = IDLE
        self._rise_ms = rise_ms
        self._fall_ms = fall_ms
        self._since_ms = 0

    @property
    def current_on(self):
        return self.phase == TESTING

    @property
    def running(self):
        """What the sensor reports now may be the test's own doing."""
        return self.phase in _RUNNING

    # A result holds for one closing: whoever opened the contactor asks for a new test. One that
    # is broken off leaves a sensor that may still trip, and takes its time to let go.
    def forget(self, now_ms):
        if self.phase == TESTING or self.phase == RELEASING:
            self._go(CLEARING, now_ms)
        elif self.phase != CLEARING:
            self.phase = IDLE

    def step(self, tripped, now_ms):
        """Go on with the test, or start it. `tripped`: the sensor reports a residual current."""
        if self.phase == IDLE:
            # A sensor that trips by itself must not pass for one that answers the test.
            self._go(FAILED if tripped else TESTING, now_ms)
        elif self.phase == TESTING and tripped:
            self._go(RELEASING, now_ms)
        elif self.phase == RELEASING and not tripped:
            self._go(PASSED, now_ms)
        elif self.phase == CLEARING:
            self._clear(tripped, now_ms)
        elif self.running and elapsed_ms(now_ms, self._since_ms) >= self._allowed_ms():
            self._go(FAILED, now_ms)

    def _clear(self, tripped, now_ms):
        since_ms = elapsed_ms(now_ms, self._since_ms)
        if since_ms >= (self._fall_ms if tripped else self._rise_ms):
            self._go(IDLE, now_ms)

    def _allowed_ms(self):
        return self._rise_ms if self.phase == TESTING else self._fall_ms

    def _go(self, phase, now_ms):
        self.phase = phase
        self._since_ms = now_ms
