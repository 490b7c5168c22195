"""What the program takes of the board: its files on flash, and Python's heap on 32 bits.

The heap is counted by `make chip-heap`, which takes ten minutes of its own: here stands what its
last run has left in build/chip_heap.json.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.host.process import ROOT
from tools.build import build, rooms

_COUNTED = ROOT / "build" / "chip_heap.json"

Figures = dict[str, Any]


def collect() -> Figures:
    """`mpy_bytes`: room -> bytes of its files; and what was counted."""
    with TemporaryDirectory() as place:
        device = Path(place) / "device"
        build(ROOT, device)
        return {"mpy_bytes": rooms(device), **counted(_COUNTED)}


def counted(path: Path) -> Figures:
    """`chip_heap`: row -> {"now", "before", "ratio"}, left out if nobody has counted."""
    return {"chip_heap": json.loads(path.read_text())} if path.exists() else {}
