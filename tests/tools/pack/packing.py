"""A small program, run as it is and as tools.pack makes it: both must print the same."""

import ast
import os
import subprocess
from pathlib import Path
from textwrap import dedent

from sim.host.process import interpreter
from tools.pack.whole import Packed, pack

_LIMIT_S = 30
_MAIN = "from firmware import app\n\napp.run()\n"


class Project:
    """`files`: path -> text; main.py runs firmware.app.run() unless it is among them."""

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        self._root = root
        _write(root / "source", {"boot.py": "", "main.py": _MAIN, "firmware/board.py": ""} | files)
        self.packed: Packed = pack(root / "source", Path("firmware/board.py"))
        _write(root / "packed", self.packed.sources)
        for name, content in self.packed.beside.items():
            (root / "packed" / name).write_bytes(content)

    @property
    def texts(self) -> dict[str, str]:
        """Path on the board -> the text that is compiled for it."""
        return self.packed.sources

    def says(self) -> str:
        """What the packed program prints; AssertionError unless the source prints the same."""
        before, after = (_run(self._root / name) for name in ("source", "packed"))
        if before != after:
            raise AssertionError(f"the source says {before!r}, packed it says {after!r}")
        return after

    def left(self, module: str) -> int:
        """How many names the packed module holds when the program has ended."""
        main = self.texts["main.py"] + f"import sys\nprint(len(dir(sys.modules[{module!r}])))\n"
        (self._root / "packed" / "main.py").write_text(main)
        return int(_run(self._root / "packed").split()[-1])

    def names_in(self, path: str) -> set[str]:
        """Every name and attribute of a packed file."""
        nodes = list(ast.walk(ast.parse(self.texts[path])))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))


def _run(root: Path) -> str:
    done = subprocess.run(
        [interpreter(), "main.py"],
        cwd=root,
        env=os.environ | {"MICROPYPATH": f"{root}:{root}/lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    return done.stdout + done.stderr
