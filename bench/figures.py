"""From trials to the table: medians, worst cases, and the limits that they are held to."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from bench.jobs import Done

OPEN_LIMIT_MS = 50.0
# What the quickest of the other chargers keeps, by its own code (bench/page/peers.py).
_TIGHT_LIMITS_MS = {"unplug": 33.0, "s2_opens": 33.0}
INTERRUPT_LIMIT_MS = 10.0  # with nothing holding up the loop
# And what they are called there.
STALL_ROWS = {"tls_handshake": "tls", "tls_psk": "tls", "flash_write": "flash"}
PSK_LIMIT_MS = 60.0  # its stall included

Figures = dict[str, Any]


def spread(values_us: Sequence[int]) -> Figures:
    """Median, 99th percentile (nearest rank) and worst, in milliseconds."""
    ranked = sorted(values_us)
    p99 = ranked[max(0, -(-len(ranked) * 99 // 100) - 1)]
    return {
        "median": ranked[len(ranked) // 2] / 1000,
        "p99": p99 / 1000,
        "max": ranked[-1] / 1000,
        "trials": len(ranked),
    }


def open_limit_ms(name: str) -> float:
    """What the worst of a row may take where nothing stalls the chip."""
    return _TIGHT_LIMITS_MS.get(name, OPEN_LIMIT_MS)


def collect(done: Iterable[Done]) -> Figures:
    """What build/bench.json holds."""
    done = list(done)
    rows: Figures = {}
    for name in _names(done, "opening"):
        rows[name] = _opening_row(_of(done, "opening", name))
    for name in _names(done, "errand"):
        rows[name] = _opening_row(_of(done, "errand", name))
    for name in _names(done, "graceful"):
        rows[name] = _graceful_row(_of(done, "graceful", name))
    for kind, what in STALL_ROWS.items():
        if stalled := [one for one in done if one.job.kind == kind]:
            rows[kind] = _stall_row(stalled, what)
    for one in done:
        if one.job.kind == "hour":
            rows.setdefault(one.job.name, {})["per_charging_hour"] = asdict(one.found)
    figures: Figures = {"time_to_open_ms": rows}
    if timed := [one for one in done if one.virtual_s]:
        figures["virtual_speed"] = _speed(timed)
    if watches := [one.found for one in done if one.job.kind == "noise"]:
        figures["false_openings"] = {
            "corners": len(watches),
            "hours_per_corner": round(min(watch.seconds for watch in watches) / 3600, 3),
            "count": sum(watch.openings for watch in watches),
            "false_faults": sum(watch.faults for watch in watches),
        }
    return figures


def merged(before: Figures, found: Figures) -> Figures:
    """What was measured takes the place of what was known of it; the rest stays."""
    rows = dict(before.get("time_to_open_ms", {}))
    for name, row in found["time_to_open_ms"].items():
        rows[name] = rows.get(name, {}) | row
    return {**before, **found, "time_to_open_ms": rows}


def breaches(figures: Figures) -> list[str]:
    """Every limit that was not kept, in words."""
    found = []
    for name, row in figures["time_to_open_ms"].items():
        if "max_beyond_stall" in row and row["max_beyond_stall"] > OPEN_LIMIT_MS:
            found.append(f"{name}: {row['max_beyond_stall']} ms beyond the stall")
        elif name == "tls_psk" and row.get("max", 0) > PSK_LIMIT_MS:
            found.append(f"{name}: {row['max']} ms with its stall, more than {PSK_LIMIT_MS}")
        elif "max" in row and name not in STALL_ROWS and row["max"] > open_limit_ms(name):
            found.append(f"{name}: {row['max']} ms, more than {open_limit_ms(name)}")
        if row.get("max_loop_free", 0) > INTERRUPT_LIMIT_MS:
            found.append(f"{name}: {row['max_loop_free']} ms with the loop free")
    noise = figures.get("false_openings", {"count": 0, "false_faults": 0})
    if noise["count"] or noise["false_faults"]:
        found.append(f"noise alone: {noise}")
    if figures.get("step_alloc_bytes"):
        found.append(f"control steps allocate: {figures['step_alloc_bytes']} bytes")
    if figures.get("step_collections"):
        found.append(f"control steps bring about {figures['step_collections']} collections")
    return found


def _names(done: list[Done], kind: str) -> list[str]:
    return list(dict.fromkeys(one.job.name for one in done if one.job.kind == kind))


def _of(done: list[Done], kind: str, name: str) -> list[Done]:
    return [one for one in done if (one.job.kind, one.job.name) == (kind, name)]


def _opening_row(done: list[Done]) -> Figures:
    trials = [trial for one in done for trial in one.found]
    row = spread([trial.coil_us for trial in trials])
    row["contacts"] = spread([trial.contacts_us for trial in trials])
    row["by_network"] = {
        one.job.network: spread([trial.coil_us for trial in one.found]) for one in done
    }
    if done[0].job.name == "ground_fault":
        free = [trial.coil_us for trial in trials if not trial.stalled_us]
        row["max_loop_free"] = max(free) / 1000
    return row


# The contactor's time runs from the car's B: until then it is the car's.
def _graceful_row(done: list[Done]) -> Figures:
    row = spread([stop.coil_us for one in done for stop in one.found])
    row["to_steady_pilot"] = spread([stop.steady_us for one in done for stop in one.found])
    row["by_network"] = {
        one.job.network: spread([stop.coil_us for stop in one.found]) for one in done
    }
    return row


# Of those that fell into the stall; the limit holds for the others, too.
def _stall_row(done: list[Done], what: str) -> Figures:
    tried = [trial for one in done for trial in one.found]
    row = spread([trial.coil_us for trial in tried if what in trial.stalls_us])
    row["tried"] = len(tried)
    row["max_beyond_stall"] = max(trial.coil_us - trial.stalled_us for trial in tried) / 1000
    row["longest_stall"] = max(trial.stalls_us.get(what, 0) for trial in tried) / 1000
    return row


# Virtual seconds per real one, of one charger.
def _speed(timed: list[Done]) -> float:
    return round(sum(one.virtual_s for one in timed) / sum(one.real_s for one in timed), 1)
