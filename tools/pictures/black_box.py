"""Reads a trace of the charger's black box: the CSV that docs/storage.md describes."""

import csv
from pathlib import Path

from tools.pictures.picture import (
    BadFile,
    Picture,
    Series,
    Span,
    Strip,
    Value,
    Words,
    pilot_graph,
    spans,
)

HEADER = "ms_before_end,high_v,low,state,contactor,coil,mains,tripped,ground,fault"

_US_PER_MS = 1_000
_NOTE = (
    "The black box keeps the low plateau as a verdict and no duty, so no waveform can be drawn."
    " Times are before the trace's end."
)

_SELF_TEST = 2.0

# Column -> (label, words for 1 and 0, and for a trip that the charger has caused itself).
_MARKS: dict[str, tuple[str, Words]] = {
    "contactor": ("Contactor wanted", {1.0: ("closed", "strong")}),
    "coil": ("Coil", {1.0: ("on", "strong")}),
    "mains": ("Mains behind it", {1.0: ("present", "strong")}),
    "tripped": ("GFCI", {1.0: ("TRIPPED", "alarm"), _SELF_TEST: ("self-test", "weak")}),
    "ground": ("Earth", {1.0: ("present", "strong"), 0.0: ("LOST", "alarm")}),
}
_WORDS = {"state": "State", "low": "Low plateau", "fault": "Fault"}


def is_black_box(path: Path) -> bool:
    """Whether its second line is the black box's header."""
    with path.open(encoding="utf-8") as file:
        return [file.readline() for _ in range(2)][1].strip() == HEADER


def read(path: Path) -> Picture:
    """The picture of a trace; raises BadFile."""
    cause, _, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = [_row(path, number, line) for number, line in enumerate(lines, 3) if line]
    if not rows:
        raise BadFile(path, 3, "the trace has no rows")
    times_us = [-round(float(row["ms_before_end"]) * _US_PER_MS) for row in rows]
    volts = [float(row["high_v"]) if row["high_v"] else None for row in rows]
    high = Series("high_v", "high plateau", times_us, list[Value](volts))
    words = [_word_strip(name, times_us, rows) for name in _WORDS]
    return Picture(
        title=f"Black box: {cause.lstrip('# ')}",
        note=_NOTE,
        from_us=times_us[0],
        to_us=0,
        wall_us=None,
        lanes=[pilot_graph((high,)), words[0], *_mark_strips(times_us, rows), *words[1:]],
        events=[],
    )


def _row(path: Path, number: int, line: str) -> dict[str, str]:
    names = HEADER.split(",")
    values = next(csv.reader([line]))
    try:
        row = dict(zip(names, values, strict=True))
        float(row["ms_before_end"]), float(row["high_v"] or 0)
    except ValueError:
        raise BadFile(path, number, f"the columns must be {HEADER}") from None
    return row


def _mark_strips(times_us: list[int], rows: list[dict[str, str]]) -> list[Strip]:
    strips = []
    for name, (label, words) in _MARKS.items():
        series = Series(name, label, times_us, [_mark(name, row) for row in rows])
        strips.append(Strip(name, label, spans(series, 0, words)))
    return strips


# Before it closes the contactor the charger makes the module trip, to see that it still can.
def _mark(name: str, row: dict[str, str]) -> float:
    is_test = (row["contactor"], row["coil"], row["mains"], row["fault"]) == ("0", "0", "0", "")
    if name == "tripped" and row[name] == "1" and is_test:
        return _SELF_TEST
    return float(row[name] == "1")


def _word_strip(name: str, times_us: list[int], rows: list[dict[str, str]]) -> Strip:
    found: list[Span] = []
    for from_us, end_us, row in zip(times_us, [*times_us[1:], 0], rows, strict=True):
        if found and found[-1].text == row[name] and found[-1].to_us == from_us:
            found[-1] = found[-1]._replace(to_us=end_us)
        elif row[name]:
            found.append(Span(from_us, end_us, row[name], "alarm" if name == "fault" else "weak"))
    return Strip(name, _WORDS[name], found)
