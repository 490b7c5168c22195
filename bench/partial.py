"""What a run has finished, line by line in a file, for a run that was stopped to go on with.

A line counts for the same job of the same seed, and for the same code.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.host.process import ROOT

# What is measured, and what measures.
_CODE = (
    "boot.py",
    "main.py",
    "bench",
    "firmware",
    "lib",
    "sim",
    "tests/flash",
    "tests/services",
    "tests/system",
    "tools",
)

Key = dict[str, Any]


def code_hash(root: Path = ROOT) -> str:
    """Of every file that a figure may depend on, by its name and contents."""
    digest = hashlib.sha256()
    for path in sorted(path for name in _CODE for path in _files(root / name)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()


def _files(place: Path) -> list[Path]:
    inside = [place, *place.rglob("*")]
    return [path for path in inside if path.is_file() and "__pycache__" not in path.parts]


class Partial:
    """`resume`: what an earlier run left in the file counts; else it is begun anew."""

    def __init__(self, path: Path, code: str, resume: bool) -> None:
        self._path = path
        self._code = code
        self._kept = self._read() if resume and path.exists() else {}
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(self._line(key, found) for key, found in self._kept.items()))

    def found(self, key: Key) -> Any:
        """What was kept under this key; None if nothing was."""
        return self._kept.get(_name(key))

    def keep(self, key: Key, found: Any) -> None:
        """`found`: anything that JSON can tell, but None."""
        self._kept[_name(key)] = found
        with self._path.open("a") as lines:
            lines.write(self._line(_name(key), found))

    def end(self) -> None:
        """The run is complete."""
        self._path.unlink()

    def _line(self, name: str, found: Any) -> str:
        return json.dumps({"code": self._code, "key": name, "found": found}) + "\n"

    def _read(self) -> dict[str, Any]:
        lines = [_whole(line) for line in self._path.read_text().splitlines()]
        return {line["key"]: line["found"] for line in lines if line.get("code") == self._code}


def _name(key: Key) -> str:
    return json.dumps(key, sort_keys=True)


# The last one is torn if the run was killed while it was written.
def _whole(line: str) -> Key:
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}
