"""I6: no garbage of its own, measured on MicroPython, where it would cost."""

import os
import subprocess
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]


def test_i6_a_charging_control_step_takes_nothing_from_the_heap_not_even_for_the_moment():
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    run = subprocess.run(
        [interpreter, "tests/services/control/device_step_alloc.py"],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.split() == ["0", "0"], run.stdout + run.stderr
