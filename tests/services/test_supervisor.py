"""The watchdog is fed only while everybody moves."""

import pytest

from firmware.services.planner import Planner
from firmware.services.supervisor import Supervisor
from tests import running  # noqa: F401


class Service:
    """Counts its steps, as those do that are watched."""

    def __init__(self):
        self.steps = 0

    def step(self):
        self.steps += 1


class Watchdog:
    def __init__(self):
        self.feedings = 0

    def feed(self):
        self.feedings += 1


@pytest.fixture
def services():
    return [Service(), Service(), Service()]


@pytest.fixture
def watchdog():
    return Watchdog()


@pytest.fixture
def supervisor(services, watchdog):
    """One that has just fed."""
    supervisor = Supervisor(services, watchdog)
    supervisor.look()
    assert watchdog.feedings == 1
    return supervisor


def test_the_first_look_feeds_services_that_have_not_stepped_yet(supervisor):
    assert supervisor


def test_it_feeds_when_all_have_moved(supervisor, services, watchdog):
    for number in range(2, 10):
        for service in services:
            service.step()
        supervisor.look()
        assert watchdog.feedings == number


@pytest.mark.parametrize("stuck", [0, 1, 2])
def test_i5_one_that_is_stuck_starves_it(supervisor, services, watchdog, stuck):
    for _ in range(20):
        for number, service in enumerate(services):
            if number != stuck:
                service.step()
        supervisor.look()
    assert watchdog.feedings == 1


def test_each_must_have_moved_since_the_last_feeding_not_since_the_last_look(
    supervisor, services, watchdog
):
    services[0].step()
    supervisor.look()
    services[1].step()
    supervisor.look()
    assert watchdog.feedings == 1
    services[2].step()
    supervisor.look()
    assert watchdog.feedings == 2
    supervisor.look()
    assert watchdog.feedings == 2


# --- no memory -----------------------------------------------------------------------------------


class Starved:
    """A charger whose plan finds no memory for a while."""

    def __init__(self, fails):
        self.fails = fails
        self.thoughts = 0
        self.plan = self

    def looking_ahead(self, _epoch):
        return ()

    def think(self, *_):
        if self.fails:
            self.fails -= 1
            raise MemoryError
        self.thoughts += 1


class AnyClock:
    def ticks_ms(self):
        return 0

    uptime_s = epoch = ticks_ms


def test_a_plan_without_memory_ends_nothing_and_is_no_step():
    planner = Planner(Starved(3), AnyClock())
    loop = planner.run()
    for steps in (0, 0, 0, 1, 2):
        loop.send(None)
        assert planner.steps == steps


class Forgetful(Supervisor):
    """Its look finds no memory the first `fails` times."""

    fails = 2

    def look(self):
        if self.fails:
            self.fails -= 1
            raise MemoryError
        super().look()


def test_a_look_without_memory_feeds_nothing_and_the_next_one_does(services, watchdog):
    loop = Forgetful(services, watchdog).run()
    for feedings in (0, 0, 1):
        loop.send(None)
        assert watchdog.feedings == feedings
