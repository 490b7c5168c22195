"""A load group's random life in virtual time, with the real Group of each member.

The adversary loses, delays, doubles and reorders messages, cuts either direction of any member,
restarts the broker and the members, and seats coordinators that should not sit. Two may have one
id, a coordinator may be wrong, an old day may be played again (actors.py), others may join
(newcomers.py). What a car draws is taken as the worst: all that it was offered at any time in the
last 6 s.

Runs on CPython and on MicroPython.
"""

import heapq
import random

from firmware.services.group.circle import Group
from firmware.services.group.newcomer import Newcomer
from tests.group.actors import Wrong, copy_id, replay_a_day, stall_and_cut
from tests.group.newcomers import Settings, cut_and_deafen, let_join, take_out_and_back

OPENED_MS = 6_000  # IEC 61851-1: 5 s to follow the pilot, open after 6
_TICK_MS = 1_000  # four times as seldom as the charger: later than it ever is
_JOINED_BEFORE_MS = 100_000
_DELAY_MAX_MS = 60_000
_SIZES = (2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 12)
_LAGS_MS = (0, 0, 0, 0, 0, 3_000, 10_000, 25_000)  # a link that stalls keeps the order
_REGIMES_MS = (4_000, 12_000, 40_000)
_WANTS_MA = (0, 0, 16_000, 32_000, 48_000)


def _may_load():
    return True


class Broken(Exception):
    """I7: the offers, or what the cars may draw by them, are more than the circuit carries."""


class AsIs:
    """Stands for services.group.message: what is not packed need not be unpacked."""

    @staticmethod
    def pack(_key, _topic, fields):
        return fields

    @staticmethod
    def unpack(_key, _topic, fields):
        return fields


