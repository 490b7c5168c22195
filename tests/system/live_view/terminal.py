"""A terminal emulator on a pseudo-terminal, with the live view of `make run` on it."""

import os
import pty
import select
import subprocess
import sys
import termios
import time

import pyte

from sim.host.process import ROOT

_COMMAND = [sys.executable, "-m", "sim.host"]
_SHOWN_WITHIN_S = 20
_ENDS_WITHIN_S = 20


class Terminal:
    """`place`: an empty folder, where the view puts what it needs while it runs."""

    def __init__(self, place, rows=24, columns=80):
        self.place = place
        self.sent = b""
        self._keyboard, self._line = pty.openpty()
        termios.tcsetwinsize(self._line, (rows, columns))
        self.before = termios.tcgetattr(self._line)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.view = subprocess.Popen(
            _COMMAND,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "TMPDIR": str(place)},
            stdin=self._line,
            stdout=self._line,
            stderr=subprocess.STDOUT,
        )

    @property
    def settings(self):
        return termios.tcgetattr(self._line)

    @property
    def text(self):
        return "\n".join(self._screen.display)

    def press(self, keys):
        os.write(self._keyboard, keys.encode())

    def shows(self, *texts):
        """Reads until all of them stand on the screen at once; AssertionError with what does."""
        self._reads_until(
            lambda: all(text in self.text for text in texts), f"shows {texts}", _SHOWN_WITHIN_S
        )

    def shows_no(self, text):
        """Reads until it does not stand on the screen."""
        self._reads_until(lambda: text not in self.text, f"shows no {text}", _SHOWN_WITHIN_S)

    def quit(self, key="q"):
        """The exit status after this key."""
        self.press(key)
        return self.ends()

    def ends(self):
        """Its exit status."""
        self._reads_until(lambda: self.view.poll() is not None, "ends", _ENDS_WITHIN_S)
        while select.select([self._keyboard], [], [], 0)[0]:
            self._read()
        return self.view.returncode

    def _reads_until(self, holds, what, limit_s):
        deadline = time.monotonic() + limit_s
        while not holds():
            assert time.monotonic() < deadline, f"not within {limit_s} s: {what}\n{self.text}"
            self._read()

    def _read(self):
        if select.select([self._keyboard], [], [], 0.1)[0]:
            got = os.read(self._keyboard, 65536)
            self.sent += got
            self._stream.feed(got)

    def close(self):
        if self.view.poll() is None:
            self.view.terminate()
            self.ends()
        os.close(self._keyboard)
        os.close(self._line)
