"""Verbs at an exact microsecond, in the middle of whatever the chip does, and what stalls it."""

import pytest

from sim.chip.flash import BLOCK_BYTES
from sim.clock import STALL_GAP_US, STALLS_KEPT
from sim.cost import silicon


def put_off(world, us, what, **details):
    world.do("later", {"us": us, "what": what, "details": details})


def times(world, name):
    return [t_us for t_us, what, _ in world.changes if what == name]


def test_a_verb_that_was_put_off_takes_place_to_the_microsecond(world):
    world.plug_in()
    put_off(world, 1_234, "unplug")
    world.run_us(1_233)
    assert world.car.plugged
    world.run_us(1)
    assert not world.car.plugged
    assert times(world, "plugged")[-1] == 1_234


def test_in_the_middle_of_a_long_call_it_has_its_own_time(world):
    world.plug_in()
    put_off(world, 1_000, "unplug")
    world.clock.charge(50_000)
    assert times(world, "plugged")[-1] == 1_000
    assert world.clock.now_us == 50_000


def test_a_verb_that_was_not_put_off_takes_place_now(world):
    world.run_us(500)
    world.do("inject", {"name": "ground_lost"})
    assert times(world, "ground_lost") == [500]


def test_only_one_verb_can_be_put_off_and_only_one_there_is(world):
    put_off(world, 1_000, "plug_in")
    with pytest.raises(ValueError, match="one verb at a time"):
        put_off(world, 2_000, "unplug")
    world.run_us(1_000)
    for wrong in ("explode", "later"):
        with pytest.raises(ValueError, match="no such verb"):
            put_off(world, 1, wrong)


def test_s2_opens_at_once_while_current_flows_and_the_car_asks_again_later(world):
    world.plug_in()
    world.ask_power()
    assert world.car.s2
    world.open_s2()
    assert not world.car.s2 and not world.car.wants_s2


def test_a_flash_write_is_told_as_one_stall(world, tmp_path):
    flash = world.insert_flash(str(tmp_path / "flash.bin"))
    world.run_us(100)
    flash.writeblocks(0, bytes(BLOCK_BYTES))
    flash.writeblocks(1, bytes(BLOCK_BYTES))
    ((from_us, to_us, what),) = world.report()["stalls"]
    assert (from_us, to_us, what) == (100, world.clock.now_us, "flash")
    assert to_us - from_us >= 2 * silicon.FLASH_ERASE_MIN_US
    assert world.report()["stalls"] == []


@pytest.mark.parametrize(("gap_us", "count"), [(STALL_GAP_US, 1), (STALL_GAP_US + 1, 2)])
def test_stalls_of_one_call_lie_close_together(world, gap_us, count):
    world.clock.stall(10, "tls")
    world.run_us(gap_us)
    world.clock.stall(10, "tls")
    assert len(world.clock.stalls) == count


def test_the_latest_stalls_are_kept(world):
    for _ in range(STALLS_KEPT + 1):
        world.clock.stall(1, "gc")
        world.run_us(STALL_GAP_US + 1)
    assert len(world.clock.stalls) == STALLS_KEPT
    assert world.clock.stalls[0][0] > 0


def test_a_verb_may_wait_for_the_next_stall_of_a_kind(world):
    world.plug_in()
    world.do("later", {"us": 30, "what": "unplug", "details": {}, "upon": "tls"})
    world.clock.stall(100, "gc")
    assert world.car.plugged
    world.run_us(1_000)
    world.clock.stall(29, "tls")
    assert world.car.plugged
    world.run_us(1)
    assert times(world, "plugged")[-1] == 100 + 1_000 + 30
