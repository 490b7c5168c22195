"""The chargers of the live view, in virtual time that keeps pace with the PC's clock."""

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from sim.host.charger import Overdue
from sim.host.idle_loop import IdleLoop
from sim.host.process import ChargerDied
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Refused, Site
from sim.host.view.home import Home
from sim.host.view.pace import FRAME_S, Pace
from sim.host.view.scene import Scene
from sim.host.view.transcript import Busy

NAMES = ("garage-1", "garage-2")
WIRE_A = 32
GROUP = "garage"
GROUP_A = 40
START_S = 1_795_433_400  # Monday 2026-11-23 11:30 UTC

_LINK_LIMIT_S = 60
_ASK_EVERY_S = 1.0
_ALONE_STEP_S = 1.0
# Chargers that talk to each other may be this far apart in time.
_TOGETHER_STEP_S = 0.5

# What an order may end in; its text is for the log.
NOT_DONE = (Busy, ChargerDied, Overdue, Refused, OSError, ValueError)


class Stage:
    """Begins with one charger, commissioned and linked, and its car just plugged in."""

    def __init__(self, workdir: Path, start_s: int = START_S) -> None:
        self._workdir = workdir
        self._start_s = start_s
        self._loop = IdleLoop()
        self.broker = EmbeddedBroker(self._loop)
        self.homes: list[Home] = []
        self.shown = 0
        self._asked_s = 0.0
        self._asked: tuple[object, ...] = ()
        try:
            self._add(NAMES[0])
        except BaseException:
            self.close()
            raise
        self.site.new_car(missing_wh=40_000)
        self.pace = Pace(self.home.wall_s)

    @property
    def home(self) -> Home:
        """The one on the screen."""
        return self.homes[self.shown]

    @property
    def site(self) -> Site:
        return self.home.site

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, kind: type | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        for home in self.homes:
            home.site.close()
        self.broker.stop()
        self._loop.close()

    # -- orders

    def obey(self, order: Callable[["Stage"], object]) -> None:
        """Does it; what it says, or why it cannot be done, goes to the log."""
        try:
            word = order(self)
        except NOT_DONE as trouble:
            word = trouble if self.site.charger.mains else "not while the mains is off"
        if word:
            self.home.note(f"> {str(word).splitlines()[0]}")

    def show_second(self) -> str:
        """The second charger joins the first on one circuit, once; and it is looked at."""
        word = ""
        if len(self.homes) == 1:
            self.home.console.require_prompt()
            self.site.join_group(GROUP, GROUP_A, len(NAMES))
            self.home.console.pass_over()
            self._add(NAMES[1])
            self.homes[1].site.new_car(missing_wh=40_000)
            self.pace.restart(self._behind_s())
            word = f"{NAMES[1]} joins: {GROUP_A} A for both"
        self.shown = 1
        return word

    # -- time

    def turn(self, wanted: Callable[[], object]) -> Scene:
        """One frame: time passes, at most until `wanted()`, and everything is looked at."""
        end_s = time.monotonic() + FRAME_S
        due_s = self.pace.due_s(self._behind_s())
        while self._behind_s() < due_s and time.monotonic() < end_s and not wanted():
            self.pass_s(min(due_s - self._behind_s(), self._step_s))
        if time.monotonic() - self._asked_s > _ASK_EVERY_S or self._asked != self._outside:
            self._asked_s, self._asked = time.monotonic(), self._outside
            self.ask()
        return self.scene()

    def pass_s(self, span_s: float) -> None:
        """Lets so much time pass for all, in one piece."""
        wall_s = self._behind_s() + span_s
        for home in self.homes:
            try:
                home.advance_to(wall_s)
            except ChargerDied:
                home.end()
            home.look()

    def ask(self) -> None:
        """Asks the charger on the screen how it is."""
        try:
            self.home.ask()
        except Overdue:
            pass  # it restarts: what it said last stands
        except ChargerDied:
            self.home.end()

    def scene(self) -> Scene:
        site, home = self.site, self.home
        return Scene(
            name=site.id,
            world=site.charger.last,
            mains=site.charger.mains,
            server=self.broker.running,
            speed=self.pace.speed,
            reached=self.pace.reached,
            said=home.said,
            why=home.why,
            tou=site.server.retained.get("tou", b"").decode(),
            offers_ma={each.site.id: each.site.charger.last.offer_ma for each in self.homes},
            events=tuple(home.events),
            console=home.console.lines(),
        )

    # What has moved there makes old what the charger said before.
    @property
    def _outside(self) -> tuple[object, ...]:
        now = self.site.charger.last
        return (self.shown, now.contactor, now.plugged, now.s2, now.duty)

    @property
    def _step_s(self) -> float:
        return _ALONE_STEP_S if len(self.homes) == 1 else _TOGETHER_STEP_S

    # The chargers are at most a question at the console apart.
    def _behind_s(self) -> float:
        return min(home.wall_s for home in self.homes)

    def _add(self, name: str) -> None:
        place = self._workdir / name
        place.mkdir()
        site = Site(place, self.broker, name)
        try:
            self._commission(site)
        except BaseException:
            site.close()
            raise
        self.homes.append(Home(site))

    def _commission(self, site: Site) -> None:
        site.charger.do("set_wall", unix_s=self._behind_s() if self.homes else self._start_s)
        site.charger.advance_ms(1000)
        site.set_wire(WIRE_A)
        if self.homes:
            site.join_group(GROUP, GROUP_A, len(NAMES))
        site.connect_to_broker()
        site.charger.advance_until(lambda _: site.says(link="up"), _LINK_LIMIT_S, "the link")
