"""Regular work: when it is due, one long piece after each control step, the urgent first."""

import asyncio

import pytest

from firmware.core.journal import Journal
from firmware.services.rounds import SHORT, VITAL, Rounds


class Clock:
    now_ms = 0

    def ticks_ms(self):
        return self.now_ms

    def uptime_s(self):
        return self.now_ms // 1_000


class Work:
    """Rounds with duties of the given (name, every_ms, kind); `done`: their names, in order."""

    def __init__(self, *duties):
        self.clock, self.done = Clock(), []
        self.journal = Journal(self.clock)
        self.rounds = Rounds(self.clock, self.journal)
        self.rounds.take_on(tuple((self._of(name), ms, kind) for name, ms, kind in duties))

    def _of(self, name):
        return lambda: self.done.append(name)

    def step(self, after_ms=0):
        """-> what was done after a control step."""
        self.clock.now_ms += after_ms
        self.done.clear()
        self.rounds.after_step()
        return "".join(self.done)


def test_i6_of_long_ones_one_is_done_after_each_step_and_the_short_ones_before_it():
    work = Work(("a", 100, SHORT), ("B", 100, 0), ("C", 100, 0), ("d", 100, SHORT))
    assert [work.step(20) for _ in range(3)] == ["aB", "C", "d"]


@pytest.mark.parametrize("ms, done", [(99, ""), (100, "a")])
def test_a_duty_is_due_when_its_time_is_over(ms, done):
    work = Work(("a", 100, SHORT))
    work.step()
    assert work.step(ms) == done


def test_the_urgent_ones_come_first():
    work = Work(("A", 20, 0), ("B", 40, 0), ("C", 20, 0))
    assert "".join(work.step(20) for _ in range(4)) == "AAAA"
    assert Work(("A", 60, 0), ("B", 40, 0)).step(20) == "A"


def test_time_is_told_over_the_wrap_of_the_tick_counter():
    work = Work(("a", 100, SHORT))
    work.clock.now_ms = 2**30 - 50
    work.step()
    work.clock.now_ms = 49
    assert work.step() == ""
    work.clock.now_ms = 50
    assert work.step() == "a"


def test_i6_a_short_one_that_was_long_this_once_takes_the_place_of_a_long_one():
    work = Work(("A", 20, 0))
    was_long = [True, False]
    work.rounds.take_on(
        ((was_long.pop, 20, SHORT), (lambda: work.done.append("A"), 20, 0)),
    )
    assert (work.step(20), work.step(20)) == ("A", "")


def test_one_without_memory_is_done_again_when_it_is_due():
    tries = []

    def starved():
        tries.append(1)
        raise MemoryError

    work = Work(("b", 100, SHORT))
    work.rounds.take_on(((starved, 100, SHORT),))
    for _ in range(10):
        work.step(20)
    assert len(tries) == 2


def test_who_waits_for_room_goes_on_after_a_step_without_a_long_duty_one_a_step():
    work = Work(("A", 40, 0))
    seen = []

    async def wait(name):
        await work.rounds.room()
        seen.append(name)

    async def steps():
        tasks = [asyncio.create_task(wait(name)) for name in "xy"]
        told = []
        for _ in range(4):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            told.append((work.step(20), "".join(seen)))
        await asyncio.gather(*tasks)
        return told

    assert asyncio.run(steps()) == [("A", ""), ("", ""), ("A", "x"), ("", "x")]
    assert seen == ["x", "y"]


def _break():
    raise OSError(5)


def test_7_what_is_not_vital_may_break_and_is_told_once_and_tried_again():
    work = Work(("a", 20, SHORT))
    work.rounds.take_on(((_break, 20, SHORT), (lambda: work.done.append("b"), 20, SHORT)))
    assert [work.step(20) for _ in range(3)] == ["b", "b", "b"]
    assert [entry[:3] for entry in work.journal.entries] == [
        (0, "trouble", "regular work: OSError")
    ]


def test_7_what_is_vital_ends_the_program_when_it_breaks():
    work = Work(("a", 20, SHORT))
    work.rounds.take_on(((_break, 20, SHORT | VITAL),))
    with pytest.raises(OSError):
        work.step(20)
