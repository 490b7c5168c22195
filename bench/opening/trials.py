"""Electrical changes at a random microsecond while charging, and how long the coil stays on.

Time to open runs from the change at the connector (or of the board's signal) to the coil's output
going off. A call that holds up the whole chip, such as a flash write, is known to the world: what
of it falls into a trial is told apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.site.rig import Rig, first, stalled_us

_AT_RANDOM_S = 1.5
_OPENING_LIMIT_S = 5
OFFERS_A = (10, 32, 48)

Span_s = tuple[float, float]


@dataclass(frozen=True)
class Stimulus:
    """`origin`: the change in the world's history from which the time is counted."""

    verb: str
    origin: tuple[str, bool]
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def fault(self) -> str | None:
        return self.details.get("name")


def _fault(name: str, origin: str | None = None) -> Stimulus:
    return Stimulus("inject", (origin or name, True), {"name": name})


STIMULI = {
    "unplug": Stimulus("unplug", ("plugged", False)),
    "s2_opens": Stimulus("open_s2", ("s2", False)),
    "pilot_short": _fault("cp_short"),
    "diode_lost": _fault("diode_missing"),
    "ground_lost": _fault("ground_lost"),
    "ground_fault": _fault("leak", origin="gfci_trip"),
}


@dataclass(frozen=True)
class Trial:
    """Microseconds from the change to the coil's output and to the contacts.

    `stalls_us`: how long the chip was held up between change and coil, by what.
    """

    coil_us: int
    contacts_us: int
    stalls_us: dict[str, int]

    @property
    def stalled_us(self) -> int:
        return sum(self.stalls_us.values())


def trial(
    rig: Rig, stimulus: Stimulus, within_s: Span_s = (0, _AT_RANDOM_S), upon: str = ""
) -> Trial:
    """The car is charging; afterwards the contactor is open and the fault is still there.

    `within_s`: from and to how many seconds from now the change may come; or from when the chip is
    next held up by `upon`, which has to be soon.
    """
    charger = rig.charger
    wait_us = int(within_s[0] * 1e6) + rig.random_us(within_s[1] - within_s[0])
    put_off = {"what": stimulus.verb, "details": stimulus.details, "upon": upon}
    charger.do("later", us=wait_us, **put_off)
    if not upon:
        rig.pass_to(rig.now_us + wait_us)
    rig.until(lambda now: not (now.coil or now.contactor), _OPENING_LIMIT_S, "an open contactor")
    changes = charger.take_changes()
    change_us = first(changes, *stimulus.origin)
    coil_us = first(changes, "coil", 0, change_us)
    contacts_us = first(changes, "contactor", 0, change_us)
    stalled = stalled_us(charger.take_stalls(), change_us, coil_us)
    return Trial(coil_us - change_us, contacts_us - change_us, stalled)


def clear(rig: Rig, stimulus: Stimulus) -> None:
    """As before the trial, but for the rest that the contactor has to have. The car goes: in one
    plug-in the closings are rationed."""
    if stimulus.fault:
        rig.charger.do("inject", name=stimulus.fault, on=False)
    rig.unplug()


def trials(rig: Rig, stimulus: Stimulus, count: int) -> Iterator[Trial]:
    """`count` trials, a third of them at each offer."""
    for number in range(count):
        amps = OFFERS_A[number * len(OFFERS_A) // count]
        if amps != rig.wire_a:
            rig.unplug()
            rig.set_wire(amps)
        rig.charge()
        yield trial(rig, stimulus)
        clear(rig, stimulus)
