"""Virtual seconds per second of this machine's processor, while a linked charger charges."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sim.host.idle_loop import IdleLoop
from tests.system.test_virtual_speed import TRIES, ratio


def collect(tries: int = TRIES) -> float:
    """The best of `tries`: another process may have the core's caches."""
    loop = IdleLoop()
    try:
        with TemporaryDirectory() as place:
            return round(max(ratio(loop, Path(place) / str(one)) for one in range(tries)), 1)
    finally:
        loop.close()
