"""Draw what the README and the pages show: a day with an outage, and the live view."""

import sys
import tempfile
from pathlib import Path

from sim.host.story import telling
from sim.host.view.app import screenshot
from tools.device import ROOT
from tools.pictures.__main__ import write

_DAY = Path(__file__).with_name("day.story")


def main() -> int:
    """0: drawn; else what the story's telling gave."""
    recording = ROOT / "build" / "day.jsonl"
    recording.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as workdir:
        status = telling.tell(_DAY, Path(workdir), recording)
    if status:
        return status
    write(recording, ROOT / "docs" / "day.svg")
    write(recording, ROOT / "build" / "day.html")
    screenshot(ROOT / "docs" / "live-view.svg")
    print("docs/day.svg docs/live-view.svg; to zoom in: build/day.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
