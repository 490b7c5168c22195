"""The two programs that are compared: this tree's, and that of the commit before the diet."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.step.instructions import BEFORE_COMMIT
from sim.host.process import ROOT
from tools.build import build
from tools.fetched import interpreter32

# MicroPython 1.25 refuses len() of a dictionary's view, which 1.29 and the chip's image allow.
_MENDED = (
    "firmware/core/loadgroup_grants.py",
    "free_ma = len(lines) * ",
    "free_ma = len(self._lines) * ",
)
_BUILD_LIMIT_S = 120


class NoHistory(Exception):
    """The commit to compare with is not there; the text says what to do."""


@dataclass(frozen=True)
class Build:
    """`source`: a tree of the project; `device`: what `tools.build` made of it for the board."""

    name: str
    source: Path
    device: Path


# The simulator and the tools find the interpreter by the environment.
def use_32_bits() -> None:
    """Everything from here on runs on the 32-bit interpreter, which is fetched if need be."""
    if interpreter32.main():
        raise SystemExit(1)
    os.environ["MICROPYTHON"] = str(interpreter32.launcher())


def both(place: Path) -> tuple[Build, Build]:
    """(now, before), built below `place`. NoHistory in a clone that lacks the commit."""
    return now(place), _before(place)


def now(place: Path) -> Build:
    device = place / "now"
    build(ROOT, device)
    return Build("now", ROOT, device)


def _before(place: Path) -> Build:
    source = place / "source"
    source.mkdir()
    _unpack(source)
    for package in ("umqtt", "urequests"):
        shutil.copytree(ROOT / "lib" / package, source / "lib" / package)
    path, wrong, right = _MENDED
    text = (source / path).read_text()
    (source / path).write_text(text.replace(wrong, right))
    command = [sys.executable, "-m", "tools.build"]
    subprocess.run(
        command, cwd=source, check=True, timeout=_BUILD_LIMIT_S, stdout=subprocess.DEVNULL
    )
    # Every module keeps the path that it was loaded from: both are as long.
    device = place / "old"
    shutil.move(source / "build" / "device", device)
    return Build("before", source, device)


def _unpack(source: Path) -> None:
    archive = subprocess.run(
        ["git", "archive", BEFORE_COMMIT], cwd=ROOT, capture_output=True, timeout=_BUILD_LIMIT_S
    )
    if archive.returncode:
        raise NoHistory(
            f"Commit {BEFORE_COMMIT} is not in this clone: git fetch --unshallow, and again."
        )
    subprocess.run(["tar", "-x"], cwd=source, input=archive.stdout, check=True)
