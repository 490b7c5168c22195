"""Tables of docs/performance.md, in which what was not measured says so."""

from collections.abc import Callable, Iterator
from typing import Any

NOT_MEASURED = "not measured in this run"

Figures = dict[str, Any]
Cells = tuple[str, ...]


def table(head: Cells, rows: list[Cells]) -> Iterator[str]:
    """The first column reads from the left, the others are numbers."""
    yield _line(head)
    yield _line(("---", *("---:" for _ in head[1:])))
    yield from map(_line, rows)


def _line(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"


def row(label: str, width: int, tell: Callable[[Figures], Cells], found: Figures) -> Cells:
    """`label` and what `tell` makes of `found`, `width` cells; a missing figure is told of."""
    try:
        cells = tell(found)
    except KeyError:
        cells = (NOT_MEASURED,)
    return (label, *cells, *[""] * (width - len(cells)))


def part(found: Figures, *names: str) -> Figures:
    """What stands under these names, one in the other; {} if nothing does."""
    for name in names:
        found = found.get(name, {})
    return found


def ms(value: float) -> str:
    return f"{value:,.1f}"


def words(name: str) -> str:
    return name.replace("_", " ")
