"""The charger on the real interpreter: compiled as for the board, on a heap as the board's."""

import subprocess
import sys

import pytest

from sim.host.broker import EmbeddedBroker
from sim.host.idle_loop import IdleLoop
from sim.host.process import ROOT
from sim.host.site import Site
from tests.system import measure
from tests.system.mosquitto import Mosquitto

BOARD_HEAP_BYTES = 228 * 1024  # 114 KB of the board's, whose pointers are half as wide
# The interpreter's table of names doubles at 2,550 of them. The charger with all that it loads has
# some 1,600, the simulator beside it another 900: the chip's table never doubles so often.
NAMES_BYTES = 30 * 1024
REPORT_BYTES = 16 * 1024  # the simulator's, for a moment: a report, its JSON, the holes it leaves


@pytest.fixture(scope="session")
def net():
    loop = IdleLoop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def device_root():
    """build/device, freshly compiled."""
    subprocess.run([sys.executable, "-m", "tools.build"], cwd=ROOT, check=True, timeout=120)
    return ROOT / "build" / "device"


@pytest.fixture(scope="session")
def sim_bytes(net, tmp_path_factory):
    """What the simulated board itself takes of the interpreter's heap."""
    return measure.sim_bytes(net, tmp_path_factory.mktemp("bare"))


@pytest.fixture
def real_sites(net, tmp_path, device_root, sim_bytes):
    """One charger behind the embedded broker and one behind mosquitto, running side by side.

    In real time, each on the board's heap plus the simulator's own.
    """
    sites = []
    for broker in (EmbeddedBroker(net), Mosquitto(net, tmp_path)):
        workdir = tmp_path / type(broker).__name__
        workdir.mkdir()
        heap = str(BOARD_HEAP_BYTES + NAMES_BYTES + sim_bytes + REPORT_BYTES)
        options = {"virtual": False, "heap": heap, "device_root": device_root}
        sites.append(Site(workdir, broker, "real", **options))
    yield sites
    for site in sites:
        site.close()
        site.broker.stop()
