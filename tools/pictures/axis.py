"""Time across, values down: which pixel a value falls on. zoom.js does the same sums."""

import math
import time
from bisect import bisect_right
from itertools import groupby, pairwise
from typing import NamedTuple

from tools.pictures.picture import Event, Graph, Series

WIDTH = 900  # of the lanes; a whole number of pixels

_MS = 1_000
SECOND_US = 1_000_000
_MIN_US = 60 * SECOND_US
_HOUR_US = 60 * _MIN_US
DAY_US = 24 * _HOUR_US

# Between two ticks: round on a clock from a second on.
STEPS_US = (
    *(digit * 10**power for power in range(6) for digit in (1, 2, 5)),
    *(count * SECOND_US for count in (1, 2, 5, 10, 15, 30)),
    *(count * _MIN_US for count in (1, 2, 5, 10, 15, 30)),
    *(count * _HOUR_US for count in (1, 2, 3, 6, 12)),
    *(count * DAY_US for count in (1, 2, 7)),
)
TICKS_MAX = 9
MARKER_APART = 18  # pixels between two numbers in a row
MARKER_ROWS = 4

_COLUMNS_PER_PIXEL = 2  # of which each is drawn from its lowest to its highest value


class View(NamedTuple):
    """The part of time that is drawn."""

    from_us: int
    to_us: int

    def x(self, t_us: float) -> float:
        """The pixel of an instant, to half a pixel; may lie outside."""
        across = (t_us - self.from_us) / (self.to_us - self.from_us) * WIDTH
        return math.floor(across * _COLUMNS_PER_PIXEL + 0.5) / _COLUMNS_PER_PIXEL

    def clipped(self, t_us: float) -> float:
        return min(max(self.x(t_us), 0), WIDTH)


def y(graph: Graph, value: float) -> float:
    """The pixel of a value, to a tenth, down from the lane's top."""
    down = (graph.high - value) / (graph.high - graph.low) * graph.height
    return math.floor(down * 10 + 0.5) / 10


def step_path(graph: Graph, series: Series, view: View) -> str:
    """The `d` of a line of steps. What falls into one column is drawn from its lowest to its
    highest, so that no peak is lost."""
    path: list[str] = []
    drawing = False
    for x, points in groupby(_visible(series, view), key=lambda point: view.clipped(point[0])):
        values = [value for _, value in points]
        downs = [y(graph, value) for value in values if value is not None]
        if downs:
            path.append(f"H{x:g}" if drawing else f"M{x:g} {downs[0]:g}")
            path += [f"V{down:g}" for down in _stops(downs)]
        elif drawing:
            path.append(f"H{x:g}")
        drawing = values[-1] is not None
    return "".join(path) + (f"H{WIDTH}" if drawing else "")


def _stops(downs: list[float]) -> list[float]:
    return downs if len(downs) == 1 else [min(downs), max(downs), downs[-1]]


def _visible(series: Series, view: View) -> list[tuple[int, float | None]]:
    first = max(bisect_right(series.times_us, view.from_us) - 1, 0)
    end = bisect_right(series.times_us, view.to_us)
    return list(zip(series.times_us[first:end], series.values[first:end], strict=True))


def band_path(graph: Graph, upper: Series, lower: Series, view: View) -> str:
    """The `d` of what lies between two lines, wherever they differ."""
    times_us = sorted({*upper.times_us, *lower.times_us, view.to_us})
    path, ended = [], -1.0
    for from_us, to_us in pairwise(times_us):
        high, low = at(upper, from_us), at(lower, from_us)
        left, right = max(view.clipped(from_us), ended), view.clipped(to_us)
        if high is not None and low is not None and high != low and right > left:
            top, bottom = y(graph, high), y(graph, low)
            path.append(f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z")
            ended = right
    return "".join(path)


def at(series: Series, t_us: int) -> float | None:
    """The value that holds at an instant; None before the first."""
    place = bisect_right(series.times_us, t_us) - 1
    return series.values[place] if place >= 0 else None


def ticks(view: View, wall_us: int | None) -> list[tuple[float, str]]:
    """(pixel, text) of the axis: round times of the clock on the wall."""
    span_us = view.to_us - view.from_us
    step_us = next((step for step in STEPS_US if span_us / step <= TICKS_MAX), STEPS_US[-1])
    zero_us = wall_us or 0
    first_us = -(-(view.from_us + zero_us) // step_us) * step_us
    times_us = range(first_us, view.to_us + zero_us + 1, step_us)
    return [(view.x(t - zero_us), tick_text(t, step_us, wall_us is not None)) for t in times_us]


def tick_text(t_us: int, step_us: int, is_wall: bool) -> str:
    """Date, HH:MM, HH:MM:SS, or seconds with the decimals that the step needs; ms if the time is
    not the wall's."""
    if not is_wall:
        return f"{t_us / _MS:.9g} ms"
    if step_us >= DAY_US:
        return time.strftime("%m-%d", time.gmtime(t_us // SECOND_US))
    seconds, us = divmod(t_us % DAY_US, SECOND_US)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if step_us >= _MIN_US:
        return clock
    if step_us >= SECOND_US:
        return f"{clock}:{seconds % 60:02}"
    decimals = 6 - (len(str(step_us)) - 1)
    return f"{seconds % 60:02}.{us:06}"[: 3 + decimals] + " s"


def markers(events: list[Event], view: View) -> list[tuple[int, float, int]]:
    """(number from 1, pixel, row) of the events in view; a number that finds no room in any row
    is left out."""
    placed: list[tuple[int, float, int]] = []
    ends = [-math.inf] * MARKER_ROWS
    for number, event in enumerate(events, 1):
        x = view.x(event.t_us)
        row = next((row for row, end in enumerate(ends) if x >= end), None)
        if 0 <= x <= WIDTH and row is not None:
            placed.append((number, x, row))
            ends[row] = x + MARKER_APART
    return placed
