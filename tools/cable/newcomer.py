"""What a newcomer waits for: from `git clone` to a contactor that closes on the screen.

`make newcomer` clones what is committed into an empty folder, starts `make run` there on a
terminal of 80x24, and tells the seconds. Nothing that is installed here is used, nor what pip has
kept.
"""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pyte

from tools.device import ROOT

# What stands on the screen, and what it means.
STEPS = (("q quit", "the live view"), ("contactor CLOSED", "the contactor has closed"))

_ROWS, _COLUMNS = 24, 80
_LIMIT_S = 900
_ENDS_WITHIN_S = 30
# Of this checkout, and of the `make` that runs this.
_NOT_A_NEWCOMERS = ("MICROPYTHON", "VIRTUAL_ENV", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")


class NotSeen(Exception):
    """The text is what stood on the screen instead."""


class Screen:
    """`make run` in a folder, on a terminal; `text`: what it shows."""

    def __init__(self, folder: Path) -> None:
        self._screen = pyte.Screen(_COLUMNS, _ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._keyboard, line = pty.openpty()
        termios.tcsetwinsize(line, (_ROWS, _COLUMNS))
        kept = {name: os.environ[name] for name in os.environ if name not in _NOT_A_NEWCOMERS}
        self._make = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env={**kept, "TERM": "xterm-256color", "PIP_NO_CACHE_DIR": "1"},
            stdin=line,
            stdout=line,
            stderr=line,
            start_new_session=True,
        )
        os.close(line)

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def shows(self, words: str, limit_s: float) -> None:
        """Waits for them; NotSeen when the limit, of time.monotonic(), or the program's end comes
        first."""
        while words not in self.text:
            if time.monotonic() > limit_s or not self._read():
                raise NotSeen(f"no {words!r} on the screen:\n{self.text.strip()}")

    def _read(self) -> bool:
        if not select.select([self._keyboard], [], [], 0.1)[0]:
            return True
        try:
            got = os.read(self._keyboard, 65536)
        except OSError:
            return False  # nobody writes there any more
        self._stream.feed(got)
        return True

    def end(self) -> None:
        """Quits it, as a person would; by force if it does not."""
        with contextlib.suppress(OSError):
            os.write(self._keyboard, b"q")
        limit_s = time.monotonic() + _ENDS_WITHIN_S
        while self._make.poll() is None and time.monotonic() < limit_s:
            self._read()
        if self._make.poll() is None:
            os.killpg(self._make.pid, signal.SIGKILL)
        self._make.wait()
        os.close(self._keyboard)


def waits(repository: Path, limit_s: float = _LIMIT_S) -> Iterator[tuple[str, float]]:
    """What has been reached, and seconds since the beginning; NotSeen, CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        began_s = time.monotonic()
        clone = ["git", "clone", "--quiet", "--no-hardlinks", str(repository), folder]
        subprocess.run(clone, check=True)
        yield "the clone", time.monotonic() - began_s
        screen = Screen(Path(folder))
        try:
            for words, what in STEPS:
                screen.shows(words, began_s + limit_s)
                yield what, time.monotonic() - began_s
        finally:
            screen.end()


def main(repository: Path = ROOT) -> int:
    """0: the contactor has closed; 1: it has not, and what was there instead."""
    try:
        for what, after_s in waits(repository):
            print(f"{after_s:6.1f} s  {what}", flush=True)
    except (NotSeen, subprocess.CalledProcessError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
