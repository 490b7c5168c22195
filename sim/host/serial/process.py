"""A life of the interpreter whose console is a UART: the prompt and the watchdog of a chip."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.host.process import ROOT, ChargerProcess
from sim.host.serial.keyboard import Keyboard
from sim.host.serial.uart import Uart

RAW_BANNER = "raw REPL; CTRL-B to exit"
FRIENDLY_BANNER = 'Type "help()" for more information.'

_CTRL_A = b"\x01"
_LOOK_S = 0.05
_ANSWER_LIMIT_S = 120.0
_WATCHDOG_GRACE_S = 0.3  # the board's own clock bites first, if the interpreter looks at it
_US_PER_S = 1_000_000


class Watchdog:
    """The chip's, seen from outside. It survives a soft reset, so it is no part of a process."""

    def __init__(self) -> None:
        self._bites_at_s: float | None = None

    def feed(self, timeout_ms: int) -> None:
        self._bites_at_s = time.monotonic() + timeout_ms / 1000 + _WATCHDOG_GRACE_S

    def stop(self) -> None:
        self._bites_at_s = None

    @property
    def due(self) -> bool:
        return self._bites_at_s is not None and time.monotonic() > self._bites_at_s


class SerialProcess(ChargerProcess):
    """`raw`: after a soft reset at the raw prompt, so boot.py runs alone and the prompt is raw.

    `listened`: the file descriptors on which it speaks. `ended_by`: the cause of its end, once
    that has come.
    """

    OPTIONS = ("-i",)

    def __init__(self, uart: Uart, watchdog: Watchdog, raw: bool, *life: Any) -> None:
        self._uart = uart
        self._watchdog = watchdog
        self._awake = False
        self._world: dict[str, Any] = {}  # saved when the prompt came
        self._left: dict[str, Any] = {}  # the report of that moment
        self._left_at_s = 0.0
        self._late: list[dict[str, Any]] = []  # what was asked at the prompt and answered later
        self._unanswered = False
        self._wanted = "report"
        self._bitten = False
        self.ended_by = ""
        super().__init__(*life)
        self.start_with = {"only_boot": raw}
        self.listened = (self._channel.fileno(), self._output.fileno())
        self._keys = Keyboard(self._process, self._keyboard)
        if raw:
            self._keys.press(_CTRL_A, program_runs=False)

    @property
    def raw(self) -> bool:
        """Whether its prompt is the raw one now, or was when it ended."""
        return self.console.rfind(RAW_BANNER) > self.console.rfind(FRIENDLY_BANNER)

    @property
    def at_prompt(self) -> bool:
        """boot.py and main.py are over."""
        return bool(self._left)

    # ---- the control channel

    def send(self, message: Mapping[str, Any]) -> None:
        """As ever. At the prompt it is answered when what is typed looks at the hardware."""
        if not self.at_prompt:
            super().send(message)
            return
        if "do" in message:
            raise ValueError("the charger stands at the prompt, and its world with it: reset it")
        self._wanted = "world" if "save" in message else "report"
        if "get" in message and not self._unanswered and not self._late:
            self._unanswered = True
            super().send(message)

    def receive(self) -> dict[str, Any]:
        """As ever; at the prompt, where nobody may answer, the world as it was left."""
        deadline_s = time.monotonic() + _ANSWER_LIMIT_S
        while time.monotonic() < deadline_s:
            if self.at_prompt and self._wanted == "world":
                return {"world": self._world_now("power")}
            if self._late:
                return self._late.pop(0)
            message = self._hear(_LOOK_S)
            if message is not None:
                return message
            if self.at_prompt:
                return {"report": self._report_now()}
        self._died(f"gave no answer for {_ANSWER_LIMIT_S:.0f} s")

    def glance(self) -> dict[str, Any] | None:
        """The end of this life, if it has come unasked. Nothing is waited for."""
        message = self._hear(0)
        if message is None or "end" in message:
            return message
        self._late.append(message)
        return None

    def _hear(self, limit_s: float) -> dict[str, Any] | None:
        self._take_keys()
        while (message := self._next(limit_s)) is not None:
            if not self._noted(message):
                self._unanswered = False
                return message
        if self._watchdog.due or (self._bitten and self.at_prompt):
            return self._bite()
        return None

    # A chip that is starting does not listen.
    def _take_keys(self) -> None:
        keys = self._uart.take()
        if not self._awake:
            return
        if self._keys.press(keys, program_runs=not self.at_prompt):
            super().send({"interrupt": 1})

    # What the board says unasked.
    def _noted(self, message: dict[str, Any]) -> bool:
        name, content = next(iter(message.items()))
        if name == "wdt":
            self._watchdog.feed(content)
        elif name == "awake":
            self._awake = True
        elif name == "interrupted":
            self._keys.stopped()
        elif name == "prompt":
            self._world = content["world"]
        elif name == "left":
            self._left, self._left_at_s = content, time.monotonic()
        else:
            if name == "end":
                self.ended_by = content["cause"]
            return False
        return True

    # ---- what nobody inside can do

    # A program that hangs is brought back to its hardware, where it finds that it is to end, or to
    # the prompt.
    def _bite(self) -> dict[str, Any] | None:
        self._watchdog.stop()
        if self.at_prompt:
            self.ended_by = "watchdog"
            world = self._world_now("watchdog")
            return {"end": {"cause": "watchdog", "text": "", "world": world}}
        self._bitten = True
        super().send({"do": "reset_cpu", "args": {"cause": "watchdog"}})
        self._keys.force()
        return None

    def _report_now(self) -> dict[str, Any]:
        passed_s = time.monotonic() - self._left_at_s
        report = {**self._left, "step_gap_us": 0}
        report["t_us"] += int(passed_s * _US_PER_S)
        report["wall_s"] += passed_s
        self._left.update(changes=[], stalls=[])
        return report

    def _world_now(self, cause: str) -> dict[str, Any]:
        passed_s = time.monotonic() - self._left_at_s
        self._world["clock"]["now_us"] += int(passed_s * _US_PER_S)
        self._world["cause"] = cause
        return self._world

    # ---- underneath

    def _environment(self, device_root: Path, virtual: bool, port: int) -> dict[str, str]:
        return {
            "MICROPYPATH": f"{ROOT / 'sim/hw'}:.frozen:{ROOT / 'sim/absent'}",
            "PILOTLIGHT_SIM": f"127.0.0.1:{port}",
            "PILOTLIGHT_BOOT": "flash",
        }

    def _printed(self, piece: bytes) -> None:
        super()._printed(piece)
        self._uart.put(piece)
