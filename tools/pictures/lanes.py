"""Draws one lane of a picture: a graph with its scale and keys, or a strip of spans."""

from xml.etree.ElementTree import Element, SubElement

from tools.pictures import axis
from tools.pictures.axis import WIDTH, View
from tools.pictures.picture import Graph, Strip

LEFT = 178
RIGHT = 112
MARGIN = 14

_GAP = 12
_STRIP = 20
_STRIP_GAP = 5
_SAMPLE = 26  # length of a line beside its name
_LETTER = 6.2  # width of a letter in a strip


def height(lane: Graph | Strip) -> int:
    """With the gap below it."""
    return lane.height + _GAP if isinstance(lane, Graph) else _STRIP + _STRIP_GAP


def draw(root: Element, lane: Graph | Strip, top: int, view: View) -> None:
    """Adds the lane to the SVG."""
    text(root, MARGIN, top + 14, "label", lane.label)
    if isinstance(lane, Graph):
        _keys(root, lane, top)
        _scale(root, lane, top)
        _lines(_plot(root, lane.name, top, lane.height), lane, view)
    else:
        _spans(_plot(root, lane.name, top, _STRIP), lane, view)


def text(parent: Element, x: float, y: float, kind: str, words: str) -> Element:
    made = SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}", "class": kind})
    made.text = words
    return made


def _keys(root: Element, graph: Graph, top: int) -> None:
    for place, series in enumerate(graph.series):
        down = top + 32 + 17 * place
        sample = {"class": f"line {series.name}", "d": f"M{MARGIN} {down - 4}h{_SAMPLE}"}
        SubElement(root, "path", sample)
        text(root, MARGIN + _SAMPLE + 6, down, "key", series.label)


def _scale(root: Element, graph: Graph, top: int) -> None:
    for value, words in graph.marks:
        text(root, LEFT - 6, top + axis.y(graph, value) + 4, "scale", words)
    for value, words in graph.levels:
        text(root, LEFT + WIDTH + 6, top + axis.y(graph, value) + 4, "muted", words)


def _plot(root: Element, name: str, top: int, height: int) -> Element:
    box = {"x": f"{LEFT}", "y": f"{top}", "width": f"{WIDTH}", "height": f"{height}"}
    plot = SubElement(root, "svg", {"id": f"plot-{name}", **box})
    SubElement(plot, "rect", {"class": "plot", "width": f"{WIDTH}", "height": f"{height}"})
    return plot


def _lines(plot: Element, graph: Graph, view: View) -> None:
    for value, _ in graph.marks:
        across = {"class": "grid", "d": f"M0 {axis.y(graph, value):g}H{WIDTH}"}
        SubElement(plot, "path", across)
    if graph.name == "pilot" and len(graph.series) > 1:
        band = axis.band_path(graph, graph.series[0], graph.series[1], view)
        SubElement(plot, "path", {"id": "band", "class": "band", "d": band})
    for series in graph.series:
        path = axis.step_path(graph, series, view)
        line = {"id": f"line-{series.name}", "class": f"line {series.name}", "d": path}
        SubElement(plot, "path", line)


def _spans(plot: Element, strip: Strip, view: View) -> None:
    group = SubElement(plot, "g", {"id": f"spans-{strip.name}"})
    for span in strip.spans:
        left, right = view.clipped(span.from_us), view.clipped(span.to_us)
        box = {"x": f"{left:g}", "y": "1", "width": f"{max(right - left, 1):g}", "height": "18"}
        kind = {"class": f"span {span.kind} {strip.name}"}
        SubElement(SubElement(group, "rect", {**kind, **box}), "title").text = span.text
        if right - left > len(span.text) * _LETTER + 4:
            text(group, left + 4, 14, "word", span.text)
