"""How often the flash is read to import each module of a board, for the simulator to charge.

Counted once for each set of names and sizes (sim/cost/count_reads.py), then kept under build/.
"""

import hashlib
import json
import os
import subprocess
from pathlib import Path

from sim.host.process import ROOT, interpreter

_ROOMS = ("firmware", "lib")
_STARTERS = ("boot.py", "main.py")
_KEPT = ROOT / "build" / "flash_reads"
_SCRIPT = ROOT / "sim/cost/count_reads.py"
_HEAP = "8m"
_LIMIT_S = 120
# Of what mpy-cross makes of a source file, all files of the firmware taken together.
_COMPILED_PERMILLE = 385


def counted(root: Path) -> Path:
    """The counts for the board whose files lie under `root`, as JSON."""
    asked = json.dumps(_files(root))
    digest = hashlib.sha256(asked.encode() + _SCRIPT.read_bytes()).hexdigest()
    kept = _KEPT / f"{digest[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_text(count(asked))
        fresh.replace(kept)
    return kept


# A source file is on the board compiled.
def _files(root: Path) -> list[tuple[str, int]]:
    found = [root / name for name in _STARTERS]
    for room in _ROOMS:
        found += sorted(path for path in (root / room).rglob("*") if path.is_file())
    sizes = [(path.relative_to(root), path.stat().st_size) for path in found]
    return [_on_the_board(path, size) for path, size in sizes if "__pycache__" not in path.parts]


def _on_the_board(path: Path, size: int) -> tuple[str, int]:
    if path.suffix != ".py" or path.name in _STARTERS:
        return path.as_posix(), size
    return path.with_suffix(".mpy").as_posix(), size * _COMPILED_PERMILLE // 1000


def count(asked: str) -> str:
    """What sim/cost/count_reads.py prints for this list of [path, bytes]."""
    done = subprocess.run(
        [interpreter(), "-X", f"heapsize={_HEAP}", _SCRIPT],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        timeout=_LIMIT_S,
    )
    return done.stdout.splitlines()[-1]
