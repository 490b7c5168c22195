"""A charger of whose calls to radio, network and meter one raises: the first, or a later one."""

from pathlib import Path
from typing import NamedTuple

from sim.cost.shortage import FAILURES
from tests.damage.cells import Outcome, charge, visited

AFTER = (0, 1, 7)  # so many calls that do as they should
TIMES = (1, None)  # then so many that raise; None: all


class Call(NamedTuple):
    name: str  # of sim.cost.shortage.FAILURES
    after: int
    times: int | None


def calls() -> list[Call]:
    """Every call that can fail but an import, in every way."""
    names = [name for name in FAILURES if name not in ("import", "tls")]
    return [Call(name, after, times) for name in names for after in AFTER for times in TIMES]


def live(place: Path, device: Path, flash: Path, call: Call) -> Outcome:
    """As cells.live()."""
    with visited(place, device, flash) as site:
        site.charger.do("run_short", call=call.name, after=call.after, times=call.times)
        site.charger.cut_mains()
        site.charger.restore_mains()
        return charge(site)
