"""The world's clock on a PC's: it follows what has really passed, and stands still for nothing."""

import json

import pytest

from sim.world import World


class Pc:
    """Real microseconds, as far as somebody has let them pass."""

    def __init__(self):
        self.us = 7_000_000

    def __call__(self):
        return self.us


@pytest.fixture
def pc():
    return Pc()


def _passed_us(world, pc, us):
    before_us = world.clock.now_us
    pc.us += us
    world.clock.sync()
    return world.clock.now_us - before_us


def test_it_follows_real_time(pc):
    world = World(real_us=pc)
    assert _passed_us(world, pc, 1_000) == 1_000


def test_what_was_charged_is_ahead_until_real_time_has_caught_up(pc):
    world = World(real_us=pc)
    world.clock.charge(5_000)
    assert _passed_us(world, pc, 4_999) == 0
    assert _passed_us(world, pc, 2) == 1


@pytest.mark.parametrize("off_us", [0, 5_000_000])
def test_after_a_mains_cut_it_goes_on_at_once(pc, off_us):
    saved = json.loads(json.dumps(World(real_us=pc).save()))
    saved["off_us"] = off_us
    world = World.load(saved, power_on=True, real_us=pc)
    assert world.clock.now_us == saved["clock"]["now_us"] + off_us
    assert _passed_us(world, pc, 1_000) == 1_000
