"""Mutation test of firmware/core: mutmut breaks it in every small way and runs tests/core.

It works on a copy under build/, since it rewrites what it tests, and writes the outcome into
docs/mutation.md. The reasons there are written by hand and kept. Fails below 90 % killed. With
names of rooms or modules, `group tou.zone`, only those are broken, and survivors are printed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.device import ROOT

KILLED_MIN_PERCENT = 90

_COPIED = ("firmware", "sim", "tests", "pyproject.toml")
_DOCUMENT = Path("docs/mutation.md")
_TABLE_HEAD = "| function | survivors | why |\n|---|---|---|\n"
_ROW = re.compile(r"^\| `([\w.]+)` \| \d+ \| (.*) \|$", re.MULTILINE)
_NO_REASON = "not looked at yet"
_SURVIVED = (0, 33)  # mutmut's exit codes: the tests passed, no test reaches it
_NEVER_ENDED = (36, -24)  # its clock, and SIGXCPU


def function_of(mutant: str) -> str:
    """`pilot.plateaus.Pilot.take` of `firmware.core.pilot.plateaus.xǁPilotǁtake__mutmut_3`."""
    name = re.sub(r"__mutmut_\d+$", "", mutant).removeprefix("firmware.core.")
    return re.sub(r"\.x(_|ǁ)", ".", name).replace("ǁ", ".")


def outcomes(folder: Path) -> dict[str, int]:
    """Exit code by mutant, of all modules; a mutant that was not run has none."""
    codes: dict[str, int | None] = {}
    for meta in sorted(folder.rglob("*.meta")):
        codes |= json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {mutant: code for mutant, code in codes.items() if code is not None}


def document(codes: dict[str, int], before: str) -> str:
    """docs/mutation.md for these outcomes, with the reasons that stood in it before."""
    reasons = dict(_ROW.findall(before))
    alive = [function_of(mutant) for mutant, code in codes.items() if code in _SURVIVED]
    rows = [
        f"| `{name}` | {alive.count(name)} | {reasons.get(name, _NO_REASON)} |\n"
        for name in sorted(set(alive))
    ]
    text = before.split("\n## ")[0].rstrip() + "\n\n## Outcome\n\n"
    killed = len(codes) - len(alive)
    endless = sum(code in _NEVER_ENDED for code in codes.values())
    text += f"{len(codes):,} mutants, {killed:,} killed: {percent(codes):.1f} %. Of the killed,"
    text += f" {endless} made the tests go on without end.\n\n"
    return text + _TABLE_HEAD + "".join(rows)


def percent(codes: dict[str, int]) -> float:
    return 100 * sum(code not in _SURVIVED for code in codes.values()) / len(codes)


def _run(tree: Path, rooms: list[str]) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in _COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, tree / name)
    workers = str(os.cpu_count() or 1)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", workers]
    command += [f"firmware.core.{room}.*" for room in rooms]
    subprocess.run(command, cwd=tree, check=True)


def main(rooms: list[str]) -> int:
    tree = ROOT / "build" / "mutation"
    _run(tree, rooms)
    codes = outcomes(tree / "mutants" / "firmware" / "core")
    path = ROOT / _DOCUMENT
    before = path.read_text(encoding="utf-8")
    if rooms:
        print("".join(row for row in document(codes, before).splitlines(True) if row[:3] == "| `"))
    else:
        path.write_text(document(codes, before), encoding="utf-8")
    print(f"{percent(codes):.1f} % of {len(codes)} mutants killed")
    return 0 if percent(codes) >= KILLED_MIN_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
