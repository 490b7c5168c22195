"""Runs a script of device/ on MicroPython."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 300


def told(script: str, *arguments: str, heap: str = "8m") -> Any:
    """Its last line, which is JSON. It fails at the first cut that costs something."""
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    run = subprocess.run(
        [interpreter, "-X", f"heapsize={heap}", f"tests/flash/device/{script}", *arguments],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
    )
    assert run.returncode == 0, run.stdout[-2_000:] + run.stderr[-2_000:]
    return json.loads(run.stdout.splitlines()[-1])
