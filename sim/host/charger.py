"""A virtual charger: the unmodified firmware on the real interpreter, its board, car and mains.

The interpreter's process is the CPU: a reset is a new process with the same world, a mains cut
kills it in the middle of whatever it does. The same verbs work in virtual time (where time
passes only in `advance_*`) and in real time (where they wait).
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sim.host.process import ROOT, ChargerDied, ChargerProcess
from sim.host.uplink import Uplink

PROMPT = "pilotlight> "
DEFAULT_HEAP = "2m"

_STEP_MS = 1000  # between looks at what is no watched change: amps, energy, temperature
_REAL_STEP_S = 0.02
_TYPING_STEP_MS = 20
_TYPING_LIMIT_MS = 5000
_RESETS_LIMIT = 8  # without a second of time passing: the firmware cannot start
_US_PER_MS = 1000


class Overdue(Exception):
    """What was waited for has not come within its time."""


class VirtualCharger:
    """Starts with the mains on. `last` is the latest report of the simulated world.

    `files`: names under data/ and their text, put on the flash before the very first boot.
    """

    def __init__(
        self,
        workdir: Path,
        uplink: Uplink,
        *,
        virtual: bool = True,
        seed: int = 1,
        device_root: Path = ROOT,
        heap: str = DEFAULT_HEAP,
        files: dict[str, str] | None = None,
    ) -> None:
        self.uplink = uplink
        self.flash = workdir / "flash.bin"
        self.ends: list[dict[str, Any]] = []
        self.changes: list[tuple[int, str, Any]] = []
        self._virtual = virtual
        self._seed = seed
        self._root = device_root
        self._heap = heap
        self._files = files or {}
        self._workdir = workdir
        self._world: dict[str, Any] | None = None
        self._off_us = 0
        self._resets_since_us = (0, 0)
        self._process: ChargerProcess | None = None
        self.last = SimpleNamespace()
        self._start(power_on=True)

    # -- the mains

    @property
    def mains(self) -> bool:
        return self._process is not None

    def cut_mains(self) -> None:
        """RAM and RTC memory are gone; flash keeps what was programmed up to this instant."""
        self._world = self._ask({"save": 1})["world"]
        self.close()
        self._off_us = 0
        self.last = SimpleNamespace(**{**vars(self.last), **_DARK})

    def restore_mains(self) -> None:
        self._start(power_on=True)

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None

    # -- the car and the board

    def do(self, verb: str, **details: Any) -> SimpleNamespace:
        """A verb of the simulated world: plug_in, unplug, ask_power, inject ..."""
        answer = self._ask({"do": verb, "args": details})
        if "error" in answer:
            raise ValueError(f"{verb}: {answer['error']}")
        return self._report(answer)

    def plug_in(self, **car: Any) -> SimpleNamespace:
        return self.do("plug_in", **car)

    def unplug(self) -> SimpleNamespace:
        return self.do("unplug")

    # -- time

    def report(self) -> SimpleNamespace:
        """The world as it is now; while the mains is off, as the cut left it, dark."""
        return self._report(self._ask({"get": 1})) if self.mains else self.last

    def advance_ms(self, span_ms: float) -> SimpleNamespace:
        """Lets this much time pass."""
        end_us = self._now_us() + int(span_ms * _US_PER_MS)
        while (left_us := end_us - self._now_us()) > 0:
            self._pass_time(left_us, until_change=False)
        return self.last

    def advance_until(
        self, holds: Callable[[SimpleNamespace], object], limit_s: float, what: str = ""
    ) -> SimpleNamespace:
        """Lets time pass until the report satisfies `holds`; Overdue after `limit_s`."""
        self.report()
        end_us = self._now_us() + int(limit_s * 1000) * _US_PER_MS
        while not holds(self.last):
            left_us = end_us - self._now_us()
            if left_us <= 0:
                raise Overdue(f"not within {limit_s} s: {what or 'what was waited for'}")
            self._pass_time(min(left_us, _STEP_MS * _US_PER_MS), until_change=True)
        return self.last

    def take_changes(self) -> list[tuple[int, str, Any]]:
        """Watched changes (t_us, name, value) since the last call."""
        taken, self.changes = self.changes, []
        return taken

    # -- the serial console

    def type(self, keys: str) -> None:
        """Types on the serial console; what comes of it takes time to pass."""
        self._running().type(keys)

    def console(self, line: str) -> str:
        """What the console answers to a line; takes a moment of time."""
        process = self._running()
        before = len(process.console)
        self.type(line + "\r")
        for _ in range(_TYPING_LIMIT_MS // _TYPING_STEP_MS):
            self.advance_ms(_TYPING_STEP_MS)
            _echo, _, answer = process.console[before:].partition("\n")
            if answer.endswith(PROMPT):
                return answer[: -len(PROMPT)].replace("\r", "").strip()
        raise Overdue(f"the console does not come back after {line!r}: {answer!r}")

    def console_json(self, line: str) -> dict[str, Any]:
        """The JSON object that `<line> json` answers."""
        answer = self.console(line + " json")
        try:
            return dict(json.loads(answer.splitlines()[-1]))
        except (ValueError, IndexError):
            raise ValueError(f"{line} json: no JSON in {answer!r}") from None

    @property
    def printed(self) -> str:
        """All that this life of the interpreter has printed."""
        return self._process.console if self._process else ""

    # -- underneath

    def _start(self, power_on: bool) -> None:
        self._process = ChargerProcess(self._heap, self._root, self._virtual, self._workdir)
        self.uplink.process_started()
        if "hello" not in self._process.receive():
            raise ChargerDied("The simulated board did not introduce itself.")
        if self._world is not None and self._off_us:
            self._world["off_us"] = self._off_us
        start = {
            "seed": self._seed,
            "world": self._world,
            "power_on": power_on,
            "root": str(self._root),
            "flash": str(self.flash),
            "files": self._files if self._world is None else {},
        }
        self._process.send(start)
        self._report(self._ask({"get": 1}))

    def _running(self) -> ChargerProcess:
        if self._process is None:
            raise ChargerDied("The mains is off: restore_mains() first.")
        return self._process

    # Resets are dealt with here: the new process is asked how things stand instead.
    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._running()
        process.send(request)
        while True:
            answer = process.receive()
            if "settle" in answer:
                self._settle(process, answer["settle"])
            elif "end" in answer:
                self._reset(answer["end"])
                return self._ask({"get": 1})
            else:
                return answer

    def _settle(self, process: ChargerProcess, moment: dict[str, Any]) -> None:
        if "wall_s" in moment:
            self.uplink.tell_wall(moment["wall_s"])
        process.send({"settled": {"received": self.uplink.settle(moment["sent"])}})

    def _reset(self, end: dict[str, Any]) -> None:
        self.ends.append({key: end[key] for key in end if key != "world"})
        if end["cause"] in ("exit", "exception"):
            raise ChargerDied(f"main.py ended ({end['cause']}): {end.get('text', '')}")
        self._count_reset(end)
        self._world = end["world"]
        self.close()
        self._start(power_on=False)

    def _count_reset(self, end: dict[str, Any]) -> None:
        count, since_us = self._resets_since_us
        now_us = self._now_us()
        self._resets_since_us = (count + 1, since_us) if now_us - since_us < 1e6 else (1, now_us)
        if self._resets_since_us[0] > _RESETS_LIMIT:
            raise ChargerDied(f"The charger resets for ever ({end['cause']}): {end.get('text')}")

    def _report(self, answer: dict[str, Any]) -> SimpleNamespace:
        self.last = SimpleNamespace(**answer["report"])
        self.changes += [tuple(change) for change in self.last.changes]
        self.uplink.tell_wall(self.last.wall_s)
        return self.last

    def _now_us(self) -> int:
        return int(self.last.t_us)

    def _pass_time(self, span_us: int, until_change: bool) -> None:
        if not self.mains:
            self._pass_dark(span_us)
        elif self._virtual:
            self._report(self._ask({"run_us": span_us, "until_change": until_change}))
        else:
            time.sleep(min(span_us / 1e6, _REAL_STEP_S))
            self.report()

    def _pass_dark(self, span_us: int) -> None:
        if not self._virtual:
            time.sleep(span_us / 1e6)
        self._off_us += span_us
        self.last.t_us += span_us
        self.last.wall_s += span_us / 1e6


# What a report says of a board without mains.
_DARK = {
    "pilot_high_mv": 0,
    "pilot_low_mv": 0,
    "duty": 0,
    "offer_ma": 0,
    "drawn_ma": 0,
    "coil": 0,
    "contactor": 0,
    "changes": [],
}
