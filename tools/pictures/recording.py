"""Reads a recording of the virtual charger: JSON lines {"t_us", "name", "value"}.

The first line has the name "start" and the value {"title", "wall_s", "wire_ma"}: `wall_s` is the
Unix time at that line's `t_us` (0 if it has none).
"""

import json
import math
from pathlib import Path
from typing import Any

from tools.pictures.picture import (
    BadFile,
    Event,
    Graph,
    Picture,
    Series,
    Span,
    Strip,
    Words,
    pilot_graph,
    spans,
)

_US_PER_S = 1_000_000
_WIRE_LABEL = "wire ampacity"

# Name in the file -> (label, how many of the file's unit make one of the shown unit).
_GRAPHED = {
    "pilot_high_mv": ("high plateau", 1_000),
    "pilot_low_mv": ("low plateau", 1_000),
    "duty": ("high share", 100),
    "offer_ma": ("offered", 1_000),
    "drawn_ma": ("drawn", 1_000),
    "neighbour_offer_ma": ("other offered", 1_000),
    "neighbour_drawn_ma": ("other drawn", 1_000),
}
_AMPS = ("wire_ma", "offer_ma", "drawn_ma", "neighbour_offer_ma", "neighbour_drawn_ma")
_ON = (1, "up")

# Name in the file -> (label, words where it is so and where not).
_STRIPS: dict[str, tuple[str, Words]] = {
    "contactor": ("Contactor", {1.0: ("closed", "strong")}),
    "link": ("Link to server", {1.0: ("up", "strong"), 0.0: ("down", "weak")}),
    "schedule_open": ("Schedule window", {1.0: ("open", "strong"), 0.0: ("closed", "weak")}),
    "mains": ("Mains", {1.0: ("on", "strong"), 0.0: ("off", "alarm")}),
}
_OTHER: Words = {1.0: ("yes", "alarm")}
_NO_SCHEDULE_NOTE = "Where the schedule's strip is empty, it has no schedule."

_DUTY_MARKS = ((0.0, "0 %"), (50.0, "50 %"), (100.0, "100 %"))


def read(path: Path) -> Picture:
    """The picture of a recording; raises BadFile."""
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [_record(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not records or records[0]["name"] != "start" or not isinstance(records[0]["value"], dict):
        raise BadFile(
            path, 1, 'begin with {"name": "start", "value": {"title": ..., "wall_s": ...}}'
        )
    start, rest = records[0], sorted(records[1:], key=lambda record: record["t_us"])
    if not rest:
        raise BadFile(path, 1, "nothing was recorded after the start")
    return _picture(start, rest)


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = {"t_us": 0, **json.loads(line)}
        if _is_right(record["t_us"], record["name"], record["value"]):
            return record
    except (ValueError, TypeError, KeyError):
        pass
    raise BadFile(path, number, 'write {"t_us": whole number, "name": "...", "value": ...}')


def _is_right(t_us: Any, name: Any, value: Any) -> bool:
    measured = value is None or isinstance(value, int | float)
    return isinstance(t_us, int) and isinstance(name, str) and (measured or name not in _GRAPHED)


def _picture(start: dict[str, Any], records: list[dict[str, Any]]) -> Picture:
    about = start["value"]
    from_us, to_us = min(start["t_us"], records[0]["t_us"]), records[-1]["t_us"]
    by_name = _series(records, about.get("wire_ma"), from_us)
    return Picture(
        title=str(about.get("title", "Recording")),
        note=_NO_SCHEDULE_NOTE if _lacks_schedule(by_name, from_us) else "",
        from_us=from_us,
        to_us=max(to_us, from_us + 1),
        wall_us=round(about["wall_s"] * _US_PER_S) - start["t_us"] if "wall_s" in about else None,
        lanes=[*_graphs(by_name), *_strips(by_name, to_us)],
        events=[Event(r["t_us"], str(r["value"])) for r in records if r["name"] == "event"],
    )


def _lacks_schedule(found: dict[str, Series], from_us: int) -> bool:
    known = found.get("schedule_open")
    return known is not None and (None in known.values or known.times_us[0] > from_us)


# Samples that say what is known already are left out.
def _series(records: list[dict[str, Any]], wire_ma: int | None, from_us: int) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for record in records:
        name = record["name"]
        value = _value(name, record["value"])
        if name == "event" or isinstance(value, str):
            continue
        label = _GRAPHED[name][0] if name in _GRAPHED else name
        series = found.setdefault(name, Series(name, label, [], []))
        if not series.values or series.values[-1] != value:
            series.times_us.append(record["t_us"])
            series.values.append(value)
    if wire_ma and "offer_ma" in found:
        found["wire_ma"] = Series("wire_ma", _WIRE_LABEL, [from_us], [wire_ma / 1_000])
    return found


def _value(name: str, value: Any) -> Any:
    if value is None or name == "event":
        return value
    if name in _GRAPHED:
        return value / _GRAPHED[name][1]
    if name in _STRIPS:
        return float(value in _ON)
    return float(value) if isinstance(value, bool | int | float) else str(value)


def _graphs(found: dict[str, Series]) -> list[Graph]:
    amps = _known(found, *_AMPS)
    highest_a = max([value or 0.0 for series in amps for value in series.values], default=0.0)
    top_a = max(10, 10 * math.ceil(highest_a / 10))
    amp_marks = tuple((float(mark), f"{mark} A") for mark in range(0, top_a + 1, 10))
    graphs = [
        pilot_graph(_known(found, "pilot_high_mv", "pilot_low_mv")),
        Graph("duty", "Duty", -5, 105, 66, _DUTY_MARKS, (), _known(found, "duty")),
        Graph("current", "Current", -0.04 * top_a, 1.08 * top_a, 118, amp_marks, (), amps),
    ]
    return [graph for graph in graphs if graph.series]


def _known(found: dict[str, Series], *names: str) -> tuple[Series, ...]:
    return tuple(found[name] for name in names if name in found)


def _strips(found: dict[str, Series], to_us: int) -> list[Graph | Strip]:
    strips: list[Graph | Strip] = []
    for name, (label, words) in _STRIPS.items():
        if name in found:
            strips.append(Strip(name, label, spans(found[name], to_us, words)))
    return strips + _other_strips(found, to_us)


# Whatever else was watched and is either so or not: faults, the car's switch, a tripped GFCI.
def _other_strips(found: dict[str, Series], to_us: int) -> list[Graph | Strip]:
    others = [name for name in found if name not in (*_GRAPHED, *_STRIPS, "wire_ma")]
    strips: list[Graph | Strip] = []
    for name in others:
        so: list[Span] = spans(found[name], to_us, _OTHER)
        if so and set(found[name].values) <= {None, 0.0, 1.0}:
            strips.append(Strip(name, name.replace("_", " "), so))
    return strips
