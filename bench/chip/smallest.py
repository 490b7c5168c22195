"""The smallest heap on which the outage story holds, promise for promise."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chip.gauge import GaugedProcess, simulator_bytes
from sim.host.charger import Overdue
from sim.host.idle_loop import IdleLoop
from sim.host.process import ChargerDied
from sim.host.site.home import Refused
from sim.host.story import telling
from sim.host.story.narrator import Broken
from sim.host.story.scenario import read

STEP_BYTES = 2_048
_LEAST_BYTES, _MOST_BYTES = 56 * 1_024, 256 * 1_024
_ROOMY_BYTES = 600_000


class NeverHolds(Exception):
    """The story breaks on any heap."""


def play(device: Path, heap_bytes: int) -> int | None:
    """The story on an interpreter's heap of this size: the simulator's share of it, or None if
    one of its promises is broken."""
    scenario = read(telling.FIRST)
    loop = IdleLoop()
    options = {"heap": str(heap_bytes), "device_root": device, "process": GaugedProcess}
    try:
        with TemporaryDirectory() as place:
            with telling.begun(scenario, Path(place), loop, _unheard, **options) as told:
                for promise in scenario.promises:
                    telling.keep(scenario, promise, told)
                return simulator_bytes(told.site.charger)
    # ValueError: the console has no memory for an answer.
    except (Broken, Overdue, Refused, ChargerDied, ValueError):
        return None
    finally:
        loop.close()


def _unheard(_: str) -> None:
    """Nobody reads this story."""


def least(holds: Callable[[int], bool], low: int, high: int, step: int) -> int:
    """The least of low + n * step for which it holds; it is taken to hold at `high`."""
    while high - low > step:
        middle = low + (high - low) // 2 // step * step
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def smallest(device: Path) -> int:
    """Bytes of the charger's share, to 2 KB. NeverHolds if a roomy heap is not enough."""
    off = play(device, _ROOMY_BYTES)
    if off is None:
        raise NeverHolds(f"{device.name}: the outage story is broken on any heap")

    def holds(share: int) -> bool:
        return play(device, share + off) is not None

    return least(holds, _LEAST_BYTES, _MOST_BYTES, STEP_BYTES)
