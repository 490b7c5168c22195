"""A recording and a trace to draw, and what can be read off a page or an SVG."""

import json
import re
from xml.etree import ElementTree

from tools.pictures.__main__ import read

SVG = "{http://www.w3.org/2000/svg}"
WALL_S = 1_795_417_050  # 2026-11-23 06:57:30 UTC
S = 1_000_000

# A car charges at 32 A from second 10 to 40, the server dies, at 55 the mains is cut.
HISTORY = [
    (0, "pilot_high_mv", 9000),
    (0, "pilot_low_mv", 9000),
    (0, "duty", 10000),
    (0, "offer_ma", 0),
    (0, "drawn_ma", 0),
    (0, "contactor", 0),
    (0, "link", 1),
    (0, "schedule_open", None),
    (0, "mains", 1),
    (5 * S, "event", "a car & <its driver>"),
    (10 * S, "duty", 5333),
    (10 * S, "pilot_high_mv", 6000),
    (10 * S, "pilot_low_mv", -12000),
    (10 * S, "offer_ma", 32000),
    (10 * S, "contactor", 1),
    (12 * S, "drawn_ma", 31500),
    (13 * S, "drawn_ma", 31500),
    (20 * S, "schedule_open", 1),
    (30 * S, "link", 0),
    (30 * S, "event", "the server dies"),
    (40 * S, "contactor", 0),
    (40 * S, "drawn_ma", 0),
    (45 * S, "contactor", 1),
    (55 * S, "contactor", 0),
    (55 * S, "mains", 0),
    (60 * S, "end", ""),
]

# The charger's own, of a lost earth.
TRACE = """\
# ground_lost
ms_before_end,high_v,low,state,contactor,coil,mains,tripped,ground,fault
7000,9.0,,B1,0,0,0,0,1,
6760,9.0,,B2,0,0,0,0,1,
3000,6.0,sound,C2,0,0,0,0,1,
2960,6.0,sound,C2,0,0,0,1,1,
2940,6.0,sound,C2,0,0,0,0,1,
2500,6.0,sound,C2+,1,0,0,0,1,
2480,6.0,sound,C2+,1,1,1,0,1,
1000,6.0,sound,F,0,1,1,0,0,ground_lost
980,,sound,F,0,0,0,0,0,ground_lost
700,,sound,B1,0,0,0,0,0,ground_lost
680,6.0,,C1,0,0,0,0,0,ground_lost
"""


def write(path, history, **about):
    start = {"name": "start", "value": {"title": "A story", "wall_s": WALL_S, **about}}
    records = [dict(zip(("t_us", "name", "value"), line, strict=True)) for line in history]
    path.write_text("".join(json.dumps(line) + "\n" for line in [start, *records]))
    return path


def embedded(html):
    found = re.search(
        r'<script type="application/json" id="chart">(.*?)</script>', html, re.DOTALL
    )
    assert found
    return json.loads(found[1])


def drawn(html):
    """The SVG in a page, or the SVG itself, parsed."""
    found = re.search(r"<svg .*</svg>", html, re.DOTALL)
    assert found
    return ElementTree.fromstring(found[0])


def series_of(carried):
    return {
        series["name"]: series for lane in carried["lanes"] for series in lane.get("series", ())
    }


def spans_of(carried, name):
    return next(lane["spans"] for lane in carried["lanes"] if lane["name"] == name)


def words_in(root):
    return [text.text for text in root.iter(SVG + "text")]


def path_of(root, name):
    return next(path.get("d") for path in root.iter(SVG + "path") if path.get("id") == name)


def story_in(folder):
    return read(write(folder / "story.jsonl", HISTORY, wire_ma=32000))


def trace_in(folder):
    path = folder / "1.csv"
    path.write_text(TRACE)
    return read(path)
