"""What the network does while the charger charges: quiet, busy, or one of its troubles.

Every trouble that bench.opening.stall_ms knows is here, but for the handshake, which is a row of
its own. There it begins while the link is up, and stays; here it is there from boot, or comes and
goes.
"""

from dataclasses import dataclass

from bench.site import acts
from bench.site.acts import Act
from sim.host.site.home import Site

_NEVER_US = 1 << 60
_CHATTER_S = 0.3  # nearly as often as the charger takes commands: the others must pass, too


@dataclass(frozen=True)
class Network:
    """`begin` is done once; of `cycle` each act so many seconds after the one before, for ever."""

    begin: Act = acts.nothing
    cycle: tuple[tuple[float, Act], ...] = ()


def networks() -> dict[str, Network]:
    """Every condition by name, new: none remembers what another trial made of it."""
    return {
        "quiet": Network(),
        "busy": Network(cycle=((_CHATTER_S, acts.Chatter()),)),
        "dead_dns": Network(acts.no_dns),
        "black_hole": Network(acts.route_to_nowhere),
        "half_open": _now_and_then(acts.swallow, acts.open_gate),
        "silent_broker": Network(acts.swallow),
        "byte_every_10_s": Network(
            cycle=((15, acts.dribble), (10, acts.drip), (10, acts.drip), (10, acts.open_gate))
        ),
        "packet_of_256_mb": Network(cycle=((7, acts.promise_256_mb),)),
        "reset_in_every_packet": _now_and_then(acts.tear, acts.open_gate),
        "wifi_gone": Network(acts.no_wifi),
        "wifi_passes_nothing": _now_and_then(acts.pass_nothing, acts.pass_all),
        "socket_errors": Network(cycle=((9, acts.no_wifi), (4, acts.wifi))),
        "every_call_an_oserror": _now_and_then(acts.every_call_fails, acts.no_call_fails),
        "no_memory": _now_and_then(acts.out_of_memory, acts.no_call_fails),
        "resets": Network(cycle=((33, acts.cut), (1, acts.refuse), (12, acts.open_gate))),
    }


def _now_and_then(begin: Act, end: Act) -> Network:
    return Network(cycle=((15, begin), (25, end)))


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
