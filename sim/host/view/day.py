"""The schedule over the day that it is now, read by the firmware's own reader."""

import functools
import json
import sys
import time

from sim.host.process import ROOT

CELLS = 48
OPEN, CLOSED, NOTHING = "█", "░", "─"

_DAY_S = 86_400
_CELL_S = _DAY_S // CELLS
_HOURS_LABELLED = 3
_CELLS_LABELLED = CELLS * _HOURS_LABELLED // 24

# The firmware imports MicroPython's `micropython`; this is CPython.
sys.path.append(str(ROOT / "sim/cpython"))


def axis() -> str:
    """The hours, UTC, over the cells."""
    return "".join(f"{hour:02d}".ljust(_CELLS_LABELLED) for hour in range(0, 24, _HOURS_LABELLED))


def now_cell(wall_s: float) -> int:
    return int(wall_s) % _DAY_S // _CELL_S


def date(wall_s: float) -> str:
    """Such as "Mon 23 Nov"."""
    return time.strftime("%a %d %b", time.gmtime(wall_s))


def cells(tou: str, wall_s: float) -> str:
    """CELLS characters from midnight to midnight, UTC; `tou` as it was published, "": none."""
    return _cells(tou, int(wall_s) // _DAY_S * _DAY_S)


@functools.lru_cache(maxsize=2)
def _cells(tou: str, midnight_s: int) -> str:
    from firmware.core import tou as schedules

    if not tou:
        return NOTHING * CELLS
    try:
        schedule = schedules.parse(json.loads(tou))
    except (schedules.ScheduleError, ValueError):
        return NOTHING * CELLS  # the charger refuses it as well, and says why
    found = [schedule.at(midnight_s + cell * _CELL_S) for cell in range(CELLS)]
    return "".join(NOTHING if at is None else OPEN if at[0] else CLOSED for at in found)
