"""The lines that `make bench` prints of the trials, and the one that sums them up."""

from collections.abc import Iterator

from bench.figures import STALL_ROWS, Figures

_PARTS = ("contacts", "to_steady_pilot")
_EXTRAS = ("tried", "max_loop_free", "max_beyond_stall", "longest_stall")
_PLAIN = (
    "false_openings",
    "step_alloc_bytes",
    "step_collections",
    "virtual_speed",
    "flash_wear",
)


def table(figures: Figures) -> Iterator[str]:
    """Times to open, then what is counted."""
    yield f"{'time to open, ms':34} {'median':>8} {'p99':>8} {'max':>8} {'trials':>7}"
    for name, row in _measured(figures).items():
        yield from _lines(name, row)
    for name in STALL_ROWS:
        if "per_charging_hour" in figures["time_to_open_ms"].get(name, {}):
            hour = figures["time_to_open_ms"][name]["per_charging_hour"]
            yield f"{name} in a charging hour, at worst: {hour}"
    if "flash_ops" in figures:
        yield f"{'flash, operations each':34} {'erases':>8} {'programs':>8}"
        for name, ops in figures["flash_ops"].items():
            yield f"{name:34} {ops['erases']:8} {ops['programs']:8}"
    for name in _PLAIN:
        if name in figures:
            yield f"{name}: {figures[name]}"


def _measured(figures: Figures) -> Figures:
    rows = figures["time_to_open_ms"]
    return {name: row for name, row in rows.items() if "median" in row}


def _lines(name: str, row: Figures) -> Iterator[str]:
    yield _line(name, row)
    for part in _PARTS:
        if part in row:
            yield _line("    " + part, row[part])
    for network, spread_there in row.get("by_network", {}).items():
        yield _line("    " + network, spread_there)
    for extra in _EXTRAS:
        if extra in row:
            yield f"    {extra:30} {row[extra]:>26}"


def _line(name: str, row: Figures) -> str:
    numbers = " ".join(f"{row[key]:8.1f}" for key in ("median", "p99", "max"))
    return f"{name:34} {numbers} {row['trials']:7}"


def total(figures: Figures) -> str:
    """All trials, the worst of them, and what opened without a reason."""
    rows = _measured(figures)
    trials = sum(row.get("tried", row["trials"]) for row in rows.values())
    told = [
        f"{trials:,} trials",
        *_worst({name: row["max"] for name, row in rows.items() if name not in STALL_ROWS}, ""),
        *_worst(
            {name: rows[name]["max_beyond_stall"] for name in STALL_ROWS if name in rows},
            " beyond the stall",
        ),
    ]
    if noise := figures.get("false_openings"):
        told.append(f"{noise['count']} false openings, {noise['false_faults']} false faults")
    return "in all: " + "; ".join(told)


def _worst(found_ms: dict[str, float], beyond: str) -> list[str]:
    if not found_ms:
        return []
    name = max(found_ms, key=lambda name: found_ms[name])
    return [f"worst {found_ms[name]:.1f} ms{beyond} ({name})"]
