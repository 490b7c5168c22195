"""The tests of this folder once more, on the interpreter that the charger runs on."""

import os
import re
import subprocess
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 300

# What the pure core has at the least; fewer mean that whole modules were passed over.
_TESTS_MIN = 300
_NEVER_LEFT_OUT = (
    *("tests.core.test_evse", "tests.core.limits.test_ampacity", "tests.core.charger.test_step"),
    *("tests.core.pilot.test_plateaus", "tests.core.plan.test_plan"),
)
_ROOMS = {path.parent for path in (_ROOT / "tests" / "core").rglob("test_*.py")}


def _run() -> subprocess.CompletedProcess[str]:
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    return subprocess.run(
        [interpreter, "tests/core/run_on_micropython.py"],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
    )


def test_the_core_passes_its_tests_on_micropython():
    run = _run()
    assert run.returncode == 0, run.stdout + run.stderr
    count = re.search(r"(\d+) tests, 0 failed", run.stdout)
    assert count and int(count[1]) >= _TESTS_MIN, run.stdout


def test_no_module_of_the_core_is_passed_over():
    from tests.core.run_on_micropython import modules

    assert set(_NEVER_LEFT_OUT) <= set(modules())


def test_no_room_of_the_core_is_passed_over():
    from tests.core.run_on_micropython import modules

    walked = {module.rsplit(".", 1)[0] for module in modules()}
    assert {".".join(room.relative_to(_ROOT).parts) for room in _ROOMS} <= walked
