"""The heap in use after boot and while charging, and what the program's files take.

Measured on the 64-bit interpreter in real time, compiled as for the board, on a heap limited to
what stands for the board's (tests/system). What the simulated board itself takes is measured
apart and taken off.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.acts import largest_schedule
from sim.host.idle_loop import IdleLoop
from sim.host.process import ROOT
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site
from tests.system import measure
from tests.system.measure import BOARD_HEAP_BYTES, NAMES_BYTES, REPORT_BYTES
from tools.build import build, rooms

_WIRE_A = 32
_BOOTED_MS = 3_000
_LOOKS = 50
_LOOK_EVERY_MS = 100
_SCHEDULES = 3  # the largest there may be, one after another
_MISSING_WH = 20_000
_CHARGING_LIMIT_S = 40

_LOADED = """
import firmware.app
print(json.dumps([name for name in sys.modules if name.startswith("firmware")]))
"""

Figures = dict[str, Any]


def collect() -> Figures:
    """`mpy_bytes`: room -> bytes of its files; `heap_bytes`: what is in use, and when."""
    loop = IdleLoop()
    try:
        with TemporaryDirectory() as place:
            device = Path(place) / "device"
            build(ROOT, device)
            return {"mpy_bytes": rooms(device), "heap_bytes": _heap(loop, Path(place), device)}
    finally:
        loop.close()


def _heap(loop: IdleLoop, place: Path, device: Path) -> Figures:
    simulated = place / "simulated"
    simulated.mkdir()
    sim_bytes = measure.sim_bytes(loop, simulated)
    broker = EmbeddedBroker(loop)
    heap = str(BOARD_HEAP_BYTES + NAMES_BYTES + sim_bytes + REPORT_BYTES)
    site = Site(place, broker, "heap", virtual=False, heap=heap, device_root=device)
    try:
        found = _life(site, sim_bytes)
    finally:
        site.close()
        broker.stop()
    loaded = loaded_bytes(device)
    return {
        "limit": BOARD_HEAP_BYTES,
        "names": NAMES_BYTES,
        "reports": REPORT_BYTES,
        "simulator": sim_bytes,
        "program_files": loaded,
        **found,
        "after_import": measure.program_bytes(device),
        "bits_32": {name: in_32_bits(value, loaded) for name, value in found.items()},
    }


# On so small a heap garbage is collected all the time: the least seen is what is in use.
def _life(site: Site, sim_bytes: int) -> dict[str, int]:
    site.set_wire(_WIRE_A)
    site.connect_to_broker()
    site.charger.advance_ms(_BOOTED_MS)
    after_boot = min(_looks(site, sim_bytes))
    site.new_car(missing_wh=_MISSING_WH)
    site.shows(_CHARGING_LIMIT_S, pilot="C2", contactor=1, link="up")
    seen = _looks(site, sim_bytes)
    charging = min(seen)
    for version in range(_SCHEDULES):
        site.server.send("tou", largest_schedule(version + 1))
        seen += _looks(site, sim_bytes)
    return {"after_boot": after_boot, "charging": charging, "peak": max(seen)}


def _looks(site: Site, sim_bytes: int) -> list[int]:
    seen = []
    for _ in range(_LOOKS):
        site.charger.advance_ms(_LOOK_EVERY_MS)
        seen.append(site.charger.last.mem_alloc - sim_bytes)
    return seen


def loaded_bytes(device: Path) -> int:
    """Size of the files that the charger loads at its start."""
    loaded = measure.run(device, _LOADED)
    files = [device / (name.replace(".", "/") + ".mpy") for name in loaded]
    return sum(path.stat().st_size for path in files if path.exists())


def in_32_bits(used: int, program_files: int) -> dict[str, int]:
    """From: half, without the table of names' last doubling, which the chip has not.

    To: half, but bytecode and texts as large as their files.
    """
    return {"from": (used - NAMES_BYTES) // 2, "to": (used + program_files) // 2}


if __name__ == "__main__":
    json.dump(collect(), sys.stdout, indent=2)
    print()
