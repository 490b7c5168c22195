"""The power is cut in all that the logbook writes, on the real littlefs of the interpreter."""

import json
import os
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 300
_POINTS_MIN = 1_000


@pytest.fixture(scope="module")
def told():
    """What device_session_cuts.py prints: it fails at the first cut that costs something."""
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    run = subprocess.run(
        [interpreter, "-X", "heapsize=64m", "tests/flash/device_session_cuts.py"],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
    )
    assert run.returncode == 0, run.stdout[-2_000:] + run.stderr[-2_000:]
    return json.loads(run.stdout.splitlines()[-1])


def test_at_every_cut_sessions_and_energy_are_the_old_or_the_new_and_never_twice(told, capsys):
    points = told["points"]
    with capsys.disabled():
        print(f"\ncut points, sessions: {sum(points.values())} {points}", end="")
    assert sum(points.values()) >= _POINTS_MIN


def test_a_checkpoint_while_charging_takes_one_erase_and_an_append_no_more_than_three(told):
    assert told["flash_ops"]["checkpoint_energy"][0] <= 1
    assert told["flash_ops"]["append_session"][0] <= 3
