"""What happened in a story: every watched change and regular samples, to look back and to draw."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

EVENT = "event"

# What a recording on disk holds, for whoever draws it; the rest is for looking back.
DRAWN = (
    *("pilot_high_mv", "pilot_low_mv", "duty", "offer_ma", "drawn_ma", "contactor"),
    *("neighbour_offer_ma", "neighbour_drawn_ma", "link", "schedule_open", "mains", EVENT),
)
_SAMPLED = (
    *("pilot_high_mv", "pilot_low_mv", "duty", "offer_ma", "drawn_ma", "contactor"),
    *("s2", "plugged", "openings_under_load", "closings", "flash_programs", "boots"),
)
_MOVE_THE_PILOT = ("plugged", "s2", "duty")


class Recording:
    """`lines`: (t_us, name, value) in the order of time; what has not changed is not repeated."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str, Any]] = []
        self._last: dict[str, Any] = {}

    def note(self, t_us: int, name: str, value: Any) -> None:
        if name == EVENT or self._last.get(name, self) != value:
            self._last[name] = value
            self.lines.append((t_us, name, value))

    def take(self, report: SimpleNamespace, changes: list[tuple[int, str, Any]]) -> None:
        """One look at the world, and the changes since the one before."""
        pilot_us = report.t_us
        for t_us, name, value in changes:
            self.note(t_us, name, value)
            if name in _MOVE_THE_PILOT:
                pilot_us = t_us
        for name in _SAMPLED:
            t_us = pilot_us if name.startswith("pilot") else report.t_us
            self.note(t_us, name, getattr(report, name))

    def since(self, t_us: int, name: str) -> list[tuple[int, Any]]:
        """(t_us, value): what held at that moment, and every change after it."""
        mine = [(at_us, value) for at_us, what, value in self.lines if what == name]
        before = [line for line in mine if line[0] <= t_us]
        return before[-1:] + mine[len(before) :]

    def highest(self, name: str, t_us: int) -> Any:
        return max((value for _, value in self.since(t_us, name)), default=0)

    def last_us(self, name: str, value: Any) -> int | None:
        """When `name` last became `value`; None: never."""
        times = [at_us for at_us, what, now in self.lines if (what, now) == (name, value)]
        return times[-1] if times else None

    def save(self, path: Path, title: str, wire_ma: int | None, wall_at_zero_s: float) -> None:
        """As JSON lines: {"t_us", "name", "value"} each, a first one of the name "start".

        `wall_at_zero_s`: the wall clock, Unix seconds, when t_us was 0. Makes the folder; OSError.
        """
        drawn = sorted((line for line in self.lines if line[1] in DRAWN), key=lambda line: line[0])
        first_us = drawn[0][0] if drawn else 0
        wall_s = wall_at_zero_s + first_us / 1e6
        start = {"title": title, "wall_s": wall_s, "wire_ma": wire_ma}
        lines = [(first_us, "start", start), *drawn]
        names = ("t_us", "name", "value")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "".join(json.dumps(dict(zip(names, line, strict=True))) + "\n" for line in lines)
        )
