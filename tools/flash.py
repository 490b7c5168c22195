"""Put build/device/ on a board: only what changed, verified; data/ is never touched."""

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from tools import build
from tools.board import Board, in_sentences, visit
from tools.device import ROOT
from tools.serial_port import BoardError

_FRESH = ".new"


class Image:
    """What a folder holds for the board: path there -> SHA-256 of the file, as hex digits."""

    def __init__(self, device: Path) -> None:
        self._device = device
        files = (path for path in device.rglob("*") if path.is_file())
        self.paths = {path.relative_to(device).as_posix(): path for path in sorted(files)}
        self.digests = {name: _sha256(path) for name, path in self.paths.items()}

    def folders(self) -> list[str]:
        """Every folder that it needs, parents first."""
        return sorted({str(up) for name in self.paths for up in Path(name).parents} - {"."})

    def bytes_of(self, name: str) -> int:
        return self.paths[name].stat().st_size


class Difference:
    """What has to happen on the board for `there` (its digests by path) to become the image."""

    def __init__(self, image: Image, there: dict[str, str]) -> None:
        wanted = image.digests
        self.changed = [name for name in wanted if there.get(name) != wanted[name]]
        staged = {name + _FRESH: wanted[name] for name in self.changed}
        # What an interrupted flash has brought already need not be brought again.
        self.to_copy = [name for name in self.changed if there.get(name + _FRESH) != wanted[name]]
        self.stale = sorted(name for name in there if name not in wanted and name not in staged)

    def __bool__(self) -> bool:
        return bool(self.changed or self.stale)


# A cable pulled, or the power cut, at any instant must leave a board whose outputs are safe.
# - Every file first goes beside its old one, under another name, and is verified there: until
#   then the board holds the old program whole, and starts it.
# - Then renames alone put the new ones in place, within a second or two. main.py has gone before
#   the first and returns after the last: torn in between, the board starts boot.py, which puts
#   the outputs safe, and no mixture of old and new that might close the contactor.
# - boot.py comes after firmware/board, whose names it uses, and is at any instant there and whole.
def install(board: Board, image: Image, say: Callable[[str], object] = print) -> None:
    """Makes the board's files those of the image; raises BoardError."""
    difference = Difference(image, _digests(board, fresh=True))
    if difference:
        board.run("folders", FOLDERS=image.folders())
        _stage(board, image, difference, say)
        for name in difference.stale:
            say(f"remove  {name}")
        board.run("switch", STALE=difference.stale)
        _require_same(image.digests, _digests(board))
    size = sum(image.bytes_of(name) for name in difference.changed)
    say(
        f"{len(difference.changed)} of {len(image.paths)} files changed,"
        f" {len(difference.stale)} removed, {size:,} bytes, verified"
    )


def _stage(
    board: Board, image: Image, difference: Difference, say: Callable[[str], object]
) -> None:
    copies = [(image.paths[name], name + _FRESH) for name in difference.to_copy]
    for there in board.put(copies):
        name = there.removesuffix(_FRESH)
        say(f"copy    {name} ({image.bytes_of(name):,} bytes)")
    staged = {name + _FRESH: image.digests[name] for name in difference.changed}
    arrived = _digests(board)
    _require_same(staged, {name: arrived.get(name, "") for name in staged})


def _digests(board: Board, fresh: bool = False) -> dict[str, str]:
    lines = board.run("digests", fresh=fresh).splitlines()
    return {path: digest for digest, _size, path in (line.split(" ", 2) for line in lines)}


def _require_same(wanted: dict[str, str], there: dict[str, str]) -> None:
    wrong = sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )
    if wrong:
        raise BoardError(
            f"Not as it should be on the board: {', '.join(wrong)}. Run this again; if that does"
            " not help, its flash chip is worn out."
        )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def flash(port: str, root: Path) -> None:
    """Builds, installs and starts the charger at `port`; raises BoardError or CompileError."""
    device = root / "build" / "device"
    build.build(root, device)
    with visit(port) as (board, _facts):
        install(board, Image(device))
    print("started anew: `why` at its console tells how it is")


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="make flash", description=__doc__)
    parser.add_argument("port", nargs="?", default="")
    port = parser.parse_args(words).port
    return in_sentences(lambda: flash(port, root))


if __name__ == "__main__":
    sys.exit(main())