class Station:
    """One charger: its clock, its car, its link, and a Group made anew at each boot."""

    def __init__(self, world, chip, settings):
        self.chip = chip
        self.name = f"c{chip:02}"
        self.limits = {"group": 0}
        self.want_ma = 0
        self.takes = True
        self.most_ma = 48_000  # its own charger's
        self.hears = self.speaks = True
        self.out = False  # thrown out by the broker
        self.lag_ms = 0
        self.stubborn = self.wrong = False
        self.comes_ms = 0
        self.on = False
        self.boots = 0
        self._world = world
        self.settings = settings
        self.boot_ms = 0
        self._came_s = 0
        # Crystals are off by 20 ppm, these by up to 1000.
        self._rate_ppm = random.randrange(-1_000, 1_001)
        self._allowed_ma = 0
        self._fading = []

    def uptime_s(self):
        age_ms = self._world.now_ms - self.boot_ms
        return (age_ms + age_ms * self._rate_ppm // 1_000_000) // 1_000

    def boot(self):
        self.on = True
        self.boots += 1
        self.boot_ms = self._world.now_ms
        self._make()

    # As services.group.membership and joining do.
    def _make(self):
        kind = Newcomer if "joining" in self.settings.group else Group
        birth = f"{self.chip:06x} {self.boots} {self._world.now_ms}"
        parts = (self.settings, self.limits, self._demand, self._publish, self, _may_load)
        self.group = kind(self.name, birth, *parts, self.remember, codec=self._world.codec)
        if self.wrong:
            self.group._coordinator_class = Wrong

    # boot.py opens the contactor: its car draws nothing from this instant on.
    def fail(self):
        self.on = False
        self.limits["group"] = self._allowed_ma = 0
        self._fading = []
        self.settings.forget()

    # As firmware.core.plan.plan does, whoever changes them: nothing until it is known how much.
    def remember(self, group):
        self.settings.change(self._world, group)
        self.limits["group"] = 0
        self.look()

    def tick(self):
        if self.group.joins != ("joining" in self.settings.group):
            self._make()
        self.group.tick()
        if self.stubborn:
            self.group._election.coordinates = self.group._election.able
        self.look()

    def hear(self, topic, payload):
        self.group.on_message(topic, payload)
        self.look()

    def look(self):
        ma, before_ma = self.limits["group"], self._allowed_ma
        if ma == before_ma:
            return
        self._allowed_ma = ma
        if ma < before_ma:
            self._fading.append((self._world.now_ms + OPENED_MS, before_ma))
        else:
            self._world.check()

    def worst_ma(self):
        worst_ma, now_ms = max(0, self._allowed_ma), self._world.now_ms
        if self._fading:
            self._fading = [fade for fade in self._fading if fade[0] > now_ms]
            for _, ma in self._fading:
                worst_ma = max(worst_ma, ma)
        return worst_ma

    def drawn_ma(self):
        return min(self._allowed_ma, self.want_ma, self.most_ma) if self.takes else 0

    def car(self, want_ma, takes=True):
        self.want_ma, self.takes = want_ma, takes
        self._came_s = self.uptime_s()

    def _demand(self):
        return self.want_ma, self.drawn_ma(), self.uptime_s() - self._came_s

    def _publish(self, topic, payload):
        if self.speaks and not self.out:
            self._world.after(self.lag_ms, self._world.publish, topic, payload)


class World:
    """`stations` on one broker; `limit_ma` is the circuit's."""

    def __init__(self, count, ma, codec=AsIs):
        self.now_ms = 0
        self.limit_ma = ma
        self.codec = codec
        self.broker_up = True
        self.loss = self.late = self.twice = 0.0
        self.recorded = []
        self._queue = []
        self._order = 0
        self.stations = [Station(self, chip, Settings(ma, count)) for chip in range(count)]

    def at(self, ms, verb, *args):
        self._order += 1
        heapq.heappush(self._queue, (ms, self._order, verb, args))

    def after(self, ms, verb, *args):
        self.at(self.now_ms + ms, verb, *args)

    # All have been there long enough to have their shares; their clocks tick out of step.
    def start(self, joined_before_ms=_JOINED_BEFORE_MS):
        for station in self.stations:
            if station.comes_ms:
                self.at(joined_before_ms + station.comes_ms, self.switch_on, station)
                continue
            self.now_ms = random.randrange(_TICK_MS)
            station.boot()
            station.tick()
            self.at(joined_before_ms + random.randrange(_TICK_MS), self._tick, station, 1)
        self.now_ms = joined_before_ms

    def _tick(self, station, boots):
        if station.on and station.boots == boots:
            station.tick()
            self.after(_TICK_MS, self._tick, station, boots)

    def run(self, ms):
        end_ms, queue = self.now_ms + ms, self._queue
        while queue and queue[0][0] <= end_ms:
            self.now_ms, _, verb, args = heapq.heappop(queue)
            verb(*args)
        self.now_ms = end_ms

    def publish(self, topic, payload):
        if not self.broker_up:
            return
        self.recorded.append((self.now_ms, topic, payload))
        for station in self.stations:
            if random.random() >= self.loss:
                self._send(station, topic, payload)
                while random.random() < self.twice:
                    self._send(station, topic, payload)

    def _send(self, station, topic, payload):
        late = random.random() < self.late
        ms = random.randrange(_DELAY_MAX_MS) if late else 20 + random.randrange(400)
        self.after(ms, self._deliver, station, topic, payload)

    def _deliver(self, station, topic, payload):
        if station.on and station.hears and not station.out:
            station.hear(topic, payload)

    # What rises is looked at when it rises; between two rises every sum can only fall.
    def check(self):
        worst_ma = 0
        for station in self.stations:
            worst_ma += station.worst_ma()
        if worst_ma > self.limit_ma:
            raise Broken(f"{worst_ma} of {self.limit_ma} mA")

    def reboot(self, station, off_ms):
        if station.on:
            station.fail()
            self.after(off_ms, self.switch_on, station)

    def switch_on(self, station):
        if not station.on:
            station.boot()
            self._tick(station, station.boots)


def _trouble(world):
    world.loss = random.choice((0.0, 0.0, 0.05, 0.3, 0.7))
    world.late = random.choice((0.0, 0.0, 0.1, 0.5))
    world.twice = random.choice((0.0, 0.0, 0.3))
    world.broker_up = random.random() < 0.9
    for station in world.stations:
        station.hears = random.random() < 0.85
        station.speaks = random.random() < 0.85
        station.lag_ms = random.choice(_LAGS_MS)
        if random.random() < 0.06:
            world.reboot(station, random.choice((300, 2_000, 20_000, 60_000)))
    world.after(random.randrange(1_000, random.choice(_REGIMES_MS)), _trouble, world)


def _calm(world):
    world.loss = world.late = world.twice = 0.0
    world.broker_up = True
    for station in world.stations:
        station.hears = station.speaks = True
        station.lag_ms = 0


def _cars(world):
    station = random.choice(world.stations)
    station.car(random.choice(_WANTS_MA), random.random() < 0.8)
    world.after(random.randrange(1_000, 60_000 // len(world.stations)), _cars, world)


_PLOTS = (_trouble,) * 10 + (stall_and_cut,) * 4 + (replay_a_day,)
_OF_NEWCOMERS = (_trouble, _trouble, take_out_and_back, cut_and_deafen)


def live(seed, seconds=200, codec=AsIs, sizes=_SIZES, copied=0.2, joined=0.1):
    """One history. Raises Broken. `copied`: of so many two chargers have one id; `joined`: to so
    many one or two chargers join.

    Three quarters of a minute of calm first, so that there is something to lose."""
    random.seed(seed)
    count = random.choice(sizes)
    world = World(count, count * random.randrange(6_000, 16_001) + random.randrange(count), codec)
    wrong = random.random() < 0.06
    for station in world.stations:
        station.stubborn, station.wrong = random.random() < 0.12, wrong
    if random.random() < copied:
        copy_id(world)
    joining = random.random() < joined and let_join(world)
    world.start()
    for station in world.stations:
        station.car(random.choice(_WANTS_MA), random.random() < 0.8)
    _cars(world)
    plot = random.choice(_OF_NEWCOMERS if joining else _PLOTS)
    began_ms = 130_000 if plot is take_out_and_back else 45_000
    world.after(began_ms + random.randrange(40_000), plot, world)
    if random.random() < 0.3:
        world.after(seconds * 700, _calm, world)
    world.run((seconds + 100 if joining or plot is replay_a_day else seconds) * 1_000)
