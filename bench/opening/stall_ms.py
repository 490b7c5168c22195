"""How late the control step is under each trouble of the network: ours, and stock umqtt's.

The same board, car and trouble for both, in virtual time, where what the chip takes for a call is
charged (sim/cost/silicon.py) and the PC's own speed counts for nothing. A step is late by what
lies between two steps beyond their 20 ms.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.opening.doors import APART, Door, speak_tls
from bench.site import acts
from bench.site.networks import Network, Weather
from bench.site.rig import Rig
from sim.host.idle_loop import IdleLoop
from sim.host.process import ROOT
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site

OURS, STOCK = "ours", "stock"
LIMIT_MS = 20.0  # beyond the run without trouble
# With certificates a step of a handshake holds the interpreter; there is a control step after it.
STEPS_MS = {"tls_handshake": 400.0}  # TLS_STEP_US of sim/cost/silicon.py
CAP_MS = 60_000.0  # a stall that lasts so long is taken for one without end

_STEP_US = 20_000
_WIRE_A = 32
_SEED = "stall_ms"
_SETTLED_S = 40  # connected, the clock set: a certificate has to be judged by it
_WATCHED_S = 75  # longer than CAP_MS, and than our longest wait between two attempts
_STOCK_MAIN = ROOT / "bench/stock/main.py"
_THE_CHARGERS_OWN = ("boot.py", "firmware", "lib")

Figures = dict[str, dict[str, float]]


# Each begins while the link is up, and stays; its cycle goes on meanwhile.
TROUBLES = {
    "none": Network(),
    "dead_dns": Network(acts.together(acts.no_dns, acts.cut)),
    "black_hole": Network(acts.together(acts.route_to_nowhere, acts.cut)),
    "half_open": Network(acts.swallow),
    "silent_broker": Network(acts.together(acts.cut, acts.swallow)),
    "byte_every_10_s": Network(acts.dribble, ((10, acts.drip),)),
    "packet_of_256_mb": Network(acts.promise_256_mb, ((7, acts.promise_256_mb),)),
    "reset_in_every_packet": Network(acts.tear),
    "wifi_gone": Network(acts.no_wifi),
    "wifi_passes_nothing": Network(acts.pass_nothing),
    "every_call_an_oserror": Network(acts.every_call_fails),
    "no_memory": Network(acts.out_of_memory),
    **dict.fromkeys(APART, Network(acts.cut, ((10, acts.cut),))),
}


@contextmanager
def troubled(name: str, whose: str) -> Iterator[Rig]:
    """A car charges, and one of TROUBLES has gone on for _WATCHED_S; it still does."""
    trouble = TROUBLES[name]
    with _charging(whose, APART.get(name)) as here:
        here.charger.take_step_gap_us()
        trouble.begin(here.site)
        weather = Weather(trouble, here.now_us)
        end_us = here.now_us + int(_WATCHED_S * 1e6)
        while here.now_us < end_us:
            weather.act(here.site, here.now_us)
            here.pass_to(min(end_us, weather.due_us))
        yield here


def late_ms(here: Rig) -> float:
    """By how much a control step was late at most since the trouble began."""
    return min(CAP_MS, (here.charger.take_step_gap_us() - _STEP_US) / 1000)


def lift(site: Site) -> None:
    """Whatever the trouble was, it is over."""
    acts.open_gate(site)
    acts.air(ap=True, passes=True, dns=True, errno=0)(site)
    acts.route_to_gate(site)


@contextmanager
def _charging(whose: str, door: Door | None) -> Iterator[Rig]:
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    with TemporaryDirectory() as place:
        root = ROOT if whose == OURS else _stock_root(Path(place))
        site = Site(Path(place), broker, "bench", device_root=root)
        try:
            here = Rig(site, Network(), _WIRE_A, _SEED)
            if door:
                speak_tls(site, door)
            here.charge()
            here.pass_s(_SETTLED_S)
            yield here
        finally:
            site.close()
            broker.stop()
            loop.close()


# The same files but for main.py.
def _stock_root(place: Path) -> Path:
    root = place / "root"
    root.mkdir()
    for name in _THE_CHARGERS_OWN:
        (root / name).symlink_to(ROOT / name)
    (root / "main.py").symlink_to(_STOCK_MAIN)
    return root


def collect(names: Iterable[str] = TROUBLES) -> Figures:
    """What stands under `stall_ms` in build/bench.json."""
    return {name: {whose: _measured(name, whose) for whose in (OURS, STOCK)} for name in names}


def _measured(name: str, whose: str) -> float:
    with troubled(name, whose) as here:
        return late_ms(here)


def breaches(figures: Figures) -> list[str]:
    """Every limit that was not kept, in words."""
    allowed_ms = figures["none"][OURS] + LIMIT_MS
    return [
        f"stall_ms.{name}: {row[OURS]} ms late, {allowed_ms} allowed"
        for name, row in figures.items()
        if row[OURS] > allowed_ms + STEPS_MS.get(name, 0.0)
    ]


def table(figures: Figures) -> Iterator[str]:
    """The lines that `make bench` prints."""
    yield f"{'step late at most, ms':34} {OURS:>10} {STOCK:>10}"
    for name, row in figures.items():
        yield f"{name:34} {shown(row[OURS]):>10} {shown(row[STOCK]):>10}"


def shown(ms: float) -> str:
    """Milliseconds, or that it was a stall without end."""
    return f">= {CAP_MS:,.0f}" if ms >= CAP_MS else f"{ms:,.1f}"


def main() -> int:
    figures = collect(("none", *sys.argv[1:]) if sys.argv[1:] else TROUBLES)
    print("\n".join((*table(figures), *breaches(figures))))
    return 1 if breaches(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
