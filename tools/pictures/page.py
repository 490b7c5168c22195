"""A picture as one HTML page that needs nothing else: the SVG, its numbers, and zoom.js."""

import json
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from tools.pictures import axis
from tools.pictures.picture import Graph, Picture, Strip
from tools.pictures.svg import HEAD, MARKER_ROW, STYLE, event_text, svg, tops

_LOOK = Path(__file__).parent / "look"
_PERIOD_US = 1_000  # SAE J1772: 1 kHz nominal


def page(picture: Picture) -> str:
    """The HTML of it."""
    named = {
        "TITLE": escape(picture.title),
        "STYLE": STYLE,
        "SVG": svg(picture, listed=False),
        "EVENTS": "".join(_item(place, picture) for place in range(len(picture.events))),
        "CHART": json.dumps(chart(picture), separators=(",", ":")).replace("<", "\\u003c"),
        "SCRIPT": (_LOOK / "zoom.js").read_text(encoding="utf-8"),
    }
    text = (_LOOK / "page.html").read_text(encoding="utf-8")
    for name, content in named.items():
        text = text.replace(f"<!--{name}-->", content, 1)
    return text


def chart(picture: Picture) -> dict[str, Any]:
    """What zoom.js draws from. Times of a series: the first, then the steps between them."""
    return {
        "from_us": picture.from_us,
        "to_us": picture.to_us,
        "wall_us": picture.wall_us,
        "period_us": _PERIOD_US,
        "width": axis.WIDTH,
        "steps_us": axis.STEPS_US,
        "ticks_max": axis.TICKS_MAX,
        "marker_rows": axis.MARKER_ROWS,
        "marker_apart": axis.MARKER_APART,
        "head": HEAD,
        "marker_row": MARKER_ROW,
        "top": tops(picture)[0],
        "bottom": tops(picture)[-1],
        "lanes": [_lane(lane) for lane in picture.lanes],
        "events": [event.t_us for event in picture.events],
    }


def _lane(lane: Graph | Strip) -> dict[str, Any]:
    if isinstance(lane, Strip):
        return {"name": lane.name, "label": lane.label, "spans": [list(s) for s in lane.spans]}
    series = [
        {"name": s.name, "label": s.label, "steps_us": _steps(s.times_us), "values": s.values}
        for s in lane.series
    ]
    scale = {"low": lane.low, "high": lane.high, "height": lane.height}
    return {"name": lane.name, "label": lane.label, **scale, "series": series}


def _steps(times_us: list[int]) -> list[int]:
    return times_us[:1] + [after - before for before, after in pairwise(times_us)]


def _item(place: int, picture: Picture) -> str:
    event = picture.events[place]
    return f'<li><button data-us="{event.t_us}">{escape(event_text(picture, event))}</button></li>'
