"""The sections of docs/performance.md that follow the time to open."""

from collections.abc import Iterator

from bench.page.table import NOT_MEASURED, Cells, Figures, part, row, table, words

_FLASH_COLUMNS = ("erases", "programs", "most_erases", "most_programs")
_BOOT = {
    "pilot": "boot to a valid pilot: +12 V stands",
    "offer": "boot to the offer, a car waiting",
    "closed": "boot to the contactor closed, a car waiting",
}
_HEAP = {
    "imports": "what `main.py` imports",
    "no_link": "running without a link",
    "linked": "linked",
    "charging": "charging",
    "group": "charging in a load group",
    "schedule_held": "with the largest schedule",
    "peak_schedule": "at most, garbage included, while that arrives twice",
    "peak_commission": "at most while `commission` runs",
    "peak_everything": "at most, all of it in one life",
    "smallest": "smallest heap that the outage story needs",
}
_HEAP_COLUMNS = ("now", "before", "ratio")


def facts(found: Figures) -> Iterator[str]:
    """What needs no table of its own."""
    opening, traffic = part(found, "time_to_open_ms"), part(found, "traffic_per_hour")
    handshake = part(found, "handshake")
    yield "## What else is the same on every machine"
    yield ""
    rows = [
        row("1,000 control steps while charging leave allocated", 1, _allocated, found),
        row("1,000 control steps, every allocation a collection", 1, _collected, found),
        row("noise at the corners of all tolerances", 1, _noise, part(found, "false_openings")),
        row("TLS, the link cut again and again", 1, _hour, part(opening, "tls_handshake")),
        row("the same by pre-shared key", 1, _hour, part(opening, "tls_psk")),
        row("a reconnection by certificate", 1, _shaken, part(handshake, "tls_handshake")),
        row("the same by pre-shared key, PSK", 1, _shaken, part(handshake, "tls_psk")),
        row("flash writes, the server busy", 1, _hour, part(opening, "flash_write")),
        *(row(label, 1, _start, part(found, "boot_ms", name)) for name, label in _BOOT.items()),
        row("MQTT in an hour idle", 1, _passed, part(traffic, "idle")),
        row("MQTT in an hour charging", 1, _passed, part(traffic, "charging")),
    ]
    yield from table(("", "measured"), rows)


def _allocated(found: Figures) -> Cells:
    return (f"{found['step_alloc_bytes']:,} bytes",)


def _collected(found: Figures) -> Cells:
    return (f"{found['step_collections']:,} collections",)


def _noise(noise: Figures) -> Cells:
    counts = f"{noise['count']} false openings, {noise['false_faults']} false faults"
    return (f"{counts} in {noise['hours_per_corner']:g} h at each of {noise['corners']}",)


def _hour(opening: Figures) -> Cells:
    hour = opening["per_charging_hour"]
    return (f"{hour['stalls']:,} stalls in a charging hour, {hour['stalled_ms'] / 1000:,.1f} s",)


def _shaken(cost: Figures) -> Cells:
    millions = cost["instructions"] / 1e6
    return (f"{millions:,.2f} million instructions; the chip stalls {cost['stalled_ms']:,.1f} ms",)


def _start(boot: Figures) -> Cells:
    return (f"{boot['median'] / 1000:.2f} s, at most {boot['max'] / 1000:.2f} s",)


def _passed(hour: Figures) -> Cells:
    sent = f"sent {hour['messages_sent']:,} packets, {hour['bytes_sent']:,} bytes"
    received = f"received {hour['messages_received']:,}, {hour['bytes_received']:,} bytes"
    return (f"{sent}; {received}",)


def flash(found: Figures) -> Iterator[str]:
    """Of each operation, and of ten years of them."""
    yield "## Flash"
    yield ""
    ops = found.get("flash_ops") or {"every operation": {}}
    rows = [row(words(name), len(_FLASH_COLUMNS), _operation, op) for name, op in ops.items()]
    yield from table(("operation", *map(words, _FLASH_COLUMNS)), rows)
    yield ""
    yield _wear(found["flash_wear"]) if "flash_wear" in found else f"Wear: {NOT_MEASURED}."


def _operation(op: Figures) -> Cells:
    return tuple(f"{op[key]:g}" for key in _FLASH_COLUMNS)


def _wear(wear: Figures) -> str:
    erases = f"{wear['erases_per_block']:,} erases of the most worn block"
    return f"In {wear['years']} years of assumed use: {erases}, of {wear['endurance']:,} it lasts."


def program(found: Figures) -> Iterator[str]:
    """Folder -> its files; then what the program takes of Python's heap on the chip."""
    yield "## The program, in bytes"
    yield ""
    sizes = part(found, "mpy_bytes")
    rows = [row(room, 1, _bytes, {"bytes": size}) for room, size in sizes.items()]
    rows.append(row("all", 1, _bytes, {"bytes": sum(sizes.values())} if sizes else {}))
    yield from table(("on the board", "bytes"), rows)
    yield ""
    counted = part(found, "chip_heap")
    heap = [row(label, 3, _heap, part(counted, name)) for name, label in _HEAP.items()]
    yield from table(("Python's heap, 32 bits", *_HEAP_COLUMNS), heap)


def _bytes(counted: Figures) -> Cells:
    return (f"{counted['bytes']:,}",)


def _heap(counted: Figures) -> Cells:
    return f"{counted['now']:,}", f"{counted['before']:,}", f"{counted['ratio']:.2f}"


def machine(found: Figures) -> Iterator[str]:
    """What another machine may find otherwise."""
    yield "## What depends on the machine"
    yield ""
    speed = row("virtual time while charging", 1, _speed, part(found, "speed"))
    yield from table(("", "measured"), [speed])


def _speed(speed: Figures) -> Cells:
    best, middle = f"{speed['times_real_time']:,.0f}", f"{speed['median']:,.0f}"
    times = f"{best} times real time on one core, the best of {speed['tries']} tries"
    return (f"{times}; median {middle} ({speed['processor']}, {speed['cores']} cores)",)
