"""When the control step comes: every 20 ms, on a chip that wakes its tasks on a tick of 10 ms."""

import itertools

import pytest

from firmware.services import control as control_module
from firmware.services.control import Control

STEP_US = 7_300  # burst and control step at 240 MHz
COLLECTION_US = 17_500  # the longest that is done after one
SETTLED = 20


class Over(Exception):
    """Enough steps were made."""


class Chip:
    """Time, and a task that is woken on the first tick from its time on: `tick_us`, `phase_us`.
    `starts_us`: when each step began."""

    def __init__(self, monkeypatch, tick_us=10_000, phase_us=0):
        self.now_us, self.starts_us = phase_us, []
        self._tick_us = tick_us
        self._work_us = {}
        monkeypatch.setattr(control_module, "ticks_ms", lambda: self.now_us // 1_000)
        monkeypatch.setattr(control_module, "sleep_ms", self._sleep_ms)
        self._control = Control(None, None, None)
        self._control.step = self._step

    def _step(self):
        self.starts_us.append(self.now_us)
        self.now_us += STEP_US

    def _after_step(self):
        self.now_us += self._work_us.pop(len(self.starts_us), 0)
        if len(self.starts_us) == self._last:
            raise Over

    async def _sleep_ms(self, ms):
        if ms > 0:
            self.now_us = -(-(self.now_us + ms * 1_000) // self._tick_us) * self._tick_us

    def gaps_ms(self, steps, after=0, work_us=0):
        """Between the steps once they have settled; `after` so many of them there is work."""
        self._work_us = {SETTLED + after: work_us}
        self._last = SETTLED + steps
        with pytest.raises(Over):
            self._control.run(self._after_step).send(None)
        starts_us = self.starts_us[SETTLED - 1 :]
        return [(late - early) / 1_000 for early, late in itertools.pairwise(starts_us)]


@pytest.mark.parametrize("phase_us", range(0, 10_000, 700))
def test_it_comes_every_20_ms_whenever_it_began(monkeypatch, phase_us):
    assert Chip(monkeypatch, phase_us=phase_us).gaps_ms(10)[1:] == [20.0] * 9


def test_a_clock_without_ticks_gets_it_every_20_ms_too(monkeypatch):
    gaps = Chip(monkeypatch, tick_us=1).gaps_ms(50)
    assert max(gaps) <= 21 and sum(gaps) == pytest.approx(1_000, abs=1)


@pytest.mark.parametrize("phase_us", range(0, 10_000, 700))
def test_i6_after_a_collection_it_comes_at_once_and_then_as_if_there_had_been_none(
    monkeypatch, phase_us
):
    gaps = Chip(monkeypatch, phase_us=phase_us).gaps_ms(8, after=2, work_us=COLLECTION_US)
    late = (STEP_US + COLLECTION_US) / 1_000
    assert gaps[1:] == [20.0, late, 40.0 - late, 20.0, 20.0, 20.0, 20.0]


def test_what_was_missed_is_not_made_up_for(monkeypatch):
    gaps = Chip(monkeypatch).gaps_ms(8, after=1, work_us=100_000)
    assert gaps[1] == (100_000 + STEP_US) / 1_000
    assert sum(gaps[1:4]) == 140.0 and gaps[4:] == [20.0] * 4
