"""`make chip-heap`: the table on stdout, and build/chip_heap.json. Exit status 1 above a bar."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chip import builds, life
from bench.chip.flash_reads import boot_flash_reads
from bench.chip.smallest import NeverHolds, smallest
from bench.step.instructions import AT_MOST, CannotCount, a_step
from sim.host.process import ROOT

_JSON = ROOT / "build" / "chip_heap.json"
_CHIP_BYTES = 112_000  # the two areas that Python has beside the network's memory

# What each row may be of what it was, at the most.
BARS = {
    "imports": 0.6,
    "group": 0.58,
    "peak_everything": 0.53,
    "smallest": 0.55,
    "step_instructions": AT_MOST,
    "boot_flash_reads": 0.4,
}

Row = dict[str, float]


def measured(build: builds.Build) -> dict[str, int]:
    """Every row of one build."""
    found = {**life.imports(build.device), **life.readings(build.device)}
    found["smallest"] = smallest(build.device)
    found["step_instructions"] = a_step(build.source)
    return {**found, "boot_flash_reads": boot_flash_reads(build.device)}


def row(now: int, before: int) -> Row:
    return {"now": now, "before": before, "ratio": round(now / before, 3)}


def lines(rows: dict[str, Row]) -> list[str]:
    """The table, each row beside what it may be at the most."""
    told = [f"{'':20}{'now':>10}{'before':>10}{'ratio':>8}{'at most':>9}"]
    for name, one in rows.items():
        bar = f"{BARS[name]:.2f}" if name in BARS else ""
        told.append(f"{name:20}{one['now']:>10,}{one['before']:>10,}{one['ratio']:>8.3f}{bar:>9}")
    return told


def above(rows: dict[str, Row]) -> list[str]:
    """What is more than it may be, a sentence each."""
    found = [
        f"{name} is {one['ratio']:.3f} of what it was, more than {BARS[name]}"
        for name, one in rows.items()
        if name in BARS and one["ratio"] > BARS[name]
    ]
    most = rows["peak_everything"]["now"]
    if most > _CHIP_BYTES:
        found.append(f"peak_everything is {most:,} bytes, more than {_CHIP_BYTES:,}")
    return found


def main() -> int:
    builds.use_32_bits()
    with TemporaryDirectory() as place:
        try:
            now, before = (measured(build) for build in builds.both(Path(place)))
        except (builds.NoHistory, CannotCount, NeverHolds) as wrong:
            print(wrong, file=sys.stderr)
            return 1
    rows = {name: row(now[name], before[name]) for name in now}
    _JSON.parent.mkdir(exist_ok=True)
    _JSON.write_text(json.dumps(rows, indent=2) + "\n")
    print("\n".join(lines(rows)))
    print("\n".join(above(rows)))
    return 1 if above(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
