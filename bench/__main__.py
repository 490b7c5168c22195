"""`make bench`: the table on stdout, the same in build/bench.json; exit status 0 within limits."""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from bench import figures, flash_ops, jobs, stall_ms
from bench.networks import networks
from sim.host.process import ROOT, interpreter

_STEP_ALLOC = "tests/services/device_step_alloc.py"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="of every row, at least")
    parser.add_argument("--hours", type=float, default=1.0, help="of noise, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rows", nargs="*", help="only these, such as: unplug tls_handshake")
    return parser.parse_args()


def _chosen(chosen: argparse.Namespace) -> list[jobs.Job]:
    count, seed, conditions = chosen.trials, chosen.seed, list(networks())
    every = [
        *jobs.hours(seed),
        *jobs.noise(chosen.hours, seed),
        *jobs.stalling(count, seed),
        *jobs.openings(count, seed, conditions),
        *jobs.gracefuls(count, seed, conditions),
    ]
    rows = chosen.rows
    return [job for job in every if not rows or job.kind in rows or job.name in rows]


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


def step_alloc_bytes() -> int:
    """Bytes that 1,000 control steps allocate while charging."""
    run = subprocess.run(
        [interpreter(), _STEP_ALLOC],
        cwd=ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(run.stdout)


def _told(found: figures.Figures) -> Iterator[str]:
    yield from figures.table(found)
    if "stall_ms" in found:
        yield from stall_ms.table(found["stall_ms"])
    for breach in _breaches(found):
        yield f"LIMIT EXCEEDED: {breach}"


def _breaches(found: figures.Figures) -> list[str]:
    late = stall_ms.breaches(found["stall_ms"]) if "stall_ms" in found else []
    return figures.breaches(found) + late


def main() -> int:
    began_s = time.monotonic()
    chosen = _arguments()
    found = figures.collect(_run_all(_chosen(chosen), chosen.processes))
    found["step_alloc_bytes"] = step_alloc_bytes()
    if not chosen.rows or "flash_ops" in chosen.rows:
        found |= flash_ops.figures()
    if not chosen.rows or "stall_ms" in chosen.rows:
        found["stall_ms"] = stall_ms.collect()
    place = ROOT / "build" / "bench.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(found, indent=2) + "\n")
    print("\n".join(_told(found)))
    print(f"{(time.monotonic() - began_s) / 60:.1f} min; the same in build/bench.json")
    return 1 if _breaches(found) else 0


if __name__ == "__main__":
    sys.exit(main())
