"""A charger on the rig: commissioned, in one network condition, with a car to be charged."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from bench.site.networks import Network, Weather
from sim.host.charger import Overdue
from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site

Changes = list[tuple[int, str, Any]]
Stalls = list[tuple[int, int, str]]

_LINK_TIMEOUT_S = 30
_BOOT_MS = 8_000
_CHARGING_LIMIT_S = 120
_UNPLUGGED_S = 4  # latches and overrides end after 3 s of A
_LOOK_EVERY_US = 1_000_000
_CAR_MAX_MA = 80_000
_CAR_FULL_WH = 1_000_000  # never within a trial
_CAR_MISSING_WH = 900_000


class Rig:
    """`chance`: where every random choice of the trials comes from."""

    def __init__(self, site: Site, network: Network, amps: int, seed: str) -> None:
        self.site = site
        self.charger = site.charger
        self.chance = random.Random(seed)
        self.wire_a = 0
        self.charger.advance_ms(_BOOT_MS)
        self.set_wire(amps)
        site.console(f"config link_timeout_s {_LINK_TIMEOUT_S}")
        network.begin(site)
        site.connect_to_broker()
        self._weather = Weather(network, self.now_us)

    @property
    def now_us(self) -> int:
        return int(self.charger.last.t_us)

    def set_wire(self, amps: int) -> None:
        """The offer from the next charge on; the car has to be away."""
        if amps != self.wire_a:
            self.wire_a = amps
            self.site.set_wire(amps)

    # ---- time, with the network's weather in it

    def until(self, holds: Callable[[SimpleNamespace], object], limit_s: float, what: str) -> None:
        """Lets time pass until the report satisfies `holds`; Overdue after `limit_s`."""
        end_us = self.now_us + int(limit_s * 1e6)
        while not holds(self.charger.last):
            if self.now_us >= end_us:
                raise Overdue(f"not within {limit_s} s: {what}; {self.site.status()}")
            self._towards(end_us)

    def pass_s(self, span_s: float) -> None:
        self.pass_to(self.now_us + int(span_s * 1e6))

    def pass_to(self, end_us: int) -> None:
        while self.now_us < end_us:
            self._towards(end_us)

    def _towards(self, end_us: int) -> None:
        self._weather.act(self.site, self.now_us)
        soon_us = min(end_us, self.now_us + _LOOK_EVERY_US, self._weather.due_us)
        self.charger.advance_to_change(soon_us)

    # ---- the car

    def charge(self, **car: Any) -> None:
        """Has a car drawing current; plugs one in if there is none."""
        if not self.charger.report().plugged:
            self.site.new_car(_CAR_MISSING_WH, _CAR_FULL_WH, max_ma=_CAR_MAX_MA, **car)
        self.until(
            lambda now: now.contactor and now.drawn_ma > 0, _CHARGING_LIMIT_S, "a charge to begin"
        )
        self.charger.take_changes()
        self.charger.take_stalls()

    def unplug(self) -> None:
        """Ends faults and latches."""
        self.charger.unplug()
        self.pass_s(_UNPLUGGED_S)

    def random_us(self, span_s: float) -> int:
        return self.chance.randrange(int(span_s * 1e6))


@contextmanager
def rig(network: Network, amps: int, seed: str) -> Iterator[Rig]:
    """A rig with a broker of its own, gone afterwards."""
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    with TemporaryDirectory() as place:
        site = Site(Path(place), broker, "bench", seed=random.Random(seed).randrange(1 << 30))
        try:
            yield Rig(site, network, amps, seed)
        finally:
            site.close()
            broker.stop()
            loop.close()


def first(changes: Changes, name: str, value: object, since_us: int = 0) -> int:
    """When this change came first; Overdue if it did not."""
    for t_us, what, now in changes:
        if t_us >= since_us and (what, now) == (name, value):
            return t_us
    raise Overdue(f"{name} never became {value}: {changes}")


def stalled_us(stalls: Stalls, from_us: int, to_us: int) -> dict[str, int]:
    """How much of this span the chip spent in calls that hold up everything, by what they do."""
    spent_us: dict[str, int] = {}
    for begin_us, end_us, what in stalls:
        if (within_us := min(end_us, to_us) - max(begin_us, from_us)) > 0:
            spent_us[what] = spent_us.get(what, 0) + within_us
    return spent_us
