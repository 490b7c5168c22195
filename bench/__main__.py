"""`make bench`: the table on stdout, in build/bench.json and in docs/performance.md.

Exit status 0 within limits. With `--rows` only those are measured, and replaced in both files.
What is finished stands in build/bench.partial.jsonl until all of it is: a run that was stopped
goes on from there with `--resume`.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from typing import Any

from bench import figures, jobs
from bench.costs import handshake
from bench.opening import stall_ms
from bench.page import performance, printed
from bench.partial import Partial, code_hash
from bench.sections import SECTIONS
from bench.site.networks import networks
from sim.host.process import ROOT

_JSON = ROOT / "build" / "bench.json"
_PARTIAL = ROOT / "build" / "bench.partial.jsonl"
_PAGE = ROOT / "docs" / "performance.md"
# Printed as they are.
_RAW = (
    *("boot_ms", "traffic_per_hour", "mpy_bytes", "chip_heap", "speed"),
    *("reclosings_onto_a_leak", "closings_per_hour", "handshake"),
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="of every row, at least")
    parser.add_argument("--hours", type=float, default=1.0, help="of noise, at every corner")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rows", nargs="*", help="only these, such as: unplug heap")
    parser.add_argument("--resume", action="store_true", help="a run that was stopped")
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
        *jobs.errands(count, seed),
        *jobs.gracefuls(count, seed, conditions),
    ]


def _chosen(chosen: argparse.Namespace) -> list[jobs.Job]:
    rows = chosen.rows
    return [job for job in _every(chosen) if not rows or job.kind in rows or job.row in rows]


# As they are done they are kept; as they were given they are counted.
def _run_all(todo: list[jobs.Job], processes: int, partial: Partial) -> list[jobs.Done]:
    left = [job for job in todo if not partial.found(asdict(job))]
    for number, done in enumerate(_as_done(left, processes), len(todo) - len(left) + 1):
        partial.keep(asdict(done.job), done.plain())
        told = f"{done.job.kind} {done.job.name} {done.job.network}"
        print(f"{number}/{len(todo)} {told}: {done.real_s:.0f} s", file=sys.stderr)
    return [jobs.Done.of(job, partial.found(asdict(job))) for job in todo]


# An exception ends the run: what waits is not begun.
def _as_done(todo: list[jobs.Job], processes: int) -> Iterator[jobs.Done]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, jobs.end_with, (os.getpid(),))
    try:
        for future in as_completed([pool.submit(jobs.run, job) for job in todo]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _measured(chosen: argparse.Namespace, partial: Partial) -> figures.Figures:
    found = figures.collect(_run_all(_chosen(chosen), chosen.processes, partial))
    for name in SECTIONS:
        if not chosen.rows or name in chosen.rows:
            found |= partial.found({"section": name}) or _section(name, partial)
    return found


def _section(name: str, partial: Partial) -> figures.Figures:
    began_s = time.monotonic()
    found = SECTIONS[name]()
    partial.keep({"section": name}, found)
    print(f"{name}: {time.monotonic() - began_s:.0f} s", file=sys.stderr)
    return found


def _told(found: figures.Figures) -> Iterator[str]:
    yield from printed.table(found)
    if "stall_ms" in found:
        yield from stall_ms.table(found["stall_ms"])
    for name in _RAW:
        if name in found:
            yield f"{name}: {json.dumps(found[name])}"
    for breach in _breaches(found):
        yield f"LIMIT EXCEEDED: {breach}"
    yield printed.total(found)


def _breaches(found: figures.Figures) -> list[str]:
    late = stall_ms.breaches(found["stall_ms"]) if "stall_ms" in found else []
    costly = handshake.breaches(found["handshake"]) if "handshake" in found else []
    return figures.breaches(found) + late + costly


def _before(chosen: argparse.Namespace) -> dict[str, Any]:
    return json.loads(_JSON.read_text()) if chosen.rows and _JSON.exists() else {}


def main() -> int:
    began_s = time.monotonic()
    chosen = _arguments()
    code = code_hash()
    partial = Partial(_PARTIAL, code, chosen.resume)
    found = _measured(chosen, partial)
    kept = figures.merged(_before(chosen), found)
    _JSON.write_text(json.dumps(kept, indent=2) + "\n")
    _PAGE.write_text(performance.written(_PAGE.read_text(), kept))
    print("\n".join(_told(found)))
    partial.end()
    minutes = (time.monotonic() - began_s) / 60
    print(f"{minutes:.1f} min; see docs/performance.md and build/bench.json")
    if changed := code_hash() != code:
        print("the code was changed meanwhile: these are figures of several versions")
    return 1 if changed or _breaches(found) else 0


if __name__ == "__main__":
    sys.exit(main())
