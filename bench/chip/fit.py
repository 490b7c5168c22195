"""`make chip-fit`: with ever less heap, does it charge, what does it do without, what does it say.

Every 2 KB from the chip's 112,000 bytes down to 60 KB, each a board that was installed on more:
wire ampacity and broker are on its flash. The mains returns, a car comes. The table is written
into docs/chip-memory.md. Exit status 1 if on any heap no car is charged.
"""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.chip import builds, installed, life
from bench.chip.gauge import simulator_bytes
from sim.host.charger import Overdue
from sim.host.process import ROOT, ChargerDied
from sim.host.site.home import Site

CHIP_BYTES = 112_000
LEAST_BYTES = 60 * 1_024
_STEP_BYTES = 2_048
_WIRE_MA = 32_000
_MISSING_WH = 20_000
_CHARGES_WITHIN_S = 240
_LINKS_MS = 60_000
_STAYS_MS = 90_000  # longer than a start is watched before it counts as lasting

_FILES = installed.files("chip", wire_ma=_WIRE_MA)
_TROUBLE = re.compile(r"^(?:\d+ s: trouble )?(no link.*)$", re.MULTILINE)

_PAGE = ROOT / "docs" / "chip-memory.md"
BEGIN = "<!-- fits: begin (make chip-fit writes this part) -->"
END = "<!-- fits: end -->"


@dataclass(frozen=True)
class Fit:
    """`charges`: a car, and goes on; `starts`: until one lasted; `says`: on the serial line."""

    heap_bytes: int
    charges: bool
    linked: bool
    starts: int
    says: str

    @property
    def cells(self) -> tuple[str, ...]:
        told = ("yes" if one else "no" for one in (self.charges, self.linked))
        return (f"{self.heap_bytes:,}", *told, str(self.starts), self.says)


def fit(device: Path, heap_bytes: int, files: dict[str, str] = _FILES) -> Fit:
    """A board on so much heap beside the simulator's, from its first start."""
    simulator = share(device, heap_bytes)
    try:
        with life.site(device, heap_bytes + simulator, simulator, files=files) as here:
            return _life(here, heap_bytes)
    except ChargerDied as end:
        return Fit(heap_bytes, False, False, 0, str(end).splitlines()[0])


def _life(here: Site, heap_bytes: int) -> Fit:
    charger = here.charger
    charger.advance_ms(_LINKS_MS)
    starts = len(charger.ends) + 1
    found = _TROUBLE.search(charger.printed)
    here.new_car(missing_wh=_MISSING_WH)
    charges = _charges(here) and len(charger.ends) + 1 == starts
    linked = _status(here).get("link") == "up"
    return Fit(heap_bytes, charges, linked, starts, found[1].strip() if found else "")


# It draws current, and still does when a minute is over.
def _charges(here: Site) -> bool:
    try:
        here.charger.advance_until(lambda now: now.drawn_ma > 0, _CHARGES_WITHIN_S)
    except Overdue:
        return False
    here.charger.take_changes()
    here.charger.advance_ms(_STAYS_MS)
    moved = any(name == "contactor" for _, name, _ in here.charger.take_changes())
    return bool(here.charger.last.drawn_ma) and not moved


def _status(here: Site) -> dict[str, Any]:
    try:
        return dict(json.loads(here.console("status json").splitlines()[-1]))
    except (Overdue, ValueError, IndexError):
        return {}


def share(device: Path, heap_bytes: int) -> int:
    """The simulator's bytes in a life that finds all it wants, of a charger that is told of this
    much heap."""
    others = life.HEAP_BYTES - heap_bytes
    with life.site(device, simulator=others, files=_FILES) as here:
        here.charger.advance_ms(_LINKS_MS)
        return simulator_bytes(here.charger)


def table(fits: list[Fit]) -> str:
    """Markdown, from the most heap to the least."""
    rows = ["| bytes of heap | charges | link | starts | says |", "|---:|---|---|---:|---|"]
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
        fits = []
        for heap_bytes in range(CHIP_BYTES, LEAST_BYTES - _STEP_BYTES, -_STEP_BYTES):
            fits.append(fit(device, heap_bytes))
            print(*fits[-1].cells, sep="  ", flush=True)
    _PAGE.write_text(written(_PAGE.read_text(), fits))
    return 0 if all(one.charges for one in fits) else 1


if __name__ == "__main__":
    sys.exit(main())
