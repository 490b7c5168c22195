"""The EVSE's state machine: one table of transitions, one of outputs.

States are those of J1772: a letter for what the car does (A none, B connected, C asks for power,
D asks with ventilation, E pilot shorted or unknown, F we are out of order) and a digit for what we
do (1 steady, 2 offering). Two of them have a "+": the contactor is closed. `C2+` is charging,
`C1+` the grace after we stopped offering, in which the car ends the draw and opens its switch S2
so that our contactor opens without current. `Fw` is F for no fault: -12 V to wake a sleeping car.

Outputs are a function of the state, never of the way into it. Nothing outside assigns the state.
The driver of all this feeds `step()` every 20 ms; a state is left by the first event in its row
that has happened, so what is urgent stands first.
"""

from micropython import const

from firmware.core.j1772 import FAULT_F_HOLD_MS, GRACE_MS, WAKE_HOLD_MS
from firmware.core.ticks import elapsed_ms

# Events, as bits of one small integer: a step gathers all that have happened.
FAULT = const(1)  # a fault of class "now": open before anything else
SEES_A = const(2)
SEES_B = const(4)
SEES_C = const(8)
SEES_D = const(16)
SEES_E = const(32)  # shorted, or nothing recognised for 100 ms
OFFER = const(64)  # there is current to offer and leave to offer it
WITHDRAW = const(128)  # there is not
READY = const(256)  # everything that must hold before the contactor closes does
GRACE_OVER = const(512)  # 6 s in C1 and the car still asks (seq. 10.2)
HELD = const(1024)  # state F was held long enough
WAKE = const(2048)  # the car sleeps through our offer
WOKEN = const(4096)  # the wake-up pulse was long enough

WAKING = "Fw"

# An unknown car, and -12 V that we do not send, are as bad as a short. (In F nothing is read.)
SEEN = {
    "A": SEES_A,
    "B": SEES_B,
    "C": SEES_C,
    "D": SEES_D,
    "E": SEES_E,
    "F": SEES_E,
    None: SEES_E,
}

# fmt: off
TRANSITIONS = {
    "A":   ((SEES_E, "E"), (SEES_B, "B1"), (SEES_C, "C1"), (SEES_D, "D1")),
    "B1":  ((SEES_A, "A"), (SEES_E, "E"), (SEES_C, "C1"), (SEES_D, "D1"), (OFFER, "B2")),
    "B2":  ((SEES_A, "A"), (SEES_E, "E"), (FAULT, "B1"), (WITHDRAW, "B1"), (SEES_C, "C2"),
            (SEES_D, "D2"), (WAKE, "Fw")),
    "C1":  ((SEES_A, "A"), (SEES_E, "E"), (SEES_B, "B1"), (SEES_D, "D1"), (OFFER, "C2")),
    "C2":  ((SEES_A, "A"), (FAULT, "F"), (SEES_E, "E"), (WITHDRAW, "C1"), (SEES_B, "B2"),
            (SEES_D, "D2"), (READY, "C2+")),
    "C2+": ((SEES_A, "A"), (FAULT, "F"), (SEES_E, "E"), (SEES_B, "B2"), (WITHDRAW, "C1+"),
            (SEES_D, "C1+")),
    "C1+": ((SEES_A, "A"), (FAULT, "F"), (SEES_E, "E"), (SEES_B, "B1"), (GRACE_OVER, "C1")),
    # No ventilation here: D is never powered, and its offer ends by the fault it raises.
    "D1":  ((SEES_A, "A"), (SEES_E, "E"), (SEES_B, "B1"), (SEES_C, "C1")),
    "D2":  ((SEES_A, "A"), (FAULT, "F"), (SEES_E, "E"), (WITHDRAW, "D1"), (SEES_B, "B2"),
            (SEES_C, "C2")),
    "E":   ((SEES_A, "A"), (SEES_B, "B1"), (SEES_C, "C1"), (SEES_D, "D1")),
    # The pilot is at -12 V and tells nothing of the car: look again from steady +12 V.
    "F":   ((HELD, "B1"),),
    "Fw":  ((FAULT, "F"), (WOKEN, "B1")),
}

# Only these are left because of time alone.
_LEFT_BY_TIME = ("C1+", "F", WAKING)

# What the pilot does, and what the contactor may be.
STEADY, PWM, MINUS12 = "steady", "pwm", "minus12"
OPEN, CLOSED, KEEP = "open", "closed", "keep"

OUTPUTS = {
    "A":   (STEADY, OPEN),
    "B1":  (STEADY, OPEN),
    "B2":  (PWM, OPEN),
    "C1":  (STEADY, OPEN),
    "C2":  (PWM, OPEN),
    "C2+": (PWM, CLOSED),
    "C1+": (STEADY, KEEP),
    "D1":  (STEADY, OPEN),
    "D2":  (PWM, OPEN),
    "E":   (STEADY, OPEN),
    "F":   (MINUS12, OPEN),
    "Fw":  (MINUS12, OPEN),
}
# fmt: on


class Evse:
    """`state` is a key of the tables; `entered_ms` when it was entered."""

    def __init__(self, now_ms):
        self.state = "A"
        self.entered_ms = now_ms

    @property
    def published(self):
        """The state as the standard names it, without our marks."""
        return self.state.rstrip("+w")

    @property
    def offering(self):
        return OUTPUTS[self.state][0] == PWM

    # The only place that assigns the state. One transition a step: the next one is 20 ms away.
    # Allocates nothing.
    def step(self, happened, now_ms):
        """`happened`: the events, but for those that time alone brings. True if the state
        changed."""
        if self.state in _LEFT_BY_TIME:
            happened |= self._brought_by_time(now_ms)
        for event, target in TRANSITIONS[self.state]:
            if happened & event:
                self.state = target
                self.entered_ms = now_ms
                return True
        return False

    def _brought_by_time(self, now_ms):
        in_state_ms = elapsed_ms(now_ms, self.entered_ms)
        happened = HELD if in_state_ms >= FAULT_F_HOLD_MS else 0
        if in_state_ms >= GRACE_MS:
            happened |= GRACE_OVER
        if in_state_ms >= WAKE_HOLD_MS:
            happened |= WOKEN
        return happened
