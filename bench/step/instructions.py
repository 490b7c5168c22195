"""Instructions of a quiet control step while charging, beside its burst, of two programs.

Counted by valgrind's callgrind, so that they do not depend on what else the machine does, as the
difference of two runs with and without a thousand steps: what starts the interpreter is in both.
The simulator takes no part: pins, clock and burst are functions of the interpreter itself
(`on_interpreter/`). Two counts differ by 0.1 % at most, as garbage is found or not at the start.
On the 64-bit interpreter: valgrind 3.19 refuses the bytes that Debian 13 pads 32-bit code with.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sim.host.process import ROOT

BEFORE_COMMIT = "4759851"
AT_MOST = 0.8

_FEW, _MORE = 100, 1_100
_LIMIT_S = 300
_STEPS = Path(__file__).parent / "on_interpreter" / "steps.py"
# The pinned one, whatever else is measured beside it.
_INTERPRETER = Path(sys.prefix) / "bin" / "micropython"
_RIG = ROOT / "tests" / "services" / "control" / "device_charging.py"
# Where BEFORE_COMMIT has what the rig imports, and what a charger was made of there.
_ROOMS_THEN = (
    ("firmware.core.plan.plan", "firmware.core.plan"),
    ("firmware.core.record.", "firmware.core."),
    ("firmware.drivers.chip.", "firmware.drivers."),
    (", 240_000, journal", ", journal"),
    (", None, self.contactor.open)", ", self.contactor.open)"),
    ("(150, 1_000, None)", "(150, 1_000)"),
)
_COUNTED = re.compile(r"Collected : (\d+)")
_CHARGING = "C2+"


class CannotCount(Exception):
    """Something that is needed to count is missing; the text says what to do."""


def now_and_before(place: Path) -> tuple[int, int]:
    """Instructions a step, of this tree and of BEFORE_COMMIT, unpacked to place."""
    unpack(place)
    return a_step(ROOT), a_step(place)


def _rig(tree: Path) -> str:
    text = _RIG.read_text(encoding="utf-8")
    if not (tree / "firmware" / "core" / "plan").is_dir():
        for room, then in _ROOMS_THEN:
            text = text.replace(room, then)
    return text


def unpack(place: Path) -> None:
    """The firmware of BEFORE_COMMIT. CannotCount in a clone that lacks the commit."""
    archive = subprocess.run(
        ["git", "archive", BEFORE_COMMIT, "firmware"], cwd=ROOT, capture_output=True
    )
    if archive.returncode:
        raise CannotCount(
            f"Commit {BEFORE_COMMIT} is not in this clone: git fetch --unshallow, and again."
        )
    subprocess.run(["tar", "-x"], cwd=place, input=archive.stdout, check=True)


def a_step(tree: Path) -> int:
    """Instructions of one step of the firmware in `tree`."""
    return (_counted(tree, _MORE) - _counted(tree, _FEW)) // (_MORE - _FEW)


def _counted(tree: Path, steps: int) -> int:
    valgrind = shutil.which("valgrind")
    if not valgrind:
        raise CannotCount("valgrind is missing: apt-get install valgrind.")
    with tempfile.TemporaryDirectory() as rig:
        (Path(rig) / _RIG.name).write_text(_rig(tree), encoding="utf-8")
        run = subprocess.run(
            [
                *(valgrind, "--tool=callgrind", f"--callgrind-out-file={os.devnull}"),
                *(_INTERPRETER, _STEPS, str(steps)),
            ],
            env=os.environ | {"MICROPYPATH": f"{tree}:{rig}:.frozen"},
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
        )
    counted = _COUNTED.search(run.stderr)
    if run.stdout.split() != [_CHARGING] or not counted:
        raise CannotCount(f"The charger does not charge:\n{run.stdout}{run.stderr}")
    return int(counted[1])
