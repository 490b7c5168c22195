"""One cell of the pilot's table: a charger whose ADC is slow or off, at a corner, at a current.

It charges for a while, in which nothing may open; then cars open S2 and go, and then the pilot is
shorted to earth, more and less. Times are from the change at the connector to the coil off.
"""

from dataclasses import dataclass

from bench.opening.false_openings import HIGHEST, LOWEST
from bench.opening.trials import STIMULI, Stimulus, clear, trial
from bench.site.networks import networks
from bench.site.rig import Rig, rig
from sim.host.charger import Overdue

CORNERS = {"high": HIGHEST, "low": LOWEST}
SHORTS_OHM = (0, 20, 60, 80, 120)
_SHORTED_OFFSETS_MV = (-13, 13)  # 0.15 V of the pilot
_WARM_UP_S = 10
_MEASURED_S = 8  # what `pilot measure` needs
_CARS = ("s2_opens", "unplug") * 2
_STEP_S = 600
_SPIKE_READS = 1_000
_SHORT = STIMULI["pilot_short"]


@dataclass(frozen=True)
class Cell:
    """`read_us`: (least, most) that a read takes; `offset_mv`, and `spike_mv` of one read in a
    thousand, at the ADC's pin; `shorts`: it is shorted, too."""

    corner: str
    read_us: tuple[int, int]
    offset_mv: int
    amps: int
    spike_mv: int = 0
    shorts: bool = False


@dataclass
class Found:
    """`why`: it never charged, or did not open."""

    false_openings: int = 0
    faults: int = 0
    coil_ms: float = 0.0
    short_ms: float = 0.0
    unnamed: int = 0
    why: str = ""

    @property
    def well(self) -> bool:
        return not (self.false_openings or self.faults or self.unnamed or self.why)


def measure(cell: Cell, charging_s: int) -> Found:
    found = Found()
    with rig(networks()["quiet"], cell.amps, repr(cell)) as here:
        try:
            _prepare(here, cell)
            _charge_on(here, cell, charging_s, found)
            found.coil_ms = max(_opens(here, cell, STIMULI[name]) for name in _CARS)
            found.faults = sum("  fault  " in line for line in _log(here))
            if cell.shorts:
                _short(here, cell, found)
        except Overdue as error:
            found.why = str(error)
    return found


def _prepare(here: Rig, cell: Cell) -> None:
    line, _ = CORNERS[cell.corner]
    here.charger.do("set_pilot", **line, adc_offset_mv=cell.offset_mv, read_us=cell.read_us)
    if cell.spike_mv:
        spikes = (cell.spike_mv, cell.spike_mv)
        here.charger.do("set_pilot", spike_reads=_SPIKE_READS, spike_mv=spikes)
    here.site.console("pilot measure")
    here.pass_s(_MEASURED_S)


def _charge_on(here: Rig, cell: Cell, charging_s: int, found: Found) -> None:
    _begin(here, cell)
    openings, end_us = here.charger.last.openings, here.now_us + charging_s * 1_000_000
    while here.now_us < end_us:
        here.pass_to(min(end_us, here.now_us + _STEP_S * 1_000_000))
        here.charger.take_changes()
    found.false_openings = here.charger.last.openings - openings


def _begin(here: Rig, cell: Cell) -> None:
    _, resistors = CORNERS[cell.corner]
    here.charge(**resistors)
    here.pass_s(_WARM_UP_S)
    here.charger.take_changes()


def _opens(here: Rig, cell: Cell, stimulus: Stimulus) -> float:
    _begin(here, cell)
    opened = trial(here, stimulus)
    clear(here, stimulus)
    return opened.coil_us / 1_000


# A zero that moved since it was measured.
def _short(here: Rig, cell: Cell, found: Found) -> None:
    for zero_mv in _SHORTED_OFFSETS_MV:
        for ohm in SHORTS_OHM:
            offset_mv = cell.offset_mv + zero_mv
            here.charger.do("set_pilot", short_ohm=ohm, adc_offset_mv=offset_mv)
            found.short_ms = max(found.short_ms, _opens(here, cell, _SHORT))
            named = [line for line in _log(here) if "  fault  " in line][-2:]
            found.unnamed += not any("pilot_short" in line for line in named)


def _log(here: Rig) -> list[str]:
    lines: list[str] = here.site.console("log").splitlines()
    return lines
