"""What `make run` starts: the live view on a terminal, and a plain word when it cannot start."""

import os
import pty
import select
import subprocess
import sys
import termios
import time

from sim.host.process import ROOT

COMMAND = [sys.executable, "-m", "sim.host"]
SHOWN_WITHIN_S = 60


class Terminal:
    """A pseudo-terminal of 80x24 with the live view on it."""

    def __init__(self):
        self._keyboard, self._screen = pty.openpty()
        termios.tcsetwinsize(self._screen, (24, 80))
        self.before = termios.tcgetattr(self._screen)
        self.seen = b""
        self.view = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env={**os.environ, "TERM": "vt100"},
            stdin=self._screen,
            stdout=self._screen,
            stderr=subprocess.PIPE,
        )

    @property
    def settings(self):
        return termios.tcgetattr(self._screen)

    def press(self, key):
        os.write(self._keyboard, key.encode())

    def await_text(self, text):
        """Reads until `text` has come; AssertionError with what came instead."""
        deadline = time.monotonic() + SHOWN_WITHIN_S
        while text.encode() not in self.seen and time.monotonic() < deadline:
            if select.select([self._keyboard], [], [], 0.1)[0]:
                self.seen += os.read(self._keyboard, 65536)
        assert text.encode() in self.seen, self.seen[-500:]

    def close(self):
        self.view.kill()
        self.view.wait()
        self.view.stderr.close()
        os.close(self._keyboard)
        os.close(self._screen)


def test_the_live_view_shows_the_charger_obeys_keys_and_restores_the_terminal():
    terminal = Terminal()
    try:
        terminal.await_text("virtual charger live-1")
        terminal.await_text("q quit")
        terminal.press("t")
        terminal.await_text("version 1, closed")
        terminal.press("m")
        terminal.await_text("OFF")
        terminal.press("q")
        assert terminal.view.wait(20) == 0
        assert terminal.settings == terminal.before
    finally:
        terminal.close()


def test_without_an_interpreter_it_says_what_to_do():
    nowhere = {**os.environ, "MICROPYTHON": "/nowhere/micropython"}
    done = subprocess.run(COMMAND, cwd=ROOT, env=nowhere, capture_output=True, text=True)
    assert done.returncode == 2
    assert "set MICROPYTHON=" in done.stderr
    assert "Traceback" not in done.stderr
