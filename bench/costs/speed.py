"""Virtual seconds per second of this machine's processor, while a linked charger charges."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sim.host.idle_loop import IdleLoop
from tests.system.test_virtual_speed import ratio

# Whatever else runs on the processor, in other machines of a shared one too, has its caches and
# its clock: the best tells of the program, the median of the hour.
TRIES = 24


def collect(tries: int = TRIES) -> dict[str, float | int]:
    """The best and the median of so many tries."""
    loop = IdleLoop()
    try:
        with TemporaryDirectory() as place:
            ratios = [ratio(loop, Path(place) / str(one)) for one in range(tries)]
    finally:
        loop.close()
    best, middle = round(max(ratios), 1), round(median(ratios), 1)
    return {"times_real_time": best, "median": middle, "tries": tries}
