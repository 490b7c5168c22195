"""Put build/device/ on a board: only what changed, verified; data/ is never touched."""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from firmware.core import fit
from tools import build
from tools.cable.board import SCRIPTS, Board, in_sentences, visit
from tools.cable.serial_port import BoardError
from tools.device import ROOT

_FRESH = ".new"
_TEXTS = "firmware/**/*.txt"  # all that a frozen program needs: it reads them piece by piece
_LEFT_BEHIND = ["lib.old", "firmware.old", "away.new"]  # by switch.py, and by settle.py
_SWITCH = "switch.py"  # lies beside the release, for main.py to run after a power cut


class Image:
    """What a folder holds for the board, of the files that fit the pattern: path there -> SHA-256
    of the file, as hex digits."""

    def __init__(self, device: Path, pattern: str = "**/*") -> None:
        files = (path for path in device.glob(pattern) if path.is_file())
        self.paths = {path.relative_to(device).as_posix(): path for path in sorted(files)}
        self.digests = {name: _sha256(path) for name, path in self.paths.items()}

    def bytes_of(self, name: str) -> int:
        return self.paths[name].stat().st_size


class Difference:
    """What has to happen on the board for `there` (its digests by path) to become the image."""

    def __init__(self, image: Image, there: dict[str, str]) -> None:
        wanted = image.digests
        brought = {name for name in there if _entry(name).endswith(_FRESH)}
        self.changed = [name for name in wanted if there.get(name) != wanted[name]]
        self.stale = sorted(there.keys() - wanted.keys() - brought)
        entries = {_entry(name) for name in (*self.changed, *self.stale)}
        # Starters and rooms are replaced whole, and only those in which something differs.
        release = [name for name in wanted if _entry(name) in entries]
        self.staged = {_fresh(name): wanted[name] for name in release}
        if entries:
            self.staged[_fresh(_SWITCH)] = _sha256(SCRIPTS / _SWITCH)
        # What an interrupted flash has brought already need not be brought again.
        missing = [name for name in release if there.get(_fresh(name)) != wanted[name]]
        self.to_copy = [name for name in missing if name in self.changed]
        self.to_keep = [name for name in missing if name not in self.changed]
        self.dregs = sorted({_entry(name) for name in brought} - set(map(_entry, self.staged)))
        self.dregs += sorted(brought - self.staged.keys())
        self.gone = sorted(entries - set(map(_entry, wanted)))

    def __bool__(self) -> bool:
        return bool(self.changed or self.stale)

    def folders(self) -> list[str]:
        """Those that it is staged in, parents first."""
        return sorted({str(up) for name in self.staged for up in Path(name).parents} - {"."})


# A cable pulled, or the power cut, at any instant must leave a board that starts the old program
# or the new one, whole.
# - The new one first comes beside the old: firmware.new/, main.py.new. It is verified there.
# - One rename declares it whole. From then on a few renames put it in place, of folders rather
#   than of files: in a folder of dozens littlefs takes half a second for each. If the power fails
#   between them, main.py does the rest (tools/on_board/switch.py).
# - Before it littlefs tidies the folder in which all this happens (tools/on_board/settle.py).
# - What was replaced is removed last. It may be many files, but nobody waits for it.
def install(board: Board, image: Image, say: Callable[[str], object] = print) -> None:
    """Makes the board's files those of the image; raises BoardError."""
    board.run("switch", fresh=True)
    difference = Difference(image, _digests(board))
    board.run("sweep", PATHS=[*_LEFT_BEHIND, *difference.dregs])
    if difference:
        _stage(board, image, difference, say)
        for name in difference.stale:
            say(f"remove  {name}")
        board.run("settle")
        board.run("declare")
        board.run("switch")
        board.run("sweep", PATHS=[*_LEFT_BEHIND, *difference.gone])
        _require_same(image.digests, _digests(board))
    size = sum(image.bytes_of(name) for name in difference.changed)
    say(
        f"{len(difference.changed)} of {len(image.paths)} files changed,"
        f" {len(difference.stale)} removed, {size:,} bytes, verified"
    )


def _stage(
    board: Board, image: Image, difference: Difference, say: Callable[[str], object]
) -> None:
    board.run("folders", FOLDERS=difference.folders())
    board.run("copies", COPIES=[(name, _fresh(name)) for name in difference.to_keep])
    copies = {_fresh(name): image.paths[name] for name in difference.to_copy}
    copies[_fresh(_SWITCH)] = SCRIPTS / _SWITCH
    for there in board.put([(here, there) for there, here in copies.items()]):
        name = there.replace(_FRESH, "", 1)
        if name in image.paths:
            say(f"copy    {name} ({image.bytes_of(name):,} bytes)")
    arrived = _digests(board)
    _require_same(
        difference.staged,
        {name: arrived[name] for name in arrived if _entry(name).endswith(_FRESH)},
    )


def _entry(name: str) -> str:
    return name.split("/")[0]


def _fresh(name: str) -> str:
    entry = _entry(name)
    return entry + _FRESH + name.removeprefix(entry)


def _digests(board: Board) -> dict[str, str]:
    lines = board.run("digests").splitlines()
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
    with visit(port) as (board, facts):
        memory = json.loads(board.run("memory", fresh=True))
        install(board, Image(root, _TEXTS) if memory["frozen"] else Image(device))
    print(what_fits(facts, memory))
    print("started anew: `why` at its console tells how it is")


def what_fits(facts: dict[str, Any], memory: dict[str, Any]) -> str:
    """A sentence of what the board at hand can do; see tools/on_board/facts.py and memory.py."""
    version = ".".join(map(str, facts["version"]))
    program = "frozen" if memory["frozen"] else "in files"
    psram = "" if memory["psram"] else "no "
    fits = fit.sentence(memory["heap_bytes"], memory["frozen"])
    return f"MicroPython {version}, {psram}PSRAM, the program {program}: {fits}"


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="make flash", description=__doc__)
    parser.add_argument("port", nargs="?", default="")
    port = parser.parse_args(words).port
    return in_sentences(lambda: flash(port, root))


if __name__ == "__main__":
    sys.exit(main())
