"""A link that comes and goes for hours: the server is found each time, and no heap is lost.

Virtual time, the whole charger, every way in which a connection can end. For longer:
`PILOTLIGHT_FLAPS` and `PILOTLIGHT_FLAP_HOURS`.
"""

import os
import random
import re

import pytest

from sim.host.process import ROOT
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site

FLAPS = int(os.environ.get("PILOTLIGHT_FLAPS", "600"))
HOURS = float(os.environ.get("PILOTLIGHT_FLAP_HOURS", "1.2"))
SEED = 1
WARM_UP_FLAPS = 60
BACK_WITHIN_S = 150
HEAP_BACK_WITHIN_BYTES = 1_024
FLAPS_PER_CAR = 50
CHARGE_S = 40
WIRE_A = 32
LINK_TIMEOUT_S = 30  # pinged every 10 s, so that a dead connection is found out in 20

_HEAP = re.compile(r"HEAP (\d+)")
_HEAP_COUNTED_S = 120
_ALIKE_FLAPS = 40  # the journal then holds the same 64 entries


def _cut(site):
    site.uplink.gate.cut()


def _open(site):
    site.uplink.gate.open()


def _air(**conditions):
    return lambda site: site.charger.do("set_network", **conditions)


# How it begins, how long it lasts in seconds, how it ends.
WAYS = {
    "cut": (_cut, 0, _open),
    "refused": (lambda site: site.uplink.gate.refuse(), 2, _open),
    "torn": (lambda site: (site.uplink.gate.tear(), site.server.send("limit", 16)), 2, _open),
    "server gone": (lambda site: site.server_dies(), 2, lambda site: site.server_returns()),
    "wifi gone": (_air(ap=False), 2, _air(ap=True)),
    "half open": (lambda site: site.uplink.gate.swallow(), 23, _open),
    "silent": (lambda site: (site.uplink.gate.swallow(), _cut(site)), 5, _open),
    "a byte": (lambda site: (site.uplink.gate.dribble(), site.uplink.gate.drip()), 23, _open),
    "nothing passes": (_air(passes=False), 23, _air(passes=True)),
    "calls fail": (_air(errno=5), 2, _air(errno=0)),
}
SHORT = [name for name, (_, lasts_s, _) in WAYS.items() if lasts_s < 5]


class Flaps:
    """A charger whose link is made to fail, again and again."""

    def __init__(self, site):
        self.site = site
        self.charger = site.charger
        self.chance = random.Random(SEED)
        self.count = 0
        self.cars = 0

    @property
    def hours(self):
        return self.charger.last.t_us / 3600e6

    def until(self, flaps, hours):
        """So many flaps, evenly spread over so many hours; now and then a car comes."""
        while self.count < flaps or self.hours < hours:
            left_s = max(0.0, (hours - self.hours) * 3600)
            self._flap(self._way())
            if self.count % FLAPS_PER_CAR == 0:
                self._car_comes_and_goes()
            due_s = left_s / max(1, flaps - self.count + 1)
            spent_s = left_s - max(0.0, (hours - self.hours) * 3600)
            self.charger.advance_ms(max(0.0, due_s - spent_s) * 1000)

    # One in ten of the long ones: they take half a minute to be found out.
    def _way(self):
        return self.chance.choice(list(WAYS) if self.count % 10 == 0 else SHORT)

    def _flap(self, way):
        begin, lasts_s, end = WAYS[way]
        begin(self.site)
        self.charger.advance_ms(lasts_s * 1000)
        end(self.site)
        self.site.server.state = {}
        self.charger.advance_until(
            lambda _: self.site.server.state,
            BACK_WITHIN_S,
            f"a word after flap {self.count}: {way}",
        )
        self.count += 1

    def _car_comes_and_goes(self):
        self.site.new_car(missing_wh=5_000)
        self.charger.advance_ms(CHARGE_S * 1000)
        self.charger.unplug()
        self.charger.advance_ms(5_000)
        self.cars += 1

    def delivered(self):
        """The sessions' numbers as the server got them, one that came again left out."""
        return list(dict.fromkeys(said["seq"] for said in self.site.server.events if "wh" in said))

    def heap(self):
        """Bytes in use, by the least of many counts: a report to the host is in some of them."""
        for _ in range(_ALIKE_FLAPS):
            self._flap("cut")
        before = len(self.charger.printed)
        self.charger.advance_ms(_HEAP_COUNTED_S * 1000)
        return min(int(count) for count in _HEAP.findall(self.charger.printed[before:]))


@pytest.fixture
def flaps(net, tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    for name in ("boot.py", "firmware", "lib"):
        (root / name).symlink_to(ROOT / name)
    (root / "main.py").symlink_to(ROOT / "tests/system/flaps/main.py")
    broker = EmbeddedBroker(net)
    site = Site(tmp_path, broker, "flaps", device_root=root)
    site.charger.advance_ms(1000)
    site.set_wire(WIRE_A)
    site.console(f"config link_timeout_s {LINK_TIMEOUT_S}")
    site.connect_to_broker()
    site.charger.advance_until(lambda _: site.server.state, 60, "the link")
    yield Flaps(site)
    site.close()
    broker.stop()


def test_a_link_that_flaps_for_hours_costs_no_heap_and_no_session(flaps, capsys):
    flaps.until(WARM_UP_FLAPS, 0)
    before = flaps.heap()
    flaps.until(FLAPS, HOURS)
    after = flaps.heap()
    with capsys.disabled():
        print(f"\n{flaps.count} flaps in {flaps.hours:.1f} h: heap {before} before, {after} after")
    assert after - before <= HEAP_BACK_WITHIN_BYTES
    first = flaps.delivered()[0]
    assert flaps.delivered() == list(range(first, first + flaps.cars))
    assert [end["cause"] for end in flaps.charger.ends] == ["reset"]  # to read the link's settings
