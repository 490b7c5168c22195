"""The black box: the last control steps before a trip or a reset, in a small ring of bytes.

Steps that are alike make one run, so that seconds fit, or minutes of a quiet pilot. A run is

    high plateau    0.1 V up from -1.9 V, so 1..255; 0: not known, or we are at -12 V
    state, fault    place in STATES x 21 + place in CODES and one, or 0
    marks           contactor, coil, mains, tripped, ground from bit 0 on; three bits for what
                    pilot.py makes of the low plateau
    duration        ms from its first step to the next run's, two bytes, low one first

The low plateau is there as a verdict, not in volts: at 96 % duty a burst has two reads of it, and
their mean wanders by volts. black_box_rows.py reads it all.
"""

from micropython import const

from firmware.core.evse import MINUS12, OUTPUTS
from firmware.core.protection.faults import FAULTS
from firmware.core.ticks import elapsed_ms

STATES = tuple(sorted(OUTPUTS))
CODES = tuple(sorted(FAULTS))

# The ring: place of the newest run, number of runs, the runs.
RING_BYTES = const(602)
_RUNS_AT = const(2)
_RUN_BYTES = const(5)
_RUNS = const(120)

_HIGH_ZERO_DV = const(20)
_HIGH_MAX = const(255)
_SAME_DV = const(2)  # the ADC's noise on a pilot at rest, assumption
_FAULT_PLACES = const(21)

# Marks; the closed contactor is the state machine's wish.
_CLOSED = const(1)
_COIL = const(2)
_MAINS = const(4)
_TRIPPED = const(8)
_GROUND = const(16)
_LOW_SHIFT = const(5)

_RUN_MAX_MS = const(60_000)
_LONGEST_MS = const(65_535)


class BlackBox:
    """`ring`: RING_BYTES to be written in place. `frozen`: it is to be read, nothing is added."""

    def __init__(self, ring):
        self.frozen = False
        self._ring = ring
        self._first_ms = 0
        self._place(STATES[0], None)

    def clear(self):
        """Forget all of it and go on."""
        self._ring[0] = self._ring[1] = 0
        self.frozen = False

    # Called by the control step: allocates nothing. The burst was taken in the state before
    # the step, and in one with -12 V of our own none was: the one at hand is old.
    def take(self, burst, charger, now_ms):
        """Add a step. `burst`: the last one; the charger has made its step with it."""
        if self.frozen:
            return
        high = 0 if self._minus12 else _high(burst)
        if charger.evse.state != self._state or charger.faults.active != self._fault:
            self._place(charger.evse.state, charger.faults.active)
        marks = _marks(charger)
        if not self._goes_on(high, marks, now_ms):
            self._begin(high, marks)
            self._first_ms = now_ms

    # Whether it does or not, the newest run lasts until now.
    def _goes_on(self, high, marks, now_ms):
        ring = self._ring
        if not ring[1]:
            return False
        at = _RUNS_AT + ring[0] * _RUN_BYTES
        run_ms = elapsed_ms(now_ms, self._first_ms)
        if run_ms > _LONGEST_MS:
            run_ms = _LONGEST_MS
        ring[at + 3] = run_ms & 0xFF
        ring[at + 4] = run_ms >> 8
        if ring[at + 1] != self._places or ring[at + 2] != marks or run_ms >= _RUN_MAX_MS:
            return False
        return _near(ring[at], high)

    def _begin(self, high, marks):
        ring = self._ring
        if ring[1]:
            ring[0] = (ring[0] + 1) % _RUNS
        if ring[1] < _RUNS:
            ring[1] += 1
        at = _RUNS_AT + ring[0] * _RUN_BYTES
        ring[at], ring[at + 1], ring[at + 2] = high, self._places, marks
        ring[at + 3] = ring[at + 4] = 0

    def _place(self, state, fault):
        self._state, self._fault = state, fault
        self._minus12 = OUTPUTS[state][0] == MINUS12
        place = 0 if fault is None else CODES.index(fault) + 1
        self._places = STATES.index(state) * _FAULT_PLACES + place


def _high(burst):
    if burst.failed or not burst.high_reads:
        return 0
    high = (burst.high_mv + 50) // 100 + _HIGH_ZERO_DV
    return 1 if high < 1 else _HIGH_MAX if high > _HIGH_MAX else high


def _marks(charger):
    senses = charger.senses
    marks = charger.pilot.low << _LOW_SHIFT
    if charger.session.closed:
        marks |= _CLOSED
    if senses.coil_on:
        marks |= _COIL
    if senses.mains_sensed:
        marks |= _MAINS
    if senses.tripped or senses.trip_seen:
        marks |= _TRIPPED
    if senses.ground_ok:
        marks |= _GROUND
    return marks


def _near(first, high):
    if not first or not high:
        return first == high
    return -_SAME_DV <= high - first <= _SAME_DV
