"""The rig: a virtual charger in virtual time on the real interpreter, behind a real broker."""

import shutil

import pytest

from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site

WIRE_A = 32
LINK_TIMEOUT_S = 30


@pytest.fixture(scope="session")
def net():
    """The loop on which every test's broker, gate and server live."""
    loop = IdleLoop()
    yield loop
    loop.close()


@pytest.fixture
def new_site(net, tmp_path):
    """Call it for a site with a charger that boots now; closed after the test."""
    broker = EmbeddedBroker(net)
    sites = []

    def site(flash=None, **charger):
        if flash is not None:
            shutil.copy(flash, tmp_path / "flash.bin")
        sites.append(Site(tmp_path, broker, "rig", **charger))
        return sites[-1]

    yield site
    for made in sites:
        made.close()
    broker.stop()


@pytest.fixture(scope="session")
def commissioned_flash(net, tmp_path_factory):
    """The flash of a charger with wire ampacity, group-less, network set, link timeout 30 s."""
    place = tmp_path_factory.mktemp("commissioned")
    broker = EmbeddedBroker(net)
    site = Site(place, broker, "rig")
    site.charger.advance_ms(1000)
    site.set_wire(WIRE_A)
    site.console(f"config link_timeout_s {LINK_TIMEOUT_S}")
    site.connect_to_broker()
    site.close()
    broker.stop()
    return place / "flash.bin"


@pytest.fixture
def bare(new_site):
    """A board that nobody has set anything on, just booted."""
    return new_site()


@pytest.fixture
def booting(new_site, commissioned_flash):
    """A commissioned charger, just booted: it has not found its server yet."""
    return new_site(commissioned_flash)


@pytest.fixture
def rig(booting):
    """A commissioned charger without a car: link up, snapshot complete, clock set."""
    booting.shows(30, pilot="A", contactor=0, reason="unplugged", link="up")
    booting.charger.advance_ms(10_000)
    return booting
