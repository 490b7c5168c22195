"""`make chip-day`: 24 virtual hours in one go on the chip's 112,000 bytes of heap.

Every hour has a car, commands, the largest schedule and somebody at the console; now and then the
server dies, and at rest an installer commissions anew. Exit status 1 after a reset that nobody
asked for, a MemoryError on the console, or a command that stays without an answer.
"""

import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chip import builds, life
from bench.chip.fit import CHIP_BYTES, share
from bench.chip.installer import commission
from bench.site.acts import largest_schedule
from sim.host.charger import Overdue
from sim.host.process import ChargerDied
from sim.host.site.home import Site

HOURS = 24
_HOUR_MS = 3_600_000
_AT_REST_MS = 300_000
_CHARGING_MS = 900_000
_DEAD_MS = 400_000  # longer than the link timeout, so that it charges by itself
_SETTLED_MS = 5_000
_WIRE_A, _GROUP_A, _MEMBERS = 32, 40, 2
_MISSING_WH = 30_000
_DIES_EVERY_H, _COMMISSIONED_EVERY_H = 3, 8
_LINES = ("status", "why", "session", "pilot", "tou", "faults", "config", "log")
_NO_MEMORY = "not enough memory"
_BAD = ("resets", "unanswered", "memory_errors")


class Day:
    """`counts`: what was done, refused for want of memory, and left without an answer."""

    def __init__(self, here: Site) -> None:
        self.here = here
        self.counts: Counter[str] = Counter()
        self._version = 0

    def begin(self) -> None:
        self.here.set_wire(_WIRE_A)
        self.here.join_group("garage", _GROUP_A, _MEMBERS)
        self.here.connect_to_broker()
        self.counts["resets"] = -len(self.here.charger.ends)

    def hour(self, number: int) -> None:
        """One car's visit."""
        charger = self.here.charger
        end_us = charger.report().t_us + _HOUR_MS * 1_000
        self._console()
        if number % _COMMISSIONED_EVERY_H == 0:
            self._commission()
        charger.advance_ms(_AT_REST_MS)
        self.here.new_car(missing_wh=_MISSING_WH)
        charger.advance_ms(_CHARGING_MS)
        self.counts["charging"] += charger.last.contactor
        self._commands(number)
        self._console()
        if number % _DIES_EVERY_H == 0:
            self._server_dies()
        charger.unplug()
        charger.advance_ms(max(0, end_us - charger.report().t_us) / 1_000)

    def end(self) -> None:
        self.counts["resets"] += len(self.here.charger.ends)
        self.counts["memory_errors"] = self.here.charger.printed.count("MemoryError")

    def _commands(self, number: int) -> None:
        self._version += 1
        self._ask("limit", {"amps": 16 + number % 4})
        self._ask("tou", largest_schedule(self._version))
        self._ask("override", {"override": "charge"})
        self._ask("override", {"override": "auto"})

    def _ask(self, command: str, content: dict[str, object]) -> None:
        try:
            reply = self.here.ask(command, content)
        except Overdue:
            self.counts["unanswered"] += 1
            return
        self.counts["answered" if reply["ok"] else "refused"] += 1

    def _console(self) -> None:
        for line in _LINES:
            self._say(partial(self.here.console, line))

    def _commission(self) -> None:
        self._say(partial(commission, self.here.charger))

    def _say(self, ask: Callable[[], str]) -> None:
        try:
            answer = ask()
        except Overdue:
            self.counts["unanswered"] += 1
            return
        self.counts["refused" if _NO_MEMORY in answer else "answered"] += 1

    def _server_dies(self) -> None:
        self.here.server_dies()
        self.here.charger.advance_ms(_DEAD_MS)
        self.counts["charging_without_server"] += self.here.charger.last.contactor
        self.here.server_returns()
        self.here.charger.advance_ms(_SETTLED_MS)


def lived(device: Path, hours: int = HOURS) -> Counter[str]:
    """The counts of a day on the chip's heap; ChargerDied if it resets for ever."""
    with life.site(device, CHIP_BYTES + share(device, CHIP_BYTES)) as here:
        day = Day(here)
        day.begin()
        for number in range(hours):
            day.hour(number)
            print(f"{number + 1:3} h: {dict(day.counts)}", flush=True)
        day.end()
        return day.counts


def main() -> int:
    builds.use_32_bits()
    with TemporaryDirectory() as place:
        try:
            counts = lived(builds.now(Path(place)).device)
        except ChargerDied as end:
            print(end, file=sys.stderr)
            return 1
    print(dict(counts))
    return 1 if any(counts[name] for name in _BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
