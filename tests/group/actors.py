"""Who does not keep to the rules of a load group, in the random histories.

Runs on CPython and on MicroPython.
"""

import random

from firmware.core.group.grants import Coordinator

_TURNS_MS = (3_000, 6_000, 12_000, 20_000, 50_000, 56_000)
_FIRST_TURN_MS = 80_000
_OFF_MS = 2_000
_LATE_MS = 30_000
_HUGE_MA = 2**70


def copy_id(world):
    """Two chargers have one id. Half of the brokers keep only the newer connection of the two."""
    first = random.randrange(len(world.stations) - 1)
    one = world.stations[first]
    other = world.stations[random.randrange(first + 1, len(world.stations))]
    other.name = one.name
    if random.random() < 0.5:
        turns = (one, random.choice(_TURNS_MS)), (other, random.choice(_TURNS_MS))
        world.at(random.randrange(_FIRST_TURN_MS), _turn, world, *turns)


# Each comes back, and throws the other out.
def _turn(world, comes, leaves):
    comes[0].out, leaves[0].out = False, True
    world.after(comes[1], _turn, world, leaves, comes)


# The grant that it last acknowledged ends soon, for the report it quotes was long under way; then
# it is cut off, and before that is noticed so is everybody.
def stall_and_cut(world):
    station = random.choice(world.stations)
    station.lag_ms = random.randrange(12_000, 29_000)
    world.after(station.lag_ms + random.randrange(2_000, 30_000), _catch_up, world, station)


def _catch_up(world, station):
    station.lag_ms = 0
    world.after(random.randrange(200, 6_000), _cut, [station])
    world.after(random.randrange(8_000, 20_000), _cut, world.stations)


def _cut(stations):
    for station in stations:
        station.hears = False


class Wrong(Coordinator):
    """Signs with the key what adds up to more than the circuit, or is no amount."""

    def grants(self, round_, now_s, released_ma=None):
        given = super().grants(round_, now_s, released_ma)
        if given and random.random() < 0.5:
            _distort(given, self._members * self._share_ma)
        return given


def _distort(given, circuit_ma):
    names = sorted(given)
    over_ma = circuit_ma + 1_000 + random.randrange(circuit_ma)
    ma = random.choice((over_ma, over_ma, _HUGE_MA, -5_000, 6_000.5))
    _grant(given, random.choice(names), ma)
    if random.random() < 0.5:
        _grant(given, random.choice(names), -over_ma)


def _grant(given, name, ma):
    boot, number, _, lease_s = given[name]
    given[name] = boot, number, ma, lease_s


def replay_a_day(world):
    """The mains is cut, and from then on a charger hears what was recorded in its life before."""
    station = random.choice(world.stations)
    late_ms = _OFF_MS - station.boot_ms + random.randrange(_LATE_MS)
    for ms, topic, payload in world.recorded:
        world.after(ms + late_ms, _play, station, topic, payload)
    station.out = True
    world.reboot(station, _OFF_MS)


def _play(station, topic, payload):
    if station.on:
        station.hear(topic, payload)
