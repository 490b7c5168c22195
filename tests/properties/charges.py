"""Charges, from an empty connector to what ends them, and such as must never begin.

Left to chance alone a contactor hardly closes: these rules go straight to where it matters.
"""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from sim.verbs import FAULTS

# What breaks a promise of the program's alone, or a second way out, has tests of its own.
_APART = ("button", "cut_dead", "gate_stuck", "monitor_stuck")
ELECTRICAL = tuple(name for name in FAULTS if name not in _APART and "_stuck_" not in name)
HINDRANCES = (
    "diode_missing",
    "cp_short",
    "pwm_lost",
    "minus12_missing",
    "adc_error",
    "adc_zero",
    "adc_frozen",
    "ground_lost",
    "gfci_dead",
)
TIMES_MS = st.sampled_from((20, 40, 60, 100, 300, 500, 1_000, 3_000, 7_000))

_SPANS_MS = st.sampled_from((20, 100, 500, 1_000))
_REST_S = 32
_GRACE_OVER_MS = 8_000
_BELIEVED_K = 18  # in 12 s; a sensor that moves by more than 20 in 10 s is not believed


def warm(rig, celsius):
    """The board warms up, or cools, as slowly as copper does."""
    world = rig.world
    while world.thermistor.celsius != celsius:
        step_k = celsius - world.thermistor.celsius
        step_k = max(-_BELIEVED_K, min(_BELIEVED_K, step_k))
        world.set_temperature(world.thermistor.celsius + step_k)
        rig.wait_s(12)


ENDS = {
    "S2 opens": lambda rig: rig.open_s2(),
    "it is unplugged": lambda rig: rig.unplug(),
    "the car has had enough": lambda rig: rig.world.end_power(),
    "the driver pauses": lambda rig: rig.from_serial("override pause"),
    "the board is too hot": lambda rig: warm(rig, 73),
    "the gate opens": lambda rig: rig.stall(3_100),
    "the gate opened long ago": lambda rig: rig.stall(6_000),
    "a task dies": lambda rig: rig.die(),
    "the watchdog bites": lambda rig: rig.restart("watchdog"),
}


class Charges(RuleBasedStateMachine):
    """`rig`: the charger, a WatchedRig."""

    @rule(fault=st.sampled_from(ELECTRICAL), follows=st.booleans(), ms=TIMES_MS)
    def a_charge_meets_a_fault(self, fault, follows, ms):
        self._charge(follows)
        self.rig.inject(fault)
        self.rig.advance_ms(1_000 + ms)

    # A car that ignores the stop is waited for until the grace is over.
    @rule(end=st.sampled_from(sorted(ENDS)), follows=st.booleans(), ms=_SPANS_MS)
    def a_charge_ends(self, end, follows, ms):
        self._charge(follows)
        self.rig.advance_ms(ms)
        ENDS[end](self.rig)
        self.rig.advance_ms(_GRACE_OVER_MS)

    @rule(peak=st.sampled_from((66, 69, 73)), then=st.sampled_from((60, 64, 66, 70)))
    def a_charge_warms_the_board(self, peak, then):
        self._charge(follows=True)
        for celsius in (peak, then):
            warm(self.rig, celsius)
            self.rig.advance_ms(3_000)

    # In a loop that is late at every turn a verdict of many bursts takes its time.
    @rule(fault=st.sampled_from(HINDRANCES), late=st.sampled_from((True, True, False)))
    def a_charge_begins_with_a_fault(self, fault, late):
        self._prepare()
        self.rig.inject(fault)
        self.rig.plug_in_asking(auto=False, needs_ventilation=False, ignores_stop=True)
        if late:
            self.rig.wait_s(12)
        else:
            self.rig.advance_ms(5_000)

    def _charge(self, follows):
        self._prepare()
        self.rig.plug_in(auto=follows, needs_ventilation=False, ignores_stop=not follows)
        self.rig.wait_s(5)
        self.rig.ask_power()
        self.rig.advance_ms(1_500)

    # The contactor has rested, and all that can be put right in a moment is.
    def _prepare(self):
        self.mend_all()
        self.rig.unplug()
        self.rig.wait_s(_REST_S)
        for line in ("faults clear", "override charge"):
            self.rig.from_serial(line)

    def mend_all(self):
        for fault in sorted(self.rig.world.faults):
            self.rig.mend(fault)
