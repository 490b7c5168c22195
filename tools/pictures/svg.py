"""The whole of a picture as SVG: stands alone, and is what the page begins with.

What zoom.js draws anew has an id: the lines, the strips' spans, the ticks and the markers.
"""

import time
from pathlib import Path
from textwrap import shorten
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tools.pictures import axis, lanes
from tools.pictures.axis import WIDTH, View
from tools.pictures.lanes import LEFT, MARGIN, RIGHT, text
from tools.pictures.picture import Event, Picture

STYLE = (Path(__file__).parent / "look/picture.css").read_text(encoding="utf-8")

HEAD = 64
MARKER_ROW = 12
_TICKS = 26
_LIST_ROW = 16
_LIST_LETTERS = 80  # that fit into one of two columns

# Shown by zoom.js wherever it draws a waveform: nobody has sampled it.
WAVE_NOTE = (
    "Waveform computed from the recorded plateaus and duty, 1 kHz nominal."
    " Its edges are ideal; its phase was not recorded."
)


def svg(picture: Picture, listed: bool = True) -> str:
    """`listed`: with the events in words below, a line each, for where no page lists them."""
    view = View(picture.from_us, picture.to_us)
    *lane_tops, bottom = tops(picture)
    root = Element("svg", {"class": "picture", "xmlns": "http://www.w3.org/2000/svg"})
    _head(root, picture)
    _ticks(root, picture, view, bottom)
    for lane, top in zip(picture.lanes, lane_tops, strict=True):
        lanes.draw(root, lane, top, view)
    _markers(root, picture, view, bottom)
    bottom += _TICKS + _LIST_ROW
    if picture.note:
        text(root, LEFT, bottom, "muted", picture.note)
        bottom += _LIST_ROW
    if listed:
        bottom = _event_list(root, picture, bottom)
    width = LEFT + WIDTH + RIGHT
    size = {"width": f"{width}", "height": f"{bottom}", "viewBox": f"0 0 {width} {bottom}"}
    root.attrib.update(size)
    return ElementTree.tostring(root, encoding="unicode")


def tops(picture: Picture) -> list[int]:
    """Where each lane begins, and where the last one ends."""
    found = [HEAD + _marker_height(picture)]
    for lane in picture.lanes:
        found.append(found[-1] + lanes.height(lane))
    return found


def event_text(picture: Picture, event: Event) -> str:
    """Its time and what happened."""
    shown_us = event.t_us + (picture.wall_us or 0)
    return f"{axis.tick_text(shown_us, axis.SECOND_US, picture.wall_us is not None)}  {event.text}"


def _head(root: Element, picture: Picture) -> None:
    SubElement(root, "title").text = picture.title
    SubElement(root, "style").text = STYLE
    SubElement(root, "rect", {"class": "paper", "width": "100%", "height": "100%"})
    text(root, MARGIN, 26, "heading", picture.title)
    text(root, MARGIN, 46, "muted", _span(picture))
    text(root, LEFT + WIDTH, 46, "wave", WAVE_NOTE).set("id", "wave-note")


def _span(picture: Picture) -> str:
    span_s = (picture.to_us - picture.from_us) / axis.SECOND_US
    if picture.wall_us is None:
        return f"{span_s:g} s"
    begun = time.gmtime((picture.wall_us + picture.from_us) // axis.SECOND_US)
    hours, minutes = divmod(round(span_s) // 60, 60)
    lasted = f"{hours} h {minutes} min" if hours else f"{minutes} min {round(span_s) % 60} s"
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', begun)} UTC, {lasted}"


def _marker_height(picture: Picture) -> int:
    return MARKER_ROW * axis.MARKER_ROWS if picture.events else 0


def _ticks(root: Element, picture: Picture, view: View, bottom: int) -> None:
    group = SubElement(root, "g", {"id": "ticks", "transform": f"translate({LEFT} {bottom})"})
    above = bottom - tops(picture)[0]
    for x, words in axis.ticks(view, picture.wall_us):
        SubElement(group, "path", {"class": "tick", "d": f"M{x:g} {-above}V5"})
        text(group, x, 19, "time", words)


def _markers(root: Element, picture: Picture, view: View, bottom: int) -> None:
    group = SubElement(root, "g", {"id": "markers", "transform": f"translate({LEFT} {HEAD})"})
    for number, x, row in axis.markers(picture.events, view):
        down = _marker_height(picture) - MARKER_ROW * row
        SubElement(group, "path", {"class": "event", "d": f"M{x:g} {down}V{bottom - HEAD}"})
        text(group, x, down - 2, "number", str(number))


def _event_list(root: Element, picture: Picture, top: int) -> int:
    half = -(-len(picture.events) // 2)
    for place, event in enumerate(picture.events):
        column, row = divmod(place, half)
        left, down = MARGIN + column * (LEFT + WIDTH + RIGHT) // 2, top + 8 + row * _LIST_ROW
        text(root, left + 20, down, "listed number", str(place + 1))
        words = shorten(event_text(picture, event), _LIST_LETTERS, placeholder=" …")
        text(root, left + 28, down, "listed", words)
    return top + half * _LIST_ROW + 8
