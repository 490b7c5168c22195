"""A charger whose program has a file that is missing, or cut in half: what becomes of a charge?"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sim.host.charger import Overdue
from sim.host.idle_loop import IdleLoop
from sim.host.process import ChargerDied
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Site

HOW = ("missing", "cut")
WIRE_A = 32
_CHARGE_LIMIT_S = 180  # five starts and what they wait for
_ASKED = ("status", "why", "log", "help", "pilot", "session", "limits", "group", "tou", "trace")
_OPENS_WITHIN_MS = 100  # IEC 61851-1 Table A.6 seq. 2.2
_SIT_OUT_MS = 20_000


class Cell(NamedTuple):
    name: str  # of a file on the board
    how: str  # one of HOW


class Outcome(NamedTuple):
    """`charges`, or it stayed open; `said`: all that its console said; `why`: what ended it."""

    charges: bool
    said: str
    why: str


class Unsafe(Exception):
    """A damaged charger does what no charger may."""


def cells(device: Path) -> list[Cell]:
    """Every file of a built program, both ways."""
    files = sorted(path for path in device.rglob("*") if path.is_file())
    names = [path.relative_to(device).as_posix() for path in files]
    return [Cell(name, how) for name in names for how in HOW]


def commissioned(place: Path, device: Path) -> Path:
    """The flash under data/ of a whole charger with wire ampacity and a server."""
    with visited(place, device) as site:
        site.charger.advance_ms(1_000)
        site.set_wire(WIRE_A)
        site.connect_to_broker()
        return Path(site.charger.flash)


def live(place: Path, device: Path, flash: Path, cell: Cell) -> Outcome:
    """A start with a car that asks, its end, and what the console says. Raises Unsafe."""
    copied = place / "device"
    shutil.copytree(device, copied)
    try:
        with visited(place, copied, flash) as site:
            site.charger.cut_mains()
            damage(copied / cell.name, cell.how)
            site.charger.restore_mains()
            return charge(site)
    except ChargerDied as died:
        return Outcome(False, str(died), "its program ended")


def damage(path: Path, how: str) -> None:
    """One of HOW, done to a file."""
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2])


@contextmanager
def visited(place: Path, device: Path, flash: Path | None = None) -> Iterator[Site]:
    """A site in the folder `place`, with a broker of its own, gone afterwards."""
    place.mkdir(parents=True, exist_ok=True)
    if flash is not None:
        shutil.copy(flash, place / "flash.bin")
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    try:
        site = Site(place, broker, "rig", device_root=device)
        try:
            yield site
        finally:
            site.close()
    finally:
        broker.stop()
        loop.close()


def charge(site: Site) -> Outcome:
    """A car comes, charges or not, and goes. Raises Unsafe."""
    charger = site.charger
    site.new_car(missing_wh=20_000, max_ma=80_000)
    try:
        charger.advance_until(lambda now: now.drawn_ma > 0, _CHARGE_LIMIT_S, "a charge")
    except Overdue:
        return Outcome(False, _said(site), "it does not close")
    if charger.last.offer_ma > WIRE_A * 1_000:
        raise Unsafe(f"offers {charger.last.offer_ma} mA")
    charger.unplug()
    charger.advance_ms(_OPENS_WITHIN_MS)
    if charger.last.contactor:
        raise Unsafe("still closed after an unplug")
    charger.advance_ms(_SIT_OUT_MS)
    return Outcome(True, _said(site), "")


# There may be no console.
def _said(site: Site) -> str:
    said = [site.charger.printed]
    with suppress(Overdue):
        for line in _ASKED:
            said.append(site.charger.console(line))
    return "\n".join([*said, site.charger.printed])
