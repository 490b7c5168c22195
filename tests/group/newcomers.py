"""Chargers that join a running group, in the random histories; and what each keeps on flash.

Runs on CPython and on MicroPython.
"""

import random

_KEPT_AFTER_MS = (0, 0, 0, 3_000, 30_000)  # at once, or when the flash takes it
_COMES_WITHIN_MS = 60_000
_OFF_MS = (1_000, 10_000, 60_000)


class Settings:
    """One charger's. What is not on flash yet is lost when its power is cut."""

    def __init__(self, ma, members):
        self.group = self._kept = {"id": "g", "ma": ma, "members": members, "key": "k"}
        self.unsaved = False

    @property
    def group_share_ma(self):
        return 0 if "joining" in self.group else self.group["ma"] // self.group["members"]

    def change(self, world, group):
        self.group = group
        self.unsaved = True
        world.after(random.choice(_KEPT_AFTER_MS), self._keep, group)

    def _keep(self, group):
        if self.group is group:
            self.install(group)

    def install(self, group):
        self.group = self._kept = group
        self.unsaved = False

    def forget(self):
        self.group, self.unsaved = self._kept, False


def let_join(world):
    """The last station, or the last two, join those before; both may be set to the same number of
    members. -> whether there is a group to join."""
    newcomers = random.choice((1, 1, 2))
    present = len(world.stations) - newcomers
    if present < 1:
        return False
    for number, station in enumerate(world.stations):
        members = present
        if number >= present:
            station.comes_ms = 1 + random.randrange(_COMES_WITHIN_MS)
            members = present + 1 + random.randrange(number - present + 1)
        _install(station, members, joins=number >= present)
    return True


def _install(station, members, joins=False):
    group = dict(station.settings.group, members=members)
    group.pop("joiner", None)
    group.pop("joining", None)
    if joins:
        group["joining"] = True
    station.settings.install(group)


def take_out_and_back(world):
    """The newcomer is taken off the circuit, the others are set as before; and it joins again,
    while all that was ever said is said again; some of the others hear nothing more."""
    newcomers = [station for station in world.stations if station.comes_ms]
    present = [station for station in world.stations if not station.comes_ms]
    for station in newcomers:
        station.fail()
        _install(station, len(present) + 1, joins=True)
    for station in present:
        _set_by_hand(station, len(present))
        station.hears = random.random() < 0.5
    world.after(random.choice(_OFF_MS), world.switch_on, newcomers[0])
    for ms, topic, payload in world.recorded:
        world.after(ms - world.recorded[0][0], _say_again, newcomers[0], topic, payload)


def cut_and_deafen(world):
    """One that was there before loses its power, just after it made room perhaps, and then hears
    nothing any more."""
    station = random.choice([station for station in world.stations if not station.comes_ms])
    world.reboot(station, random.choice(_OFF_MS))
    station.hears = False


def _set_by_hand(station, members):
    _install(station, members)
    station.limits["group"] = 0
    station.look()


def _say_again(station, topic, payload):
    if station.on:
        station.hear(topic, payload)
