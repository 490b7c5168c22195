"""The watchdog is fed only while everybody moves."""

import pytest

from firmware.core.journal import Journal
from firmware.services.rounds import SHORT, VITAL, Rounds
from firmware.services.supervisor import Supervisor

EVERY_MS = 250


class Clock:
    now_ms = 0

    def ticks_ms(self):
        return self.now_ms

    def uptime_s(self):
        return self.now_ms // 1_000


class Duty:
    """Counts how often it was done; finds no memory while it is `short`."""

    def __init__(self):
        self.done = 0
        self.short = False

    def work(self):
        if self.short:
            raise MemoryError
        self.done += 1


class Watchdog:
    feedings = 0

    def feed(self):
        self.feedings += 1


class Charger:
    """Three vital duties and one that is not, a control step, and who watches them."""

    def __init__(self):
        self.clock, self.watchdog = Clock(), Watchdog()
        self.steps = 0
        self.duties = [Duty(), Duty(), Duty(), Duty()]
        self.rounds = Rounds(self.clock, Journal(self.clock))
        kinds = (VITAL, VITAL | SHORT, VITAL, 0)
        works = zip(self.duties, kinds, strict=True)
        self.rounds.take_on(tuple((duty.work, EVERY_MS, kind) for duty, kind in works))
        self.supervisor = Supervisor(self, self.rounds, self.watchdog)

    def second(self, step=True):
        """-> how often the watchdog was fed by its end."""
        for _ in range(4):
            self.clock.now_ms += EVERY_MS
            while self.rounds.turn():
                pass
        self.steps += step
        self.supervisor.look()
        return self.watchdog.feedings


@pytest.fixture
def charger():
    return Charger()


def test_it_feeds_when_all_have_moved(charger):
    assert [charger.second() for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("stuck", [0, 1, 2])
def test_i5_a_vital_duty_without_memory_starves_it_until_it_has_some(charger, stuck):
    charger.second()
    charger.duties[stuck].short = True
    assert [charger.second() for _ in range(20)] == [1] * 20
    charger.duties[stuck].short = False
    assert charger.second() == 2


def test_one_that_is_not_vital_does_not(charger):
    charger.duties[3].short = True
    assert [charger.second() for _ in range(3)] == [1, 2, 3]


def test_i5_a_control_step_that_is_stuck_starves_it(charger):
    charger.second()
    assert [charger.second(step=False) for _ in range(20)] == [1] * 20
    assert charger.second() == 2


def test_each_must_have_moved_since_the_last_feeding(charger):
    charger.second()
    charger.supervisor.look()
    assert charger.watchdog.feedings == 1
