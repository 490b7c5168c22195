"""A virtual charger: the unmodified firmware on the real interpreter, its board, car and mains.

The same verbs work in virtual time (where time passes only in `advance_*`) and in real time
(where they wait).
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sim.host.cpu import Cpu
from sim.host.site.uplink import Uplink

PROMPT = "pilotlight> "

_STEP_MS = 1000  # between looks at what is no watched change: amps, energy, temperature
_REAL_STEP_S = 0.02
_TYPING_STEP_MS = 20
_TYPING_LIMIT_MS = 5000
_US_PER_MS = 1000


class Overdue(Exception):
    """What was waited for has not come within its time."""


class VirtualCharger:
    """Starts with the mains on. `last` is the latest report of the simulated world.

    `options` are those of sim.host.cpu.Cpu.
    """

    def __init__(self, workdir: Path, uplink: Uplink, **options: Any) -> None:
        self.uplink = uplink
        self.last = SimpleNamespace()
        self.changes: list[tuple[int, str, Any]] = []
        self.stalls: list[tuple[int, int, str]] = []
        self._step_gap_us = 0
        self._off_us = 0
        self._cpu = Cpu(workdir, uplink, **options)
        self._cpu.power_on()
        self.report()

    @property
    def flash(self) -> Path:
        """The image of the flash chip, its history beside it."""
        return self._cpu.flash

    @property
    def ends(self) -> list[dict[str, Any]]:
        """How each life of the CPU ended that no mains cut ended."""
        return self._cpu.ends

    @property
    def printed(self) -> str:
        """All that this life of the interpreter has printed."""
        return self._cpu.process.console

    # -- the mains

    @property
    def mains(self) -> bool:
        return self._cpu.running

    def cut_mains(self) -> None:
        """RAM and RTC memory are gone; flash keeps what was programmed up to this instant."""
        self._cpu.cut()
        self._off_us = 0
        self.last = SimpleNamespace(**{**vars(self.last), **_DARK})

    def restore_mains(self) -> None:
        self._cpu.power_on(self._off_us)
        self.report()

    def close(self) -> None:
        self._cpu.kill()

    # -- the car and the board

    def do(self, verb: str, **details: Any) -> SimpleNamespace:
        """A verb of the simulated world: plug_in, unplug, ask_power, inject ..."""
        answer = self._cpu.ask({"do": verb, "args": details})
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
        return self._report(self._cpu.ask({"get": 1})) if self.mains else self.last

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

    def advance_to_change(self, end_us: int) -> SimpleNamespace:
        """Lets time pass to this microsecond of the world, or to a watched change before it."""
        self._pass_time(end_us - self._now_us(), until_change=True)
        return self.last

    def take_changes(self) -> list[tuple[int, str, Any]]:
        """Watched changes (t_us, name, value) since the last call."""
        taken, self.changes = self.changes, []
        return taken

    def take_stalls(self) -> list[tuple[int, int, str]]:
        """Calls that held up the whole chip, (from_us, to_us, what), since the last call."""
        taken, self.stalls = self.stalls, []
        return taken

    def take_step_gap_us(self) -> int:
        """The longest time without a control step since the last call."""
        taken, self._step_gap_us = self._step_gap_us, 0
        return taken

    # -- the serial console

    def type(self, keys: str) -> None:
        """Types on the serial console; what comes of it takes time to pass."""
        self._cpu.process.type(keys)

    def console(self, line: str) -> str:
        """What the console answers to a line; takes a moment of time."""
        process = self._cpu.process
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

    def heap(self, watched: bool) -> dict[str, int]:
        """What the simulator's gauge says, if this life has one: see sim.cost.heap_gauge."""
        answer: dict[str, int] = self._cpu.ask({"heap": 1, "watched": watched})["heap"]
        return answer

    # -- underneath

    def _report(self, answer: dict[str, Any]) -> SimpleNamespace:
        self.last = SimpleNamespace(**answer["report"])
        moves = sorted(self.last.changes + self.last.blinks, key=lambda change: int(change[0]))
        self.changes += [tuple(change) for change in moves]
        self.stalls += [tuple(stall) for stall in self.last.stalls]
        self._step_gap_us = max(self._step_gap_us, int(self.last.step_gap_us))
        self.uplink.tell_wall(self.last.wall_s)
        return self.last

    def _now_us(self) -> int:
        return int(self.last.t_us)

    def _pass_time(self, span_us: int, until_change: bool) -> None:
        if not self.mains:
            self._pass_dark(span_us)
        elif self._cpu.virtual:
            self._report(self._cpu.ask({"run_us": span_us, "until_change": until_change}))
        else:
            time.sleep(min(span_us / 1e6, _REAL_STEP_S))
            self.report()

    def _pass_dark(self, span_us: int) -> None:
        if not self._cpu.virtual:
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
    "blinks": [],
}
