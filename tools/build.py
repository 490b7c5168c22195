"""Fill build/device/ with what goes on the board, and print its size room by room.

BOARD=path in the environment (`make build BOARD=...`) names another board's file, which takes the
place of firmware/board.py.
"""

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from tools.board_numbers import put_in
from tools.device import ROOT, STARTERS, CompileError, compile_module, modules

_BOARD = Path("firmware/board.py")


def build(root: Path, device: Path) -> None:
    """Replace device by boot.py with the board's numbers in it, main.py and texts as they are,
    firmware/ and lib/ compiled; raises CompileError."""
    shutil.rmtree(device, ignore_errors=True)
    device.mkdir(parents=True)
    for starter in STARTERS:
        shutil.copyfile(root / starter, device / starter)
    _free_boot_of_the_rest(root, device / "boot.py")
    for source in modules(root, "firmware", "lib"):
        compile_module(root, _chosen(source), device / source.with_suffix(".mpy"))
    for text in sorted((root / "firmware").rglob("*.txt")):
        shutil.copyfile(text, device / text.relative_to(root))


def _free_boot_of_the_rest(root: Path, boot: Path) -> None:
    board = _chosen(_BOARD)
    try:
        boot.write_text(put_in(boot.read_text(encoding="utf-8"), root / board), encoding="utf-8")
    except (OSError, KeyError) as error:
        raise CompileError(f"{board}: boot.py does not find what it needs: {error}") from None


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
