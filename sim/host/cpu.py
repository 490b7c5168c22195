"""The charger's CPU through all its lives: each is a process of the interpreter.

A reset is a new process that goes on with the same world. A cut of the mains kills the process
in the middle of whatever it does; the world then waits for the mains to come back.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.host import read_counts
from sim.host.process import DEVICE, ChargerDied, ChargerProcess
from sim.host.site.uplink import Uplink

DEFAULT_HEAP = "1200k"  # roomy enough for sim/cost/heap.py to put collections off, and no more

_RESETS_LIMIT = 8
_RESETS_WITHIN_S = 30.0  # of the world's wall clock; a boot takes one second


class Cpu:
    """Starts off. `ends`: how each life ended that was not cut short by the mains.

    `unique_id_hex`: the chip's, 12 digits; of chargers that meet each needs its own.
    `files`: names under data/ and their text, put on the flash before the very first boot.
    `process`: called with heap, device_root, virtual and workdir, makes one life.
    """

    def __init__(
        self,
        workdir: Path,
        uplink: Uplink,
        *,
        virtual: bool = True,
        seed: int = 1,
        device_root: Path = DEVICE,
        heap: str = DEFAULT_HEAP,
        unique_id_hex: str | None = None,
        files: dict[str, str] | None = None,
        process: Callable[..., ChargerProcess] = ChargerProcess,
    ) -> None:
        self.virtual = virtual
        self.flash = workdir / "flash.bin"
        self.ends: list[dict[str, Any]] = []
        self._workdir = workdir
        self._uplink = uplink
        self._seed = seed
        self._root = device_root
        self._heap = heap
        self._unique_id_hex = unique_id_hex
        self._files = files or {}
        self._world: dict[str, Any] | None = None
        self._reads = str(read_counts.counted(device_root)) if virtual else ""
        self._recent_resets_s: list[float] = []
        self._make_process = process
        self._process: ChargerProcess | None = None
        self._died: ChargerDied | None = None
        self._lock = threading.RLock()

    # Between two lives, which another thread may be at, there is none: that is waited for.
    @property
    def running(self) -> bool:
        with self._lock:
            return self._process is not None

    @property
    def process(self) -> ChargerProcess:
        """The present life; ChargerDied while there is none."""
        with self._lock:
            if self._died is not None:
                raise self._died
            if self._process is None:
                raise ChargerDied("The mains is off: restore_mains() first.")
            return self._process

    def power_on(self, off_us: int = 0) -> None:
        """The mains comes (back), after so long."""
        if self._world is not None:
            self._world["off_us"] = off_us
        self._start(power_on=True)

    def cut(self) -> None:
        """The mains goes: RAM and RTC memory are gone, flash keeps what was programmed."""
        with self._lock:
            self._world = self.ask({"save": 1})["world"]
            self.kill()

    def kill(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process = None

    # A reset on the way is dealt with here: the next life is asked how things stand instead.
    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The simulated board's answer to a request of the control channel."""
        with self._lock:
            self.process.send(request)
            while True:
                answer = self.process.receive()
                if "settle" in answer:
                    self._settle(answer["settle"])
                elif "end" in answer:
                    self._reset(answer["end"])
                    return self.ask({"get": 1})
                else:
                    return answer

    def attend(self) -> bool:
        """From another thread, in real time: sees to a reset while nobody asks anything. False
        while the mains is off."""
        if not self._lock.acquire(blocking=False):
            return True
        try:
            if self._process is not None:
                answer = self._process.glance()
                if answer is not None:
                    self._reset(answer["end"])
        except ChargerDied as died:
            self._died = died
            self.kill()
        finally:
            self._lock.release()
        return self._process is not None

    def _start(self, power_on: bool) -> None:
        make = self._make_process
        self._process = make(self._heap, self._root, self.virtual, self._workdir)
        self._uplink.process_started()
        if "hello" not in self._process.receive():
            raise ChargerDied("The simulated board did not introduce itself.")
        start = {
            "seed": self._seed,
            "unique_id_hex": self._unique_id_hex,
            "world": self._world,
            "power_on": power_on,
            "root": str(self._root),
            "flash": str(self.flash),
            "reads": self._reads,
            "files": self._files if self._world is None else {},
            **self._process.start_with,
        }
        self._process.send(start)

    def _settle(self, moment: dict[str, Any]) -> None:
        self._uplink.tell_wall(moment["wall_s"])
        self.process.send({"settled": {"received": self._uplink.settle(moment["sent"])}})

    def _reset(self, end: dict[str, Any]) -> None:
        self.ends.append({key: end[key] for key in end if key != "world"})
        if end["cause"] in ("exit", "exception"):
            raise ChargerDied(f"main.py ended ({end['cause']}): {end['text']}")
        self._refuse_to_reset_for_ever(end)
        self._world = end["world"]
        self._world["off_us"] = 0
        self.kill()
        self._start(power_on=False)

    def _refuse_to_reset_for_ever(self, end: dict[str, Any]) -> None:
        now_s = self._uplink.wall_s
        recent = [then_s for then_s in self._recent_resets_s if now_s - then_s < _RESETS_WITHIN_S]
        self._recent_resets_s = [*recent, now_s]
        if len(recent) >= _RESETS_LIMIT:
            said = end["text"] or self.process.console.rstrip().rpartition("\n")[2]
            raise ChargerDied(f"The charger resets for ever ({end['cause']}): {said}")
