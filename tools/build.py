"""Fill build/device/ with what goes on the board, and print its size room by room.

BOARD=path in the environment (`make build BOARD=...`) names another board's file, which takes the
place of firmware/board.py.
"""

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from tools.device import ROOT, STARTERS, CompileError, compile_module, modules

_BOARD = Path("firmware/board.py")


def build(root: Path, device: Path) -> None:
    """Replace device by boot.py, main.py and texts as they are, firmware/ and lib/ compiled."""
    shutil.rmtree(device, ignore_errors=True)
    device.mkdir(parents=True)
    for starter in STARTERS:
        shutil.copyfile(root / starter, device / starter)
    for source in modules(root, "firmware", "lib"):
        compile_module(root, _chosen(source), device / source.with_suffix(".mpy"))
    for text in sorted((root / "firmware").rglob("*.txt")):
        shutil.copyfile(text, device / text.relative_to(root))


def _chosen(source: Path) -> Path:
    return Path(os.environ.get("BOARD") or source) if source == _BOARD else source


def sizes(device: Path) -> dict[str, int]:
    """Bytes of the files straight in each folder, by the folder's path."""
    rooms: Counter[str] = Counter()
    for path in device.rglob("*"):
        if path.is_file():
            rooms[path.parent.relative_to(device).as_posix()] += path.stat().st_size
    return dict(sorted(rooms.items()))


def table(rooms: dict[str, int]) -> str:
    rows = [("room", "bytes"), *rooms.items(), ("total", sum(rooms.values()))]
    return "\n".join(f"{room:<24}{size:>9}" for room, size in rows)


def main(root: Path = ROOT) -> int:
    device = root / "build" / "device"
    try:
        build(root, device)
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(sizes(device)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
