"""Whole chargers on one circuit and one mosquitto.

Compiled as for the board, in virtual time: all go on by one step in turn, so that a message
may be seen up to a step too early. Mosquitto lives in real time, and is some seconds slow to them.
Sums are looked at after each of the steps.
"""

import json

from sim.host.charger import Overdue
from sim.host.site.home import BROKER_NAME, Site

CIRCUIT_MA = 48_000
STEP_US = 100_000


class Circuit:
    """One charger for each of `names`, which may be alike. `most_ma`: the highest sums ever, of
    offers and of drawn amps."""

    def __init__(self, broker, place, device_root, names, step_us=STEP_US):
        self.broker = broker
        self._step_us = step_us
        self.names = names
        self.sites = [self._site(place, device_root, number) for number in range(len(names))]
        self.most_ma = (0, 0)
        self.steps = 0
        self._now_us = max(site.charger.last.t_us for site in self.sites)

    def _site(self, place, device_root, number):
        name = self.names[number]
        place = place / str(number)
        place.mkdir()
        wifi = {"ssid": "home", "password": "sesame-open"}
        link = {"id": name, "wifi": wifi, "broker": {"host": BROKER_NAME}}
        group = {"id": "garage", "ma": CIRCUIT_MA, "key": "only-for-us-here"}
        group["members"] = len(self.names)
        settings = {"format": 2, "wire_ma": 32_000, "group": group}
        files = {"link.json": json.dumps(link), "settings.json": json.dumps(settings)}
        chip = {"unique_id_hex": f"246f28a1b2{number:02x}", "device_root": device_root}
        return Site(place, self.broker, name, files=files, **chip)

    def pass_s(self, seconds):
        for _ in range(int(seconds * 1_000_000 / self._step_us)):
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
        self._now_us += self._step_us
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
