"""One charger's life, in which its heap is read: from the import to everything at once."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.chip.gauge import GaugedProcess, Reading, read
from bench.chip.installer import commission
from bench.site.acts import largest_schedule
from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site

# Room for the simulator and for the charger as it was, and not so much more that a charger which
# looks at its memory would take this for another chip.
HEAP_BYTES = 480_000

_WIRE_A, _GROUP_A, _MEMBERS = 32, 40, 2
_BOOTED_MS, _LINKED_MS, _SETTLED_MS, _UNPLUGGED_MS = 3_000, 10_000, 5_000, 5_000
_CHARGING_LIMIT_S, _GROUP_LIMIT_S = 60, 120
_MISSING_WH = 50_000
_CONSOLE_FORGOTTEN_MS = 70_000
_STEADY_MS = 5_000
_LINES = ("help", "status", "why", "session", "config", "faults", "pilot", "tou", "log")

_ROOM = "firmware"
_OTHERS = "bare"  # what runs in the place of firmware.app
_IDLE = "import time\nwhile True:\n    time.sleep(1)\n"

Readings = dict[str, int]


class Refused(Exception):
    """The charger did not do what is to be measured; the text is its answer."""


def imports(device: Path) -> Readings:
    """`imports`: of `firmware.app` and all that it names."""
    main = (device / "main.py").read_text()
    (device / "main.py").write_text(only_imports(main))
    try:
        with site(device) as here:
            here.charger.advance_ms(_BOOTED_MS)
            return {"imports": read(here.charger).live}
    finally:
        (device / "main.py").write_text(main)


def only_imports(main: str) -> str:
    """What this main.py imports of the program, one after the other, and nothing done with it."""
    nodes = [node for node in ast.walk(ast.parse(main)) if isinstance(node, ast.ImportFrom)]
    ours = [ast.unparse(node) for node in nodes if (node.module or "").split(".")[0] == _ROOM]
    lines = [line for line in ours if _OTHERS not in line]
    return "\n".join(["import sys", "sys.path.insert(0, 'lib')", *lines, _IDLE])


def readings(device: Path) -> Readings:
    """All rows of a life that goes on; the peaks are those of their own moments."""
    with site(device) as here:
        found = {**_plain(here), **_in_group(here)}
        peaks = {"peak_schedule": _schedules(here, 1)}
        found["schedule_held"] = read(here.charger, watched=True).live
        console = _console(here)
        peaks["peak_commission"] = _commission(here)
        again = _schedules(here, 3)
        everything = max(*peaks.values(), console, again)
        return {**found, **peaks, "peak_everything": everything}


@contextmanager
def site(
    device: Path, heap_bytes: int = HEAP_BYTES, simulator: int = 0, **options: Any
) -> Iterator[Site]:
    """A home with a charger whose heap is counted. `simulator`: bytes of it that the charger is
    not told of; the options are those of sim.host.cpu.Cpu."""
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    with TemporaryDirectory() as place:
        process = partial(GaugedProcess, simulator=simulator)
        options |= {"heap": str(heap_bytes), "device_root": device, "process": process}
        here = Site(Path(place), broker, "chip", **options)
        try:
            yield here
        finally:
            here.close()
            broker.stop()
            loop.close()


def _plain(here: Site) -> Readings:
    charger = here.charger
    charger.advance_ms(_BOOTED_MS)
    found = {"no_link": read(charger).live}
    here.set_wire(_WIRE_A)
    here.connect_to_broker()
    charger.advance_ms(_LINKED_MS + _CONSOLE_FORGOTTEN_MS)
    found["linked"] = read(charger).live
    _let_charge(here, _CHARGING_LIMIT_S)
    found["charging"] = read(charger).live
    return found


def _in_group(here: Site) -> Readings:
    here.charger.unplug()
    here.charger.advance_ms(_UNPLUGGED_MS)
    here.join_group("garage", _GROUP_A, _MEMBERS)
    here.charger.advance_ms(_CONSOLE_FORGOTTEN_MS)
    _let_charge(here, _GROUP_LIMIT_S)
    return {"group": read(here.charger, watched=True).live}


# A car charges, and nobody is at the console.
def _let_charge(here: Site, limit_s: float) -> None:
    here.new_car(missing_wh=_MISSING_WH)
    here.charger.advance_until(lambda now: now.contactor, limit_s, "a charge")
    here.charger.advance_ms(_STEADY_MS)


def charge_in_group(here: Site) -> None:
    """A car charges at the group's share."""
    here.new_car(missing_wh=_MISSING_WH)
    share_a = _GROUP_A / _MEMBERS
    here.shows(_GROUP_LIMIT_S, pilot="C2", contactor=1, link="up", offered_a=share_a)


def _schedules(here: Site, version: int) -> int:
    for number in (version, version + 1):
        reply = here.ask("tou", largest_schedule(number))
        if not reply["ok"]:
            raise Refused(f"the largest schedule: {reply}")
        here.charger.advance_ms(_SETTLED_MS)
    return _most(here)


def _console(here: Site) -> int:
    for line in _LINES:
        here.console(line)
    return _most(here)


def _commission(here: Site) -> int:
    here.charger.unplug()
    here.charger.advance_ms(_UNPLUGGED_MS)
    answer = commission(here.charger)
    if "ok: True" not in answer:
        raise Refused(f"commission: {answer}")
    most = _most(here)
    charge_in_group(here)
    return most


def _most(here: Site) -> int:
    reading: Reading = read(here.charger, watched=True)
    return reading.most
