"""The control step: sample, decide, act, every 20 ms. It waits for nothing and allocates nothing.

Worst case from the car's change to the contactor's output: the change comes just after a burst
(20 ms) and two bursts agree (10 ms). All other work begins right after a step and is over before
the next one: services.rounds.
"""

from asyncio import sleep_ms
from time import ticks_add, ticks_diff, ticks_ms

from micropython import const

from firmware.core.evse import CLOSED, MINUS12, OPEN, OUTPUTS, PWM
from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY
from firmware.core.pilot.plateaus import Burst
from firmware.core.protection.self_test import GATE

_STEP_MS = const(20)

# The chip wakes on a tick of 10 ms, the first from the due time on. Due just behind one, a step
# that comes a little late would be followed by one that waits nearly for a tick more; so it is due
# that long before the tick. On a PC, which wakes in time, nothing moves it.
_BEFORE_TICK_MS = const(3)

# Program flow. Each part of a step gives its digit when it is over; the edge of `alive` is given
# for all of them, in this order, and in time: else the board's gate opens, the watchdog bites.
_SENSED = const(1)
_LOOKED = const(2)
_LOOKED_AGAIN = const(3)
_ACTED = const(5)  # after core.charger's DECIDED
_ALL = const(0o12345)
_DIGIT = const(8)
_TAKES_MAX_MS = const(60)
_APART_MIN_MS = const(15)  # a program that runs wild does not come every 20 ms


class Control:
    """`board`: drivers.wiring.Board; `black_box`: core.record.black_box.BlackBox, told of every
    step; `steps` counts those that were in order, for whoever judges by progress; `burst`: the
    last look at the pilot."""

    def __init__(self, charger, board, black_box):
        self.steps = 0
        self._charger = charger
        self._board = board
        self._black_box = black_box
        self.burst = Burst()
        self._contactor_output = OPEN
        self._beat_ms = ticks_ms()

    async def run(self, after_step):
        """`after_step()`: called after each, for whatever else there is to do."""
        due_ms = ticks_ms()
        while True:
            self.step()
            after_step()
            due_ms = ticks_add(due_ms, _STEP_MS)
            wait_ms = ticks_diff(due_ms, ticks_ms())
            if wait_ms > 0:
                await sleep_ms(wait_ms)
                due_ms = ticks_add(due_ms, _towards_tick_ms(ticks_diff(ticks_ms(), due_ms)))
            else:
                # What was missed is not made up for: a burst of steps would help nobody.
                due_ms = ticks_add(due_ms, -wait_ms // _STEP_MS * _STEP_MS)
                await sleep_ms(0)

    def step(self):
        began_ms = ticks_ms()
        flow = self._sense()
        flow = flow * _DIGIT + self._look_at_pilot()
        flow = flow * _DIGIT + self._look_at_ground_again()
        flow = flow * _DIGIT + self._charger.step(ticks_ms())
        flow = flow * _DIGIT + self._act()
        now_ms = ticks_ms()
        self._black_box.take(self.burst, self._charger, now_ms)
        if flow == _ALL and ticks_diff(now_ms, began_ms) <= _TAKES_MAX_MS:
            self._beat(now_ms)

    # That a step came late is no reason to have the gate open: there is a fault for it. While it
    # is to be open no edge holds the gate: whatever then drives the coil, a pad that is stuck or a
    # broken driver, it has dropped within 3 s. Nor does one while the self-test looks whether it
    # does hold the coil.
    def _beat(self, now_ms):
        if ticks_diff(now_ms, self._beat_ms) >= _APART_MIN_MS:
            self._beat_ms = now_ms
            self.steps += 1
            if self._board.contactor.commanded and self._charger.self_test.phase != GATE:
                self._board.heartbeat.beat()

    def _sense(self):
        senses, board = self._charger.senses, self._board
        board.gfci.sense(senses)
        board.contactor.sense(senses)
        return _SENSED

    # At -12 V of our own the pilot tells nothing of the car. A burst that disagrees is followed
    # by a second one here and now: waiting for the next step would cost 20 ms.
    def _look_at_pilot(self):
        if OUTPUTS[self._charger.evse.state][0] != MINUS12 and self._take_burst():
            self._take_burst()
        return _LOOKED

    # The burst of 5 ms lies between two looks: a spike on the earth monitor's wire, as sparks
    # make it, opens nothing, and a lost earth opens no later. A trip opens whatever it is, and
    # is confirmed by the second look.
    def _look_at_ground_again(self):
        senses, gfci = self._charger.senses, self._board.gfci
        if not senses.ground_ok:
            senses.ground_ok = gfci.ground_ok
        senses.trip_confirmed = senses.tripped and gfci.tripped
        return _LOOKED_AGAIN

    def _take_burst(self):
        control_pilot, charger = self._board.control_pilot, self._charger
        settings = charger.plan.settings
        control_pilot.off_mv = settings.pilot_off_mv or 0
        control_pilot.gain_permille = settings.pilot_gain_permille
        control_pilot.sample(self.burst)
        charger.read_back.take(self.burst, control_pilot.duty, ticks_ms())
        return charger.pilot.take(self.burst, control_pilot.oscillating, ticks_ms())

    # Opening comes first. The contactor closes here and nowhere else; the self-test's pulses come
    # by the same way.
    def _act(self):
        board, charger = self._board, self._charger
        pilot, contactor = OUTPUTS[charger.evse.state][0], charger.contactor
        if contactor == OPEN:
            board.contactor.open()
            board.interrupt_key.arm()
            board.gfci.test(charger.self_test.current_on)
            board.gfci.test_earth(charger.self_test.earth.on)
        elif contactor == CLOSED and self._contactor_output == OPEN:
            self._close()
        self._contactor_output = contactor
        if pilot == PWM:
            board.control_pilot.drive(charger.offer.duty)
        elif pilot == MINUS12 and charger.sends_minus12:
            board.control_pilot.drive(DUTY_MINUS12)
        else:
            board.control_pilot.drive(DUTY_STEADY)
        return _ACTED

    # A trip between this step's look at the sensor and the closing must not be closed over. A key
    # at the serial port, or noise on its wire, must not end a charge under load.
    def _close(self):
        board = self._board
        board.interrupt_key.disarm()
        if not board.gfci.trip_seen:
            board.contactor.close()
        if board.gfci.trip_seen:
            board.contactor.open()


# A millisecond a step, for whoever was woken before may have made it later once.
def _towards_tick_ms(late_ms):
    if late_ms > _BEFORE_TICK_MS + 1:
        return 1
    return -1 if 0 < late_ms < _BEFORE_TICK_MS else 0
