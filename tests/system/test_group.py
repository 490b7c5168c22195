"""I7 as a whole: four chargers on one circuit and one mosquitto, which is killed in the middle.

The whole charger, compiled as for the board, in virtual time: all four are let go on by a tenth of
a second in turn, so that a message may be seen up to a tenth of a second too early. Mosquitto
lives in real time, and is some seconds slow to them. Sums are looked at after each of the steps.
"""

import json

import pytest

from sim.host.charger import Overdue
from sim.host.site.home import BROKER_NAME, Site
from tests.system.mosquitto import Mosquitto

CIRCUIT_MA = 48_000
NAMES = ("garage-1", "garage-2", "garage-3", "garage-4")
SHARE_MA = CIRCUIT_MA // len(NAMES)
GROUP = {"id": "garage", "ma": CIRCUIT_MA, "members": len(NAMES), "key": "only-for-us-here"}
SETTINGS = json.dumps({"format": 2, "wire_ma": 32_000, "group": GROUP})
STEP_US = 100_000

SILENT_AFTER_BOOT_S = 37  # of 40, which the program's start, too, is part of
SHARE_AFTER_BOOT_S = 13  # the rest of them, and what a car takes to follow
IN_USE_WITHIN_S = 150  # 40 more until the seat may raise, then its rounds
SHARE_WITHOUT_BROKER_S = 90
BACK_WITHIN_S = 300  # a back-off of up to 120 s, a subscription, a seat, and its 40 s


class Circuit:
    """`most_ma`: the highest sums ever, of offers and of drawn amps."""

    def __init__(self, broker, place, device_root):
        self.broker = broker
        self.sites = [self._site(name, place / name, device_root) for name in NAMES]
        self.most_ma = (0, 0)
        self.steps = 0
        self._now_us = max(site.charger.last.t_us for site in self.sites)

    def _site(self, name, place, device_root):
        place.mkdir()
        wifi = {"ssid": "home", "password": "sesame-open"}
        link = {"id": name, "wifi": wifi, "broker": {"host": BROKER_NAME}}
        files = {"link.json": json.dumps(link), "settings.json": SETTINGS}
        return Site(place, self.broker, name, device_root=device_root, files=files)

    def pass_s(self, seconds):
        for _ in range(int(seconds * 1_000_000 / STEP_US)):
            self._step()

    def until(self, holds, within_s, what):
        """Seconds until `holds()`."""
        began_us = self._now_us
        while not holds():
            if self._now_us - began_us > within_s * 1_000_000:
                raise Overdue(f"not within {within_s} s: {what}; {self.amps()}")
            self._step()
        return (self._now_us - began_us) / 1_000_000

    def _step(self):
        self._now_us += STEP_US
        for site in self.sites:
            site.charger.advance_ms((self._now_us - site.charger.last.t_us) / 1_000)
        self._look()

    def _look(self):
        self.steps += 1
        reports = [site.charger.last for site in self.sites]
        offers_ma = sum(report.offer_ma for report in reports)
        drawn_ma = sum(report.drawn_ma for report in reports)
        assert offers_ma <= CIRCUIT_MA, f"I7: offers {self.amps()}"
        assert drawn_ma <= CIRCUIT_MA, f"I7: drawn {self.amps()}"
        self.most_ma = (max(self.most_ma[0], offers_ma), max(self.most_ma[1], drawn_ma))

    def amps(self):
        """(offered, drawn) of each, in mA."""
        return [(site.charger.last.offer_ma, site.charger.last.drawn_ma) for site in self.sites]

    def draw(self, count, ma):
        """So many cars draw at least 95 % of `ma`."""
        return sum(drawn >= ma * 95 // 100 for _, drawn in self.amps()) == count

    def coordinators(self):
        return {site.charger.console_json("group")["coordinator"] for site in self.sites}

    def close(self):
        for site in self.sites:
            site.close()


def a_car_that_takes_all_comes(site):
    site.new_car(missing_wh=40_000)
    site.charger.do("set_car", share_pct=100)


@pytest.fixture
def circuit(net, tmp_path, device_root):
    broker = Mosquitto(net, tmp_path)
    circuit = Circuit(broker, tmp_path, device_root)
    yield circuit
    circuit.close()
    broker.stop()


def test_i7_four_chargers_share_a_circuit_through_the_death_of_their_broker(circuit, capsys):
    *three, fourth = circuit.sites
    for site in three:
        a_car_that_takes_all_comes(site)
    circuit.pass_s(SILENT_AFTER_BOOT_S)
    assert circuit.most_ma == (0, 0), "I7: an offer while its share may be lent"
    shared_s = circuit.until(lambda: circuit.draw(3, SHARE_MA), SHARE_AFTER_BOOT_S, "shares")
    lent_s = circuit.until(
        lambda: circuit.draw(3, CIRCUIT_MA // 3), IN_USE_WITHIN_S, "the fourth one's share in use"
    )
    (coordinator,) = circuit.coordinators()
    assert coordinator in NAMES
    circuit.broker.stop()
    a_car_that_takes_all_comes(fourth)
    alone_s = circuit.until(
        lambda: circuit.draw(4, SHARE_MA), SHARE_WITHOUT_BROKER_S, "shares without a broker"
    )
    circuit.pass_s(20)
    assert circuit.draw(4, SHARE_MA)
    circuit.broker.start()
    fourth.charger.unplug()
    back_s = circuit.until(lambda: circuit.draw(3, CIRCUIT_MA // 3), BACK_WITHIN_S, "lent again")
    assert [site.charger.ends for site in circuit.sites] == [[]] * len(NAMES)
    with capsys.disabled():
        print(f"\nshares {SILENT_AFTER_BOOT_S + shared_s} s after boot, in use {lent_s} s later;")
        print(f"broker killed: shares within {alone_s} s; back: in use within {back_s} s;")
        print(f"at most {circuit.most_ma} mA offered and drawn in {circuit.steps} looks", end="")
