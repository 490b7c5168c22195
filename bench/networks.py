"""What the network does while the charger charges: quiet, busy, or one of its troubles.

Each condition is what it is like at boot, and a cycle: after so many seconds this happens, over
and over.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sim.host.site import BROKER_NAME, BROKER_PORT, Site

Act = Callable[[Site], object]

_NEVER_US = 1 << 60
_FAR_FUTURE_S = 1_990_000_000
_SLOT_S = 7_200
_NO_CAP_A = (79, 80)  # above the board's rating: they change the state, never the offer
_CHATTER_S = 0.3  # nearly as often as the charger takes commands: the others must pass, too


def largest_schedule(version: int) -> dict[str, object]:
    """As much as may be sent: 16 rules, 48 slots, 30 holidays. Open at all times."""
    rule = {
        "days": "mon,tue,wed,thu,fri,sat,sun,hol",
        "season": ["01-01", "12-31"],
        "start": "00:00",
        "end": "24:00",
        "amps": 80,
    }
    slots = [
        {"from": _FAR_FUTURE_S + i * _SLOT_S, "to": _FAR_FUTURE_S + (i + 1) * _SLOT_S, "amps": 80}
        for i in range(48)
    ]
    return {
        "version": version,
        "tz": "PST8PDT,M3.2.0,M11.1.0",
        "default": "allow",
        "rules": [rule] * 16,
        "slots": slots,
        "holidays": [f"2027-01-{day:02}" for day in range(1, 31)],
    }


class _Chatter:
    """A server that cannot stop talking: ever new schedules, and between them limits and nonsense.

    Only while the contactor is closed: in between nothing is measured.
    """

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, site: Site) -> None:
        if not site.charger.last.coil:
            return
        self._said += 1
        if self._said % 2:
            site.server.send("tou", largest_schedule(self._said))
        elif self._said % 4:
            site.server.send("limit", _NO_CAP_A[self._said // 4 % 2])
        else:
            site.server.send("nonsense", "{")


def _nothing(_: Site) -> None:
    pass


def _air(**conditions: bool) -> Act:
    return lambda site: site.charger.do("set_network", **conditions)


def _to_nowhere(site: Site) -> None:
    site.charger.do("route", host=BROKER_NAME, port=BROKER_PORT, to_port=None)


def _open(site: Site) -> None:
    site.uplink.gate.open()


def _swallow(site: Site) -> None:
    site.uplink.gate.swallow()


def _refuse(site: Site) -> None:
    site.uplink.gate.refuse()


def cut(site: Site) -> None:
    site.uplink.gate.cut()


def _dribble(site: Site) -> None:
    site.uplink.gate.dribble()


def _drip(site: Site) -> None:
    site.uplink.gate.drip()


@dataclass(frozen=True)
class Network:
    at_boot: Act = _nothing
    cycle: tuple[tuple[float, Act], ...] = ()


def networks() -> dict[str, Network]:
    """Every condition by name, new: none remembers what another trial made of it."""
    return {
        "quiet": Network(),
        "busy": Network(cycle=((_CHATTER_S, _Chatter()),)),
        "dead_dns": Network(_air(dns=False)),
        "black_hole": Network(_to_nowhere),
        "half_open": Network(cycle=((15, _swallow), (25, _open))),
        "silent_broker": Network(_swallow),
        "dribble": Network(cycle=((15, _dribble), (10, _drip), (10, _drip), (10, _open))),
        "wifi_down": Network(_air(ap=False)),
        "socket_errors": Network(cycle=((9, _air(ap=False)), (4, _air(ap=True)))),
        "resets": Network(cycle=((33, cut), (1, _refuse), (12, _open))),
    }


class Weather:
    """A network's cycle, on the world's clock."""

    def __init__(self, network: Network, now_us: int) -> None:
        self._cycle = network.cycle
        self._next = 0
        self.due_us = _NEVER_US
        self._plan(now_us)

    def act(self, site: Site, now_us: int) -> None:
        """What is due by now happens."""
        while self.due_us <= now_us:
            self._cycle[self._next][1](site)
            self._next = (self._next + 1) % len(self._cycle)
            self._plan(self.due_us)

    def _plan(self, from_us: int) -> None:
        if self._cycle:
            self.due_us = from_us + int(self._cycle[self._next][0] * 1e6)
