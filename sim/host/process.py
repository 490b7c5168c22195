"""The interpreter's process: it is the charger's CPU. Killing it is cutting its supply."""

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
_START = ROOT / "sim/chip/start.py"
# What goes on a board, as `make build` makes it; without a word otherwise a charger runs this.
DEVICE = ROOT / "build" / "device"

_START_LIMIT_S = 20.0
_ANSWER_LIMIT_S = 120.0
_TAIL_CHARS = 1500


class NoInterpreter(Exception):
    """There is no MicroPython to run the charger on."""


class ChargerDied(Exception):
    """The interpreter ended, or fell silent, in a way that no charger may."""


def interpreter() -> Path:
    """MICROPYTHON from the environment, else the one that `make` installs into .venv."""
    named = os.environ.get("MICROPYTHON")
    places = [Path(named)] if named else [ROOT / ".venv/bin", Path(sys.prefix) / "bin"]
    for place in places:
        path = place if named else place / "micropython"
        if os.access(path, os.X_OK) and path.is_file():
            return path
    raise NoInterpreter(
        f"No MicroPython at {places[0]}: run `make run` or `make test`, which install one, "
        "or set MICROPYTHON=/path to a Unix build of MicroPython 1.29."
    )


def environment(device_root: Path, virtual: bool, port: int) -> dict[str, str]:
    """What the simulated board needs to find its modules and this process."""
    # Built files hold no board.py any more: the simulated board is then the project's own.
    board = [] if (device_root / "firmware/board.py").exists() else [ROOT]
    rooms = [ROOT / "sim/hw", *board, device_root, device_root / "lib", ROOT]
    path = [ROOT / "sim/virtual", *rooms] if virtual else rooms
    return {
        "MICROPYPATH": ":".join([*map(str, path), ".frozen", str(ROOT / "sim/absent")]),
        "PILOTLIGHT_SIM": f"127.0.0.1:{port}",
        "PATH": os.environ.get("PATH", ""),
    }


class ChargerProcess:
    """One life of the interpreter. `console` is all that it has printed in this life."""

    OPTIONS: tuple[str, ...] = ()

    def __init__(self, heap: str, device_root: Path, virtual: bool, workdir: Path) -> None:
        self.console = ""
        self.start_with: dict[str, Any] = {}  # what else its first message is to say
        self._pending = b""
        with socket.create_server(("127.0.0.1", 0)) as door:
            self._process = subprocess.Popen(
                [interpreter(), *self.OPTIONS, "-X", f"heapsize={heap}", _START],
                cwd=workdir,
                env=self._environment(device_root, virtual, door.getsockname()[1]),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=bool(self.OPTIONS),
            )
            self._channel = self._accept(door)
        os.set_blocking(self._output.fileno(), False)
        self._watch = selectors.DefaultSelector()
        self._watch.register(self._channel, selectors.EVENT_READ, self._read_channel)
        self._watch.register(self._output, selectors.EVENT_READ, self._read_output)

    # A life that has just ended does not hear it. Its last words still wait in the channel, or are
    # missed by receive().
    def send(self, message: Mapping[str, Any]) -> None:
        with suppress(OSError):
            self._channel.sendall(json.dumps(message).encode() + b"\n")

    def receive(self) -> dict[str, Any]:
        """The next line of the control channel; the console is read meanwhile."""
        message = self._next(_ANSWER_LIMIT_S)
        if message is None:
            self._died(f"gave no answer for {_ANSWER_LIMIT_S:.0f} s")
        return message

    def glance(self) -> dict[str, Any] | None:
        """The end of this life, if it has come unasked. Nothing is waited for."""
        return None

    def _next(self, limit_s: float) -> dict[str, Any] | None:
        deadline = time.monotonic() + limit_s
        while b"\n" not in self._pending:
            for key, _ in self._watch.select(max(0, deadline - time.monotonic())):
                key.data()
            if time.monotonic() > deadline and b"\n" not in self._pending:
                return None
        line, self._pending = self._pending.split(b"\n", 1)
        self._read_output()
        return dict(json.loads(line))

    def type(self, text: str) -> None:
        """Keys typed on the serial port."""
        os.write(self._keyboard.fileno(), text.encode())

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._read_output()
        self._watch.close()
        self._channel.close()
        self._keyboard.close()
        self._output.close()

    def _environment(self, device_root: Path, virtual: bool, port: int) -> dict[str, str]:
        return environment(device_root, virtual, port)

    @property
    def _keyboard(self) -> Any:
        return self._process.stdin

    @property
    def _output(self) -> Any:
        return self._process.stdout

    def _accept(self, door: socket.socket) -> socket.socket:
        door.settimeout(0.1)
        deadline = time.monotonic() + _START_LIMIT_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                channel, _ = door.accept()
            except TimeoutError:
                continue
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return channel
        self._process.kill()
        self.console = self._output.read().decode(errors="replace")
        raise ChargerDied(f"The interpreter did not start.\n{self.console[-_TAIL_CHARS:]}")

    def _read_channel(self) -> None:
        try:
            received = self._channel.recv(65536)
        except ConnectionResetError:
            received = b""
        if not received:
            self._died("ended")
        self._pending += received

    def _read_output(self) -> None:
        try:
            while piece := os.read(self._output.fileno(), 65536):
                self._printed(piece)
        except BlockingIOError:
            return
        # End of file: only the channel's end is worth a word, and it follows.
        if self._output.fileno() in self._watch.get_map():
            self._watch.unregister(self._output)

    def _printed(self, piece: bytes) -> None:
        self.console += piece.decode(errors="replace")

    def _died(self, how: str) -> NoReturn:
        self._read_output()
        raise ChargerDied(f"The interpreter {how}. It last said:\n{self.console[-_TAIL_CHARS:]}")
