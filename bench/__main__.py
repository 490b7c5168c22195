"""`make bench`: the table on stdout, in build/bench.json and in docs/performance.md.

Exit status 0 within limits. With `--rows` only those are measured, and replaced in both files.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from bench import figures, jobs, performance, stall_ms
from bench.networks import networks
from bench.sections import SECTIONS
from sim.host.process import ROOT

_JSON = ROOT / "build" / "bench.json"
_PAGE = ROOT / "docs" / "performance.md"
_RAW = ("boot_ms", "traffic_per_hour", "mpy_bytes", "heap_bytes", "speed")  # printed as they are


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="of every row, at least")
    parser.add_argument("--hours", type=float, default=1.0, help="of noise, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rows", nargs="*", help="only these, such as: unplug heap")
    chosen = parser.parse_args()
    known = {name for job in _every(chosen) for name in (job.row, job.kind)} | set(SECTIONS)
    if unknown := set(chosen.rows or ()) - known:
        rows = ", ".join(sorted(known))
        parser.error(f"no such row: {', '.join(sorted(unknown))}. There are: {rows}")
    return chosen


def _every(chosen: argparse.Namespace) -> list[jobs.Job]:
    count, seed, conditions = chosen.trials, chosen.seed, list(networks())
    return [
        *jobs.hours(seed),
        *jobs.noise(chosen.hours, seed),
        *jobs.stalling(count, seed),
        *jobs.openings(count, seed, conditions),
        *jobs.gracefuls(count, seed, conditions),
    ]


def _chosen(chosen: argparse.Namespace) -> list[jobs.Job]:
    rows = chosen.rows
    return [job for job in _every(chosen) if not rows or job.kind in rows or job.row in rows]


# As they are done they are told of; as they were given they are counted.
def _run_all(todo: list[jobs.Job], processes: int) -> list[jobs.Done]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        running = [pool.submit(jobs.run, job) for job in todo]
        for number, future in enumerate(as_completed(running), 1):
            done = future.result()
            told = f"{done.job.kind} {done.job.name} {done.job.network}"
            print(f"{number}/{len(todo)} {told}: {done.real_s:.0f} s", file=sys.stderr)
        return [future.result() for future in running]


def _measured(chosen: argparse.Namespace) -> figures.Figures:
    found = figures.collect(_run_all(_chosen(chosen), chosen.processes))
    for name, measure in SECTIONS.items():
        if not chosen.rows or name in chosen.rows:
            began_s = time.monotonic()
            found |= measure()
            print(f"{name}: {time.monotonic() - began_s:.0f} s", file=sys.stderr)
    return found


def _told(found: figures.Figures) -> Iterator[str]:
    yield from figures.table(found)
    if "stall_ms" in found:
        yield from stall_ms.table(found["stall_ms"])
    for name in _RAW:
        if name in found:
            yield f"{name}: {json.dumps(found[name])}"
    for breach in _breaches(found):
        yield f"LIMIT EXCEEDED: {breach}"


def _breaches(found: figures.Figures) -> list[str]:
    late = stall_ms.breaches(found["stall_ms"]) if "stall_ms" in found else []
    return figures.breaches(found) + late


def _before(chosen: argparse.Namespace) -> dict[str, Any]:
    return json.loads(_JSON.read_text()) if chosen.rows and _JSON.exists() else {}


def main() -> int:
    began_s = time.monotonic()
    chosen = _arguments()
    found = _measured(chosen)
    kept = figures.merged(_before(chosen), found)
    _JSON.parent.mkdir(exist_ok=True)
    _JSON.write_text(json.dumps(kept, indent=2) + "\n")
    _PAGE.write_text(performance.written(_PAGE.read_text(), kept))
    print("\n".join(_told(found)))
    minutes = (time.monotonic() - began_s) / 60
    print(f"{minutes:.1f} min; see docs/performance.md and build/bench.json")
    return 1 if _breaches(found) else 0


if __name__ == "__main__":
    sys.exit(main())
