"""What each operation costs the flash, and how far ten years wear it.

`python -m bench.costs.flash_ops` prints it.

Erases and programs are measured on littlefs (`tests/flash`), how often each operation is done is
assumed here.
"""

import json
import os
import subprocess
import sys
from typing import Any

from sim.host.process import ROOT, interpreter

_MEASURE = "tests/flash/device/flash_ops.py"
_HEAP = "8m"
_TIMEOUT_S = 300
_TIMES = 160
_WRITES = 30_000

YEARS = 10
# Assumed: a home with a car or two that charge 3 h at each of two plug-ins a day, at most 15 min
# between checkpoints; beside them one at the plug-in and one after the opening.
_PLUG_INS = 2 * 365
_CHECKPOINTS = 12 + 2
# Assumed: mains cuts and lost connections that are more than anybody would bear.
USES_PER_YEAR = {
    "append_session": _PLUG_INS,
    "acknowledge_sessions": _PLUG_INS,
    "checkpoint_energy": _PLUG_INS * _CHECKPOINTS,
    "set_wire": _PLUG_INS,  # the contactor's operations are counted in the same file
    "power_up": 52,
    "lower_wire_while_charging": 12,
    "latch_fault": 4,
    "set_group": 2,
}

# Of the 512 blocks of the standard 2 MiB partition, assumed: the rest holds the firmware and never
# moves, for littlefs levels the wear among free blocks only.
FREE_BLOCKS = 256
ENDURANCE_ERASES = 100_000  # a block's life by the datasheets of the usual NOR chips

Ops = dict[str, dict[str, float]]


def measure(times: int, writes: int) -> dict[str, Any]:
    """What the interpreter measured: see tests/flash/device/flash_ops.py."""
    run = subprocess.run(
        [interpreter(), "-X", f"heapsize={_HEAP}", _MEASURE, str(times), str(writes)],
        cwd=ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT_S,
    )
    return json.loads(run.stdout.splitlines()[-1])


def erases_per_block(ops: Ops, unevenness: float) -> int:
    """Of the most worn block, in ten years of the assumed use."""
    erases = sum(ops[name]["erases"] * times for name, times in USES_PER_YEAR.items())
    return round(YEARS * erases * unevenness / FREE_BLOCKS)


def figures(times: int = _TIMES, writes: int = _WRITES) -> dict[str, Any]:
    """`flash_ops`: name -> erases, programs; `flash_wear`: erases per block and a block's life.

    `times`: so often each operation is done; `writes`: so many show how even the wear is.
    """
    measured = measure(times, writes)
    ops = measured["flash_ops"]
    wear = {
        "years": YEARS,
        "erases_per_block": erases_per_block(ops, measured["unevenness"]),
        "endurance": ENDURANCE_ERASES,
    }
    return {"flash_ops": dict(sorted(ops.items())), "flash_wear": wear}


if __name__ == "__main__":
    json.dump(figures(), sys.stdout, indent=2)
    print()
