"""The virtual charger as a board on a desk: a serial port for mpremote, a flash to boot from.

    python -m sim.host.serial.board [--blank] [<folder>]

shows the port's path and runs until Ctrl-C. In real time. The flash holds what `make build` made,
or nothing (`--blank`); with a folder it is kept there for the next run.
"""

import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from sim.host.charger import VirtualCharger
from sim.host.idle_loop import IdleLoop
from sim.host.process import DEVICE, ROOT, ChargerDied, interpreter
from sim.host.serial.process import SerialProcess, Watchdog
from sim.host.serial.uart import Uart
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.uplink import Uplink

_ON_THE_BOARD = ("boot.py", "main.py", "firmware", "lib")
_TURN_MS = 10
_LOAD_LIMIT_S = 60
_SOFT_REBOOT = b"MPY: soft reboot\r\n"


class NothingToFlash(Exception):
    """The folder does not hold what goes on a board."""


class SerialBoard(VirtualCharger):
    """`port`: the path to open. `console()` and `type()` press keys beside it, on the same UART.

    `device_root` goes on the flash, unless `blank` or the folder has one already; data/ does not.
    While the board stands at the prompt its world is as it was left, and takes no verbs.
    """

    def __init__(
        self,
        workdir: Path,
        uplink: Uplink,
        *,
        blank: bool = False,
        device_root: Path = DEVICE,
        **options: Any,
    ) -> None:
        if not Path("/proc/self/status").exists():
            raise ChargerDied("The board on a serial port needs Linux: it reads /proc.")
        if not (workdir / "flash.bin").exists():
            load_flash(workdir / "flash.bin", None if blank else device_root)
        self._uart = Uart(workdir / "port")
        self._watchdog = Watchdog()
        self._life: SerialProcess | None = None
        self._closing = False
        self._pump = threading.Thread(target=self._run_pump, daemon=True)
        options |= {"virtual": False, "device_root": device_root}
        super().__init__(workdir, uplink, process=self._start_life, **options)
        self._pump.start()

    @property
    def port(self) -> str:
        return self._uart.port

    @property
    def at_prompt(self) -> bool:
        """Whether boot.py and main.py are over and MicroPython's own prompt is there."""
        return self._life is not None and self._life.at_prompt

    def close(self) -> None:
        self._closing = True
        self._pump.join()
        super().close()
        self._uart.close()

    # A soft reset keeps the watchdog, and the prompt as raw as it was.
    def _start_life(self, *life: Any) -> SerialProcess:
        before = self._life
        soft = before is not None and before.ended_by == "soft_reset"
        if soft:
            self._uart.put(_SOFT_REBOOT)
        else:
            self._watchdog.stop()
        raw = before is not None and soft and before.raw
        self._life = SerialProcess(self._uart, self._watchdog, raw, *life)
        return self._life

    def _run_pump(self) -> None:
        powered = True
        while not self._closing:
            self._wait_for_anything(powered)
            powered = self._cpu.attend()
            if not powered:
                self._uart.take()
            self._uart.flush()

    # An unopened port is always ready, and would keep this turning without a rest.
    def _wait_for_anything(self, powered: bool) -> None:
        poller = select.poll()
        if self._uart.open:
            poller.register(self._uart, select.POLLIN)
        if self._life is not None and powered:
            for descriptor in self._life.listened:
                poller.register(descriptor, select.POLLIN)
        poller.poll(_TURN_MS)


def load_flash(image: Path, device_root: Path | None) -> None:
    """Makes a flash image with the files of `device_root`, as a factory does; None: blank."""
    names = _on_the_board(device_root) if device_root is not None else []
    loader = [interpreter(), "-X", "heapsize=2m", ROOT / "sim/chip/load_flash.py"]
    paths = [image.resolve(), (device_root or ROOT).resolve()]
    done = subprocess.run(
        [*map(str, loader), *map(str, paths), *names],
        env={"MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
        timeout=_LOAD_LIMIT_S,
        check=False,
    )
    if done.returncode:
        image.unlink(missing_ok=True)
        raise NothingToFlash(f"The flash could not be filled:\n{done.stdout}{done.stderr}")


def _on_the_board(device_root: Path) -> list[str]:
    missing = [name for name in _ON_THE_BOARD if not (device_root / name).exists()]
    if missing:
        raise NothingToFlash(f"No {missing[0]} in {device_root}: run `make build` first.")
    return list(_ON_THE_BOARD)


def _show(workdir: Path, blank: bool) -> None:
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    broker.start()
    board = SerialBoard(workdir, Uplink(loop, broker.port, virtual=False), blank=blank)
    print(f"The board is at {board.port}; its broker at 127.0.0.1:{broker.port}. Ctrl-C ends it.")
    try:
        while True:
            board.report()
            time.sleep(1)
    except KeyboardInterrupt:
        print()
    finally:
        board.close()


def main(arguments: list[str]) -> int:
    blank = "--blank" in arguments
    folders = [Path(word) for word in arguments if not word.startswith("--")]
    try:
        if folders:
            folders[0].mkdir(parents=True, exist_ok=True)
            _show(folders[0], blank)
        else:
            with tempfile.TemporaryDirectory() as folder:
                _show(Path(folder), blank)
    except (NothingToFlash, ChargerDied) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
