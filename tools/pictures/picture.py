"""What a picture shows: lanes over one axis of time, and numbered events.

A value holds from its time to the next one's. Times are whole microseconds.
"""

from pathlib import Path
from typing import NamedTuple

Value = float | None
Words = dict[Value, tuple[str, str]]  # value -> (text, kind) of a span


class BadFile(Exception):
    """The file is no recording and no black box; the text says where and what would be right."""

    def __init__(self, path: Path, line: int, text: str) -> None:
        super().__init__(f"{path}:{line}: {text}")


class Series(NamedTuple):
    """One line of a graph, in the unit that is shown; None where nothing is known."""

    name: str
    label: str
    times_us: list[int]
    values: list[Value]


class Graph(NamedTuple):
    """`marks`: (value, text) of the horizontal lines; `levels`: what stands right of them."""

    name: str
    label: str
    low: float
    high: float
    height: int
    marks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]
    series: tuple[Series, ...]


class Span(NamedTuple):
    """`kind`: "strong" for what the strip is about, such as a closed contactor; "weak" for its
    plain opposite; "alarm"."""

    from_us: int
    to_us: int
    text: str
    kind: str


class Strip(NamedTuple):
    """What was so, and when; nothing stands where nothing is known."""

    name: str
    label: str
    spans: list[Span]


class Event(NamedTuple):
    t_us: int
    text: str


class Picture(NamedTuple):
    """`wall_us`: Unix time of t = 0; None: times are told as they are, in ms."""

    title: str
    note: str
    from_us: int
    to_us: int
    wall_us: int | None
    lanes: list[Graph | Strip]
    events: list[Event]


def pilot_graph(series: tuple[Series, ...]) -> Graph:
    """Volts at the connector. The letters are SAE J1772's, at the nominal volts of each state."""
    volts = tuple(
        (float(mark), f"{mark:+d} V" if mark else "0 V") for mark in (12, 9, 6, 3, 0, -12)
    )
    letters = (
        (12.0, "A no car"),
        (9.0, "B car there"),
        (6.0, "C car asks"),
        (3.0, "D car asks, fan"),
    )
    return Graph("pilot", "Control pilot", -13.5, 13.5, 168, volts, letters, series)


def spans(series: Series, to_us: int, words: Words) -> list[Span]:
    """The series as spans, equal neighbours run together; what `words` lacks is not drawn."""
    found: list[Span] = []
    ends_us = [*series.times_us[1:], to_us]
    for from_us, end_us, value in zip(series.times_us, ends_us, series.values, strict=True):
        if value not in words:
            continue
        text, kind = words[value]
        last = found[-1] if found else None
        if last and last.to_us == from_us and (last.text, last.kind) == (text, kind):
            found[-1] = last._replace(to_us=end_us)
        else:
            found.append(Span(from_us, end_us, text, kind))
    return found
