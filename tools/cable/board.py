"""A board at its MicroPython prompt, reached with mpremote."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tools.cable.serial_port import BoardError, require_rest
from tools.device import ROOT, CompileError

# What is run on the board; what stands before a script are its parameters.
SCRIPTS = ROOT / "tools" / "on_board"

_OLDEST = (1, 24)
_PLATFORMS = ("esp32", "linux", "darwin")  # the last two: the virtual charger
_LIMIT_S = 300.0
_COPIES_AT_ONCE = 16  # each start of mpremote takes half a second


class ScriptError(BoardError):
    """A script on the board raised; `printed` is what it had printed till then."""

    def __init__(self, printed: str) -> None:
        lines = printed.strip().splitlines() or ["no word about why"]
        super().__init__(f"The board could not do it ({lines[-1]}): run this again.")
        self.printed = printed


class Board:
    """The board at `port`, whose program mpremote interrupts: ask serial_port.require_rest first.

    Every verb raises BoardError.
    """

    def __init__(self, port: str) -> None:
        self._port = port

    def facts(self) -> dict[str, Any]:
        """What interpreter it is; and the watchdog waits for 15 minutes from now on."""
        facts = dict(json.loads(self.run("facts")))
        _require_ours(facts)
        return facts

    # A soft reset gives the script the whole heap. boot.py runs in it, main.py does not, and the
    # watchdog stays as it was set.
    def run(self, script: str, *, fresh: bool = False, **names: object) -> str:
        """What the script prints; `fresh`: after a soft reset. Raises ScriptError if it raises."""
        text = (SCRIPTS / f"{script}.py").read_text(encoding="utf-8")
        text = "".join(f"{name} = {value!r}\n" for name, value in names.items()) + text
        return self._mpremote(*([] if fresh else ["resume"]), "exec", text)

    def put(self, copies: list[tuple[Path, str]]) -> Iterator[str]:
        """Copies files to paths on the board; yields each path once it is there."""
        for start in range(0, len(copies), _COPIES_AT_ONCE):
            some = copies[start : start + _COPIES_AT_ONCE]
            self._mpremote("resume", *_chain([(str(here), f":{there}") for here, there in some]))
            yield from (there for _, there in some)

    def fetch(self, there: str, here: Path) -> None:
        self._mpremote("resume", "fs", "cp", f":{there}", str(here))

    def reset(self) -> None:
        """Starts the chip anew: boot.py, then main.py."""
        self._mpremote("resume", "reset")

    def _mpremote(self, *words: str) -> str:
        command = [sys.executable, "-m", "mpremote", "connect", self._port, *words]
        try:
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=_LIMIT_S)
        except subprocess.TimeoutExpired:
            raise BoardError(
                f"The board fell silent for {_LIMIT_S:.0f} s: unplug its power for a moment, then"
                " run this again."
            ) from None
        said, complaint = ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace")
        said = said.replace("\r\n", "\n")
        if ran.returncode != 0:
            raise _failure(self._port, said, complaint)
        return said


def _chain(copies: list[tuple[str, str]]) -> list[str]:
    words: list[str] = []
    for source, target in copies:
        words += ["+", "fs", "cp", "-f", source, target]
    return words[1:]


# A script's traceback is among what is printed; mpremote's own troubles are its complaint.
def _failure(port: str, said: str, complaint: str) -> BoardError:
    if "could not enter raw repl" in complaint:
        return BoardError(
            f"The board at {port} does not let mpremote in. If a charge has just begun: type"
            " `service` at its console, wait for >>>, leave the terminal, then run this again."
        )
    if "failed to access" in complaint:
        return BoardError(
            f"{port} cannot be opened any more: is the cable in, and every other terminal closed?"
        )
    if "ENOSPC" in said + complaint or "[Errno 28]" in said + complaint:
        return BoardError("The board's flash is full: see with `make diag` what fills it.")
    if complaint.strip():
        why = complaint.strip().splitlines()[-1]
        return BoardError(f"The connection to {port} broke ({why}): run this again.")
    return ScriptError(said)


def _require_ours(facts: dict[str, Any]) -> None:
    if facts["implementation"] != "micropython" or tuple(facts["version"][:2]) < _OLDEST:
        raise BoardError(
            f"The board runs {facts['build']}: it needs MicroPython"
            f" {'.'.join(map(str, _OLDEST))} or newer for the ESP32 (ESP32_GENERIC). Put it on"
            " with: make vm PORT=... BIN=..."
        )
    if facts["platform"] not in _PLATFORMS:
        raise BoardError(f"This is no ESP32 but {facts['platform']}: look for the right port.")


# Whatever happens in between, the charger is started again. A foreign board is left as it is.
@contextmanager
def visit(port: str) -> Iterator[tuple[Board, dict[str, Any]]]:
    """The board at `port` at its prompt, and its facts; afterwards it starts anew."""
    require_rest(port)
    board = Board(port)
    facts = board.facts()
    try:
        yield board, facts
    except BaseException:
        with suppress(BoardError):
            board.reset()
        raise
    board.reset()


def in_sentences(work: Callable[[], object]) -> int:
    """The exit status of `work`, whose trouble is told in a sentence and never as a traceback."""
    try:
        work()
    except (BoardError, CompileError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped half-way: run this again.", file=sys.stderr)
        return 1
    return 0
