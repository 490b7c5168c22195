"""The charger on the real interpreter: compiled as for the board, on a heap as the board's."""

import pytest

from sim.host.idle_loop import IdleLoop
from sim.host.process import DEVICE
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site
from tests.system import measure
from tests.system.measure import BOARD_HEAP_BYTES, NAMES_BYTES, REPORT_BYTES
from tests.system.mosquitto import Mosquitto


@pytest.fixture(scope="session")
def net():
    loop = IdleLoop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def device_root():
    """build/device, freshly compiled."""
    return DEVICE


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
