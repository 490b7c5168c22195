"""A booted charger for each scenario; those of the conformance table at every corner."""

import pytest

from tests.corners import CORNERS, set_corner
from tests.rig import Rig


@pytest.fixture
def start(world, tmp_path, monkeypatch):
    """`start(**settings)`: a charger with these settings on its flash, booted, no car."""
    monkeypatch.chdir(tmp_path)
    return lambda **settings: Rig(world, **settings)


@pytest.fixture
def rig(start):
    """A charger on a 32 A wire, booted, no car."""
    return start()


@pytest.fixture(params=CORNERS, ids=("high", "nominal", "low"))
def corner(request, world):
    """The board's and the car's tolerances, all at one end."""
    set_corner(world, request.param)
    return request.param


@pytest.fixture
def charging(start):
    """`charging(**settings)`: a charger with a car that draws what it is offered."""

    def charging(**settings):
        rig = start(**settings)
        rig.charge()
        return rig

    return charging


@pytest.fixture
def still_air(monkeypatch):
    """The thermometer reads whole degrees without noise: for steps of one degree."""
    monkeypatch.setattr("sim.board.thermistor.NOISE_SIGMA_MV", 0)


@pytest.fixture
def longest_delay(monkeypatch):
    """Whatever is drawn at random after a boot is the highest allowed."""
    monkeypatch.setattr("random.randint", lambda lowest, highest: highest)


@pytest.fixture
def quick_sensor(world):
    """The self-test is over long before the 500 ms of unbroken C are."""
    world.set_gfci(release_ms=100)
