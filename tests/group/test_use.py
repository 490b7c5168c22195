"""What the group is for: with all well the circuit is used, and without a broker cars charge."""

import random

import pytest

from tests.group.history import World


def _group(count, ma, cars, seed=1):
    """Every member has a coordinator to follow; the first `cars` of them have a car."""
    random.seed(seed)
    world = World(count, ma)
    world.start()
    for station in world.stations[:cars]:
        station.car(48_000)
    return world


def _each_second(world, seconds, look):
    for _ in range(seconds):
        world.run(1_000)
        look()


def _allowed(world):
    return [station.limits["group"] for station in world.stations]


def _average_use(world, seconds):
    """Parts of the circuit, in thousandths."""
    sums = []
    _each_second(world, seconds, lambda: sums.append(sum(s.drawn_ma() for s in world.stations)))
    return sum(sums) * 1_000 // (len(sums) * world.limit_ma)


@pytest.mark.parametrize(
    ("count", "ma", "cars"), [(2, 40_000, 1), (3, 48_000, 2), (6, 48_000, 3), (12, 80_000, 11)]
)
def test_the_circuit_is_used_while_cars_want_it(count, ma, cars):
    world = _group(count, ma, cars)
    world.run(120_000)
    assert _average_use(world, 1_800) >= 950


def test_amps_move_within_thirty_seconds_to_the_car_that_draws():
    world = _group(4, 48_000, 2)
    world.run(120_000)
    full, other = world.stations[:2]
    full.takes = False
    world.run(30_000)
    assert other.limits["group"] == 48_000


def test_a_car_that_comes_has_its_part_within_a_minute():
    world = _group(4, 48_000, 1)
    world.run(120_000)
    world.stations[2].car(48_000)
    world.run(60_000)
    assert _allowed(world)[0] == _allowed(world)[2] == 24_000


def test_a_car_that_its_own_charger_limits_leaves_the_rest_to_others():
    world = _group(2, 48_000, 2)
    world.stations[0].most_ma = 10_000
    world.run(180_000)
    assert world.stations[0].drawn_ma() == 10_000
    assert world.stations[1].drawn_ma() >= 36_000


@pytest.mark.parametrize("moment_ms", [120_000, 128_000, 147_000])
def test_with_the_broker_dead_every_car_has_its_share_within_ninety_seconds(moment_ms):
    world = _group(4, 48_000, 1)
    world.run(moment_ms)
    world.broker_up = False
    for station in world.stations:
        station.car(48_000)
    world.run(90_000)
    assert _allowed(world) == [12_000] * 4


def test_of_eight_on_half_their_amps_every_one_has_its_turn():
    world = _group(8, 48_000, 8)
    _release(world, 24_000)
    world.run(150_000)
    served = [0] * 8
    sums = []

    def look():
        for index, station in enumerate(world.stations):
            assert station.limits["group"] == 0 or station.limits["group"] >= 6_000
            served[index] += station.drawn_ma() > 0
        sums.append(sum(station.drawn_ma() for station in world.stations))

    _each_second(world, 3_600, look)
    assert min(served) >= 1_700
    assert max(sums) <= 24_000
    assert sum(sums) / len(sums) >= 0.95 * 24_000


def _release(world, ma, number=1):
    fields = {"from": "!site", "boot": "m", "seq": number, "release_ma": ma}
    world.publish(b"pilotlight/group/g/release", fields)
    world.after(60_000, _release, world, ma, number + 1)


def _seated(world):
    return [
        station
        for station in world.stations
        if station.on and station.group.coordinator == station.name
    ]


def test_when_the_coordinator_is_gone_another_takes_the_seat():
    world = _group(3, 36_000, 0)
    world.run(120_000)
    (gone,) = _seated(world)
    gone.fail()
    left = [station for station in world.stations if station is not gone]
    left[1].car(32_000)
    world.run(180_000)
    assert len(_seated(world)) == 1
    # The lost one keeps its share: nobody knows whether it is lost.
    assert left[1].drawn_ma() == 24_000


def test_a_lower_id_that_comes_back_leaves_the_seat_to_the_one_who_sits():
    world = _group(3, 36_000, 0)
    lowest = world.stations[0]
    lowest.fail()
    world.run(60_000)
    (seated,) = _seated(world)
    world.switch_on(lowest)
    world.run(120_000)
    assert _seated(world) == [seated]


def test_of_two_that_sit_the_lower_id_stays():
    world = _group(3, 36_000, 0)
    world.run(30_000)
    for station in world.stations:
        station.group._election.seated = True
    world.run(20_000)
    assert _seated(world) == world.stations[:1]
