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


def collect(counted: Path = _COUNTED) -> Figures:
    """`mpy_bytes`: room -> bytes of its files; `chip_heap`: row -> {"now", "before", "ratio"},
    left out if nobody has counted."""
    with TemporaryDirectory() as place:
        device = Path(place) / "device"
        build(ROOT, device)
        found: Figures = {"mpy_bytes": rooms(device)}
    if counted.exists():
        found["chip_heap"] = json.loads(counted.read_text())
    return found
