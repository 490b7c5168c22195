"""docs/performance.md from the figures of build/bench.json. What is in none of them is said so."""

from collections.abc import Callable, Iterator

from bench.figures import INTERRUPT_LIMIT_MS, OPEN_LIMIT_MS, open_limit_ms
from bench.opening import stall_ms
from bench.page.peers import ROWS, SOURCES
from bench.page.sections import facts, flash, machine, program
from bench.page.table import Cells, Figures, ms, part, row, table, words

BEGIN = "<!-- measured: begin (make bench writes this part) -->"
END = "<!-- measured: end -->"


class NoMarkers(Exception):
    """The page does not say where the figures belong."""


def written(text: str, found: Figures) -> str:
    """The page with these figures between its markers; NoMarkers if it has not both, in order."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise NoMarkers(f"docs/performance.md: put back the lines {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{page(found)}\n{END}{after}"


def page(found: Figures) -> str:
    """Everything between the markers."""
    return "\n".join(line for section in _SECTIONS for line in (*section(found), ""))


def _spread(found: Figures) -> Cells:
    trials = f"{found['trials']:,}" + (f" of {found['tried']:,}" if "tried" in found else "")
    return (*(ms(found[key]) for key in ("median", "p99", "max")), trials)


def _opening(found: Figures) -> Iterator[str]:
    rows = part(found, "time_to_open_ms")
    yield "## Time to open"
    yield ""
    yield "Milliseconds from the change at the connector to the contactor's coil off."
    yield ""
    head = ("", "median", "99 %", "worst", "trials", "held to", "standard", "others")
    yield from table(head, [_opening_row(name, part(rows, name)) for name in ROWS])
    yield ""
    yield "Others: the worst of 300 when their own code was run, and what was replaced in it:"
    yield ""
    for peer, source in SOURCES.items():
        yield f"- {peer}: {source}"


def _opening_row(name: str, found: Figures) -> Cells:
    label, standard, others = ROWS[name]
    told = "; ".join(f"{peer} {figure}" for peer, figure in others.items())
    measured = row(label, 4, _spread, found)
    return (*measured, _held_to(name, found), standard, told)


def _held_to(name: str, found: Figures) -> str:
    if "max_beyond_stall" in found:
        return f"{OPEN_LIMIT_MS:.0f} beyond its stall: {ms(found['max_beyond_stall'])}"
    if "max_loop_free" in found:
        free = f"{INTERRUPT_LIMIT_MS:.0f} when nothing stalls: {ms(found['max_loop_free'])}"
        return f"{OPEN_LIMIT_MS:.0f}; {free}"
    return f"{open_limit_ms(name):.0f}"


def _stalls(found: Figures) -> Iterator[str]:
    rows = part(found, "stall_ms")
    yield "## A control step late at most, under trouble of the network"
    yield ""
    yield "Milliseconds beyond its 20. `stock`: the same board with umqtt as its examples use it."
    yield ""
    told = [row(words(name), 2, _both, part(rows, name)) for name in stall_ms.TROUBLES]
    yield from table(("trouble", stall_ms.OURS, stall_ms.STOCK), told)


def _both(late: Figures) -> Cells:
    return tuple(stall_ms.shown(late[whose]) for whose in (stall_ms.OURS, stall_ms.STOCK))


_SECTIONS: tuple[Callable[[Figures], Iterator[str]], ...] = (
    _opening,
    _stalls,
    facts,
    flash,
    program,
    machine,
)
