"""The world's clock on a PC's: it follows what has really passed, and stands still for nothing."""

import json

import pytest

from sim.chip.pc_time import PcTime
from sim.world import World


class Pc:
    """Real microseconds, as far as somebody has let them pass; its `time`, which wakes late."""

    LATE_US = 3_000

    def __init__(self):
        self.us = 7_000_000

    def __call__(self):
        return self.us

    ticks_us = __call__

    def ticks_add(self, ticks, delta):
        return ticks + delta

    def sleep_us(self, us):
        self.us += us + self.LATE_US


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


def test_a_busy_wait_takes_the_program_s_time_and_none_of_the_pc_s(pc):
    program = PcTime(pc, World(real_us=pc).clock)
    before_us, real_us = program.ticks_us(), pc.us
    for _ in range(32):
        program.sleep_us(150)
    assert program.ticks_us() - before_us == 32 * 150
    assert pc.us == real_us


def test_the_program_s_ticks_stand_until_the_pc_has_caught_up(pc):
    program = PcTime(pc, World(real_us=pc).clock)
    before_us = program.ticks_us()
    program.sleep_us(5_000)
    pc.us += 4_999
    assert program.ticks_us() - before_us == 5_000
    pc.us += 2
    assert program.ticks_us() - before_us == 5_001


def test_its_milliseconds_never_go_back(pc):
    program = PcTime(pc, World(real_us=pc).clock)
    pc.us += 600
    program.sleep_us(4_900)
    seen = []
    for _ in range(100):
        seen.append(program.ticks_ms())
        pc.us += 100
    assert seen == sorted(seen)


def test_a_sleep_of_milliseconds_gives_the_pc_its_time(pc):
    program = PcTime(pc, World(real_us=pc).clock)
    program.sleep_us(1_000)
    ticks_us, real_us = program.ticks_us(), pc.us
    program.sleep_ms(10)
    assert pc.us == real_us + 10_000 + Pc.LATE_US
    assert program.ticks_us() - ticks_us == 10_000 + Pc.LATE_US - 1_000
