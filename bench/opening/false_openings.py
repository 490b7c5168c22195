"""The reverse: hours of charging in noise, at the corners of all tolerances, with nothing wrong.

Whatever opens, offers anew or is called a fault in them is the charger's own mistake.
"""

from dataclasses import dataclass

from bench.site.networks import networks
from bench.site.rig import Rig, rig

_SPIKE_READS = 400  # five times as many as the board's
_STEP_S = 600
_WARM_UP_S = 10

# Control pilot's tolerances: SAE J1772 / IEC 61851-1 Table A.2; resistors +-3 %.
HIGHEST = (
    {"plus_mv": 12_600, "minus_mv": -11_400, "source_ohm": 970},
    {"b_ohm": 2_822, "c_ohm": 1_339, "diode_mv": 850},
)
LOWEST = (
    {"plus_mv": 11_400, "minus_mv": -12_600, "source_ohm": 1_030},
    {"b_ohm": 2_658, "c_ohm": 1_261, "diode_mv": 550},
)
# The shortest high plateau is that of 6 A, the shortest low one that of the board's rating.
CORNERS = tuple((amps, *corner) for amps in (6, 48) for corner in (HIGHEST, LOWEST))


@dataclass(frozen=True)
class Watch:
    seconds: float
    openings: int
    faults: int


def watch(corner: int, hours: float, seed: str) -> Watch:
    """`hours` of charging at one of CORNERS."""
    amps, line, resistors = CORNERS[corner]
    with rig(networks()["quiet"], amps, seed) as here:
        here.charger.do("set_pilot", spike_reads=_SPIKE_READS, **line)
        here.charge(**resistors)
        here.pass_s(_WARM_UP_S)
        here.charger.take_changes()
        began_us, openings, faults = here.now_us, here.charger.last.openings, _faults(here)
        end_us = began_us + int(hours * 3600e6)
        while here.now_us < end_us:
            here.pass_to(min(end_us, here.now_us + int(_STEP_S * 1e6)))
            if not here.charger.last.contactor:
                here.unplug()  # a fault may be latched; the watch goes on
            here.charge(**resistors)
        return Watch(
            (here.now_us - began_us) / 1e6,
            here.charger.last.openings - openings,
            _faults(here) - faults,
        )


def _faults(here: Rig) -> int:
    return sum("  fault  " in line for line in here.site.console("log").splitlines())
