"""What `make bench` measures beside the trials, by the names that `--rows` takes."""

import os
import platform
import subprocess
from collections.abc import Callable
from typing import Any

from bench.costs import boot_ms, flash_ops, handshake, heap, speed, traffic
from bench.opening import closings, stall_ms
from sim.host.process import ROOT, interpreter

_STEP_ALLOC = "tests/services/control/device_step_alloc.py"

Figures = dict[str, Any]


def step_alloc() -> Figures:
    """Bytes that 1,000 control steps leave allocated while charging, and the steps of so many that
    bring about a collection where every piece taken from the heap does."""
    run = subprocess.run(
        [interpreter(), _STEP_ALLOC],
        cwd=ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        check=True,
    )
    allocated, collections = map(int, run.stdout.split())
    return {"step_alloc_bytes": allocated, "step_collections": collections}


def _speed() -> Figures:
    machine = {"processor": platform.machine(), "cores": os.cpu_count()}
    return {"speed": {**speed.collect(), **machine}}


# Each gives what it adds to build/bench.json.
SECTIONS: dict[str, Callable[[], Figures]] = {
    "step_alloc": step_alloc,
    "flash_ops": flash_ops.figures,
    "stall_ms": lambda: {"stall_ms": stall_ms.collect()},
    "handshake": lambda: {"handshake": handshake.collect()},
    "closings": closings.collect,
    "boot_ms": lambda: {"boot_ms": boot_ms.collect()},
    "traffic": lambda: {"traffic_per_hour": traffic.collect()},
    "heap": heap.collect,
    "speed": _speed,
}
