"""What befalls the network: each act does one thing to a site. Conditions are made of them."""

import errno
from collections.abc import Callable

from sim.host.site.home import BROKER_NAME, BROKER_PORT, Site

Act = Callable[[Site], object]

_HEADER_OF_256_MB = b"\x30\xff\xff\xff\x7f"
_FAR_FUTURE_S = 1_990_000_000
_SLOT_S = 7_200
_SCHEDULE_EACH = 16  # words of the server's, 5 s: to read the largest takes 4
_NO_CAP_A = (79, 80)  # above the board's rating: they change the state, never the offer


def nothing(_: Site) -> None:
    """All is as it was."""


def together(*acts: Act) -> Act:
    return lambda site: [act(site) for act in acts]


# ---- the Wi-Fi


def air(**conditions: object) -> Act:
    """Conditions of sim.air.Air by name."""
    return lambda site: site.charger.do("set_network", **conditions)


no_dns = air(dns=False)
no_wifi, wifi = air(ap=False), air(ap=True)
pass_nothing, pass_all = air(passes=False), air(passes=True)
every_call_fails, out_of_memory = air(errno=errno.EIO), air(errno=errno.ENOMEM)
no_call_fails = air(errno=0)


# ---- the way to the broker


def route_to_nowhere(site: Site) -> None:
    site.charger.do("route", host=BROKER_NAME, port=BROKER_PORT, to_port=None)


def route_to_gate(site: Site) -> None:
    site.charger.do("route", host=BROKER_NAME, port=BROKER_PORT, to_port=site.uplink.gate.port)


def open_gate(site: Site) -> None:
    site.uplink.gate.open()


def swallow(site: Site) -> None:
    site.uplink.gate.swallow()


def refuse(site: Site) -> None:
    site.uplink.gate.refuse()


def cut(site: Site) -> None:
    site.uplink.gate.cut()


def tear(site: Site) -> None:
    site.uplink.gate.tear()


def dribble(site: Site) -> None:
    site.uplink.gate.dribble()


def drip(site: Site) -> None:
    site.uplink.gate.drip()


def promise_256_mb(site: Site) -> None:
    site.uplink.gate.say(_HEADER_OF_256_MB)


# ---- the server


def largest_schedule(version: int) -> dict[str, object]:
    """As much as is kept: 16 rules, 48 slots out of step, 30 holidays. Open at all times."""
    rule = {
        "days": "mon,tue,wed,thu,fri,sat,sun,hol",
        "season": ["01-01", "12-31"],
        "start": "00:00",
        "end": "24:00",
        "amps": 80,
    }
    begins_s = range(_FAR_FUTURE_S, _FAR_FUTURE_S + 48 * _SLOT_S, _SLOT_S)
    slots = [{"from": begin_s, "to": begin_s + _SLOT_S - 1, "amps": 80} for begin_s in begins_s]
    return {
        "version": version,
        "tz": "PST8PDT,M3.2.0,M11.1.0",
        "default": "allow",
        "rules": [rule] * 16,
        "slots": slots,
        "holidays": [f"2027-01-{day:02}" for day in range(1, 31)],
    }


class Chatter:
    """A server that cannot stop talking: ever new schedules, as many as can be read, and between
    them limits and nonsense.

    Only while the contactor is closed: in between nothing is measured.
    """

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, site: Site) -> None:
        if not site.charger.last.coil:
            return
        self._said += 1
        if self._said % _SCHEDULE_EACH == 1:
            site.server.send("tou", largest_schedule(self._said))
        elif self._said % 2:
            site.server.send("limit", _NO_CAP_A[self._said // 2 % 2])
        else:
            site.server.send("nonsense", "{")
