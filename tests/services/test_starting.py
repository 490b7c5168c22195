"""A start that has lasted is remembered; what was left out is tried again when no car is there."""

import pytest

from firmware.core.protection import starts
from firmware.services.starting import Starting

LASTED_S = starts.LASTED_S
AGAIN_S = 900


class Chip:
    """A start that is the `count`-th in a row; by hand its clock, its car and its memory."""

    def __init__(self, count, left_out=False, again=True):
        self.kept, self.restarts, self.now_s = {}, 0, 0
        self.plan = self.session = self
        self.active, self.left_out = False, left_out
        self.starting = Starting(self, self, self, count, self.restart if again else None)

    def uptime_s(self):
        return self.now_s

    def put(self, name, content):
        self.kept[name] = content

    def save(self):
        self.kept["saved"] = True

    def restart(self):
        self.restarts += 1

    def at(self, now_s):
        self.now_s = now_s
        self.starting.look()
        return self.kept.get("starts")


@pytest.mark.parametrize("count, kept", [(1, 0), (2, 0), (3, 2), (4, 3), (5, 4), (9, 4)])
def test_after_a_minute_it_has_lasted(count, kept):
    chip = Chip(count)
    assert chip.at(LASTED_S - 1) is None
    assert chip.at(LASTED_S) == bytes((kept,)) and chip.kept["saved"]


def test_without_the_link_it_starts_anew_after_a_quarter_of_an_hour_without_a_car():
    chip = Chip(3, left_out=True)
    chip.active = True
    chip.at(AGAIN_S)
    assert chip.restarts == 0
    chip.active = False
    assert chip.at(AGAIN_S + 1) == bytes((starts.TRY_LINK,))
    assert chip.restarts == 1


def test_not_a_second_before():
    chip = Chip(3, left_out=True)
    chip.at(AGAIN_S - 1)
    assert chip.restarts == 0
    chip.at(AGAIN_S)
    assert chip.restarts == 1


def test_where_it_would_change_nothing_it_does_not():
    chip = Chip(1, left_out=True, again=False)
    assert chip.at(10 * AGAIN_S) == bytes((0,))
    assert chip.restarts == 0


def test_one_that_has_everything_never_does():
    chip = Chip(1)
    chip.at(10 * AGAIN_S)
    assert chip.restarts == 0
