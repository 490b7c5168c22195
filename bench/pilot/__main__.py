"""`make pilot-table`: whatever its ADC takes and is off, a charger charges, opens and errs not.

Prints the table, also into build/pilot_table.json; 1 where a cell is not well.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from itertools import product

from bench.pilot.cells import CORNERS, Cell, Found, measure
from sim.host.process import ROOT

READ_US = ((40, 40), (80, 104), (90, 120), (120, 130), (40, 150), (150, 150))
OFFSETS_MV = (-60, 0, 60)
AMPS = (6, 10, 16, 32, 48)
SPIKES_MV = (85, 1_000)  # a volt of the pilot, and one at the ADC's pin
SHORTED_US = (150, 150)
_OPENS_MS = 50
_JSON = ROOT / "build" / "pilot_table.json"

Row = tuple[Cell, Found]


def cells() -> Iterator[Cell]:
    for read_us, offset_mv, amps, corner in product(READ_US, OFFSETS_MV, AMPS, CORNERS):
        shorts = read_us == SHORTED_US and not offset_mv
        yield Cell(corner, read_us, offset_mv, amps, shorts=shorts)
    for spike_mv, amps, corner in product(SPIKES_MV, (6, 48), CORNERS):
        yield Cell(corner, READ_US[1], 0, amps, spike_mv)


def _rows(charging_s: int, processes: int) -> list[Row]:
    todo = list(cells())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool:
        return list(
            zip(todo, pool.map(partial(measure, charging_s=charging_s), todo), strict=True)
        )


def _told(rows: list[Row], charging_s: int) -> Iterator[str]:
    heads = ["a read takes, us", *(f"{offset_mv} mV" for offset_mv in OFFSETS_MV)]
    yield "| " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * len(OFFSETS_MV)
    for read_us in READ_US:
        worst = [_worst(rows, read_us, offset_mv) for offset_mv in OFFSETS_MV]
        yield f"| {read_us[0]} to {read_us[1]} | " + " | ".join(worst) + " |"
    shorted = max(found.short_ms for _, found in rows)
    yield f"\nShorted: off within {shorted:.1f} ms. {len(rows)} cells of {charging_s} s each."
    yield from (f"NOT WELL: {cell} {found}" for cell, found in rows if not _well(found))


def _well(found: Found) -> bool:
    return found.well and max(found.coil_ms, found.short_ms) <= _OPENS_MS


def _worst(rows: list[Row], read_us: tuple[int, int], offset_mv: int) -> str:
    here = [
        found
        for cell, found in rows
        if (cell.read_us, cell.offset_mv) == (read_us, offset_mv) and not cell.spike_mv
    ]
    failed = sum(not _well(found) for found in here)
    return f"{failed} failed" if failed else f"{max(found.coil_ms for found in here):.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pilot", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3_600, help="of charging, in each cell")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    rows = _rows(chosen.seconds, chosen.processes)
    _JSON.write_text(json.dumps([asdict(cell) | asdict(found) for cell, found in rows]) + "\n")
    print("\n".join(_told(rows, chosen.seconds)))
    return 0 if all(_well(found) for _, found in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
