"""Every test gets a world of its own; time in it passes only when something charges or waits."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim import world as sim_world
from sim.cpython import ticks

_CORE = Path(__file__).parent / "core"

ticks.install()

# CPython's collector has no numbers to tell: those of the stock image.
gc.mem_free, gc.mem_alloc = lambda: 165_280, lambda: 1_312


# Every charger on the real interpreter runs what goes on a board: build/device. tests/core runs
# none, and is also run in a copy of the tree that has no tools (make mutate).
def pytest_collection_finish(session: pytest.Session) -> None:
    if any(_CORE not in item.path.parents for item in session.items):
        from tools import build

        build.fresh()


@pytest.fixture
def world() -> Iterator[sim_world.World]:
    """A fresh world, installed: no car, no fault, noise and spikes as on the bench."""
    fresh = sim_world.World(seed=1)
    fresh.changes_kept = 100_000
    yield sim_world.install(fresh)
    sim_world.install(None)
