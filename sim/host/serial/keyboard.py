"""The keys that reach the interpreter, and Ctrl-C among them as the chip's UART driver treats it.

Byte 3 becomes an interrupt while the interpreter listens for it, and is a byte like any other at
the prompt and after micropython.kbd_intr(-1). Whether it listens is read where the system keeps
it: the signals that the process catches.
"""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

_CTRL_C = b"\x03"
_SIGNAL_AFTER_S = 0.2


class Keyboard:
    """A program that runs is asked to stop, and does where its hardware is whole; one that does
    not look at its hardware gets a signal, as does at once what the prompt executes."""

    def __init__(self, process: subprocess.Popen[bytes], stdin: IO[bytes]) -> None:
        self._process = process
        self._stdin = stdin.fileno()
        os.set_blocking(self._stdin, False)
        self._keys = b""
        self._signal_at_s: float | None = None

    def press(self, keys: bytes, program_runs: bool) -> bool:
        """Whether a Ctrl-C among them is to be told to the program."""
        to_tell = False
        for part in re.split(b"(\x03)", keys):
            if part == _CTRL_C and self._is_caught():
                to_tell |= self._interrupt(_SIGNAL_AFTER_S if program_runs else 0) and program_runs
            else:
                self._keys += part
        self.turn()
        return to_tell

    # The second one within a moment would kill the interpreter, where the chip sees only one.
    def _interrupt(self, signal_after_s: float) -> bool:
        if self._signal_at_s is not None:
            return False
        self._signal_at_s = time.monotonic() + signal_after_s
        return True

    def force(self) -> None:
        """Interrupts what is executed, if it has not stopped by itself in a moment."""
        self._signal_at_s = time.monotonic() + _SIGNAL_AFTER_S

    def stopped(self) -> None:
        """The program has heard of the Ctrl-C."""
        self._signal_at_s = None

    # What follows a Ctrl-C finds the program already stopped, as on the chip.
    def turn(self) -> None:
        """Sends what is due: a signal, the next keys."""
        if self._signal_at_s is not None and time.monotonic() >= self._signal_at_s:
            self._signal_at_s = None
            if self._is_caught():
                self._process.send_signal(signal.SIGINT)
        if self._keys and self._signal_at_s is None:
            self._write()

    def _write(self) -> None:
        try:
            self._keys = self._keys[os.write(self._stdin, self._keys) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._keys = b""

    def _is_caught(self) -> bool:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        caught = int(status.split("SigCgt:")[1].split()[0], 16)
        return bool(caught >> (signal.SIGINT - 1) & 1)
