"""`make chip-fit`: with ever less heap, does it charge, what does it do without, what does it say.

Every 2 KB from the chip's 112,000 bytes down to 60 KB, each a board from its first start: wire
set, a server named, a car. The table is written into docs/chip-memory.md. Exit status 1 if on any
heap no car is charged.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chip import builds, life
from bench.chip.gauge import simulator_bytes
from sim.host.charger import Overdue
from sim.host.process import ROOT, ChargerDied
from sim.host.site.home import Refused, Site

CHIP_BYTES = 112_000
LEAST_BYTES = 60 * 1_024
_STEP_BYTES = 2_048
_WIRE_A = 32
_MISSING_WH = 20_000
_CHARGES_WITHIN_S = 240
_LINKS_MS = 60_000

_PAGE = ROOT / "docs" / "chip-memory.md"
BEGIN = "<!-- fits: begin (make chip-fit writes this part) -->"
END = "<!-- fits: end -->"


@dataclass(frozen=True)
class Fit:
    """`says`: what `why` tells of it; with what the console refuses, if it does."""

    heap_bytes: int
    charges: bool
    linked: bool
    says: str

    @property
    def cells(self) -> tuple[str, ...]:
        told = ("yes" if one else "no" for one in (self.charges, self.linked))
        return (f"{self.heap_bytes:,}", *told, self.says)


def fit(device: Path, heap_bytes: int, simulator: int) -> Fit:
    """A board from its first start, on so much heap beside the simulator's."""
    try:
        with life.site(device, heap_bytes + simulator) as here:
            return _life(here, heap_bytes)
    except ChargerDied as end:
        return Fit(heap_bytes, False, False, str(end).splitlines()[0])


def _life(here: Site, heap_bytes: int) -> Fit:
    refused = ""
    try:
        here.set_wire(_WIRE_A)
        here.connect_to_broker()
    except (Refused, Overdue, ValueError) as answer:
        refused = f"the console: {answer}"
    here.charger.advance_ms(_LINKS_MS)
    here.new_car(missing_wh=_MISSING_WH)
    charges = _charges(here)
    here.charger.advance_ms(_LINKS_MS)
    says = " ".join(_asked(here, "why").split())
    linked = '"link": "up"' in _asked(here, "status json")
    return Fit(heap_bytes, charges, linked, "; ".join(filter(None, (refused, says))))


def _charges(here: Site) -> bool:
    try:
        here.charger.advance_until(lambda now: now.drawn_ma > 0, _CHARGES_WITHIN_S)
    except Overdue:
        return False
    return True


def _asked(here: Site, line: str) -> str:
    try:
        return here.console(line)
    except Overdue:
        return "the console is silent"


def share(device: Path) -> int:
    """The simulator's bytes in a life that is linked."""
    with life.site(device) as here:
        here.connect_to_broker()
        here.charger.advance_ms(_LINKS_MS)
        return simulator_bytes(here.charger)


def table(fits: list[Fit]) -> str:
    """Markdown, from the most heap to the least."""
    rows = ["| bytes of heap | charges | link | says |", "|---:|---|---|---|"]
    return "\n".join([*rows, *(f"| {' | '.join(one.cells)} |" for one in fits)])


def written(text: str, fits: list[Fit]) -> str:
    """The page with this table between its markers."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(fits)}\n\n{END}{after}"


def main() -> int:
    builds.use_32_bits()
    with TemporaryDirectory() as place:
        device = builds.now(Path(place)).device
        simulator = share(device)
        fits = []
        for heap_bytes in range(CHIP_BYTES, LEAST_BYTES, -_STEP_BYTES):
            fits.append(fit(device, heap_bytes, simulator))
            print(*fits[-1].cells, sep="  ", flush=True)
    _PAGE.write_text(written(_PAGE.read_text(), fits))
    return 0 if all(one.charges for one in fits) else 1


if __name__ == "__main__":
    sys.exit(main())
