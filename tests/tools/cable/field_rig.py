"""A board that is a folder, and a port that is a pseudo-terminal with an answer to each key."""

import os
import pty
import shutil
import subprocess
import threading
import tty
from collections.abc import Callable
from pathlib import Path

from sim.host.process import interpreter
from tools.cable.board import Board, ScriptError

CONSOLE = b"\r\npilotlight> "


class FolderBoard(Board):
    """Runs the scripts on the real interpreter, in a folder; `copied`: what came by cable."""

    def __init__(self, folder: Path) -> None:
        super().__init__("none")
        self.folder = folder
        self.copied: list[str] = []
        self.spoil: str | None = None  # a path that arrives with a wrong byte

    def _mpremote(self, *words: str) -> str:
        if "exec" in words:
            return self._execute(words[-1])
        copies = " ".join(words).removeprefix("resume ").split(" + ")
        for source, target in (copy.split()[-2:] for copy in copies):
            self._copy(source, target)
        return ""

    def _execute(self, script: str) -> str:
        ran = subprocess.run(
            [interpreter(), "-c", script], cwd=self.folder, capture_output=True, text=True
        )
        if ran.returncode != 0:
            raise ScriptError(ran.stdout + ran.stderr)
        return ran.stdout

    def _copy(self, source: str, target: str) -> None:
        if source.startswith(":"):
            shutil.copyfile(self.folder / source[1:], target)
            return
        name = target.removeprefix(":")
        self.copied.append(name)
        shutil.copyfile(source, self.folder / name)
        if name == self.spoil:
            (self.folder / name).write_text("spoilt")


class Port:
    """A serial port at `name`; `answers(typed)` gives the bytes that come back, or None."""

    def __init__(self, answers: Callable[[bytes], bytes | None]) -> None:
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._ours)
        tty.setraw(self._theirs)
        self.name = os.ttyname(self._theirs)
        self.typed = b""
        self._answers = answers
        threading.Thread(target=self._serve, daemon=True).start()

    # The test's end closes the far side: reading then fails, and the thread is over.
    def _serve(self) -> None:
        while True:
            try:
                typed = os.read(self._ours, 1024)
            except OSError:
                return
            self.typed += typed
            answer = self._answers(typed)
            if answer:
                os.write(self._ours, answer)

    def pull_cable(self) -> None:
        os.close(self._ours)

    def close(self) -> None:
        os.close(self._theirs)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def read(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}
