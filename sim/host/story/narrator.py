"""Tells what happens at a site, one line per event, in the words of meters and of the console."""

import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sim.host.charger import Overdue
from sim.host.site.home import Site, clock, pilot_name
from sim.host.story.neighbour import Neighbour
from sim.host.story.recording import EVENT, Recording
from sim.host.story.words import Phrase

_LOOK_EVERY_US = 1_000_000
_TOGETHER_US = 100_000  # with a neighbour: neither hears of the other much too early
_NOT_ASKED_BEFORE_END_US = 1_000_000  # what the console answers would be of after the end
_ASKED_TIMES = 20  # while something is waited for
_ASK_EVERY_MIN_S = 0.5
_ASK_EVERY_MAX_S = 5.0


class Broken(Exception):
    """A promise was not kept; the text is what was seen instead."""


class Story:
    """Tells what happens at a site, one line per event, and keeps it all in `recording`.

    `began_us`: when the present promise began. `notes`: what was seen of it so far.
    """

    def __init__(
        self,
        site: Site,
        say: Callable[[str], None] = print,
        neighbour: Neighbour | None = None,
    ) -> None:
        self.site = site
        self.neighbour = neighbour
        self.recording = Recording()
        self.began_us = 0
        self.notes: list[str] = []
        self._forbidden: list[tuple[int, Phrase]] = []
        self._say = say
        self._told: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()
        self._asked_us = 0
        self._ask_every_s = 0.0
        self.begin()

    def begin(self) -> None:
        """A promise begins here."""
        self._take()
        self.began_us = self.now.t_us
        self.notes = []
        self._forbidden = []

    def forbid(self, event: Phrase) -> None:
        """Until the end of this promise; `look_at_forbidden` tells."""
        self._forbidden.append((self.now.t_us, event))

    def look_at_forbidden(self) -> None:
        """Broken when something has happened that must not."""
        self._take()
        for since_us, event in self._forbidden:
            if seen := event(self, since_us):
                raise Broken(seen)

    def save(self, path: Path, title: str) -> None:
        """Keeps the recording in this file."""
        wire_a = self.site.said.get("limits", {}).get("wire")
        wire_ma = None if wire_a is None else round(wire_a * 1000)
        self.recording.save(path, title, wire_ma, self.now.wall_s - self.now.t_us / 1e6)

    @property
    def now(self) -> SimpleNamespace:
        """The latest report of the simulated world."""
        return self.site.charger.last

    @property
    def said(self) -> dict[str, Any]:
        """The console's `status`, as new as what is waited for demands; empty without mains."""
        age_s = (self.now.t_us - self._asked_us) / 1e6
        if age_s > self._ask_every_s or self._asked != _outside(self.now):
            self._ask()
        return self.site.said

    def note(self, event: str) -> None:
        """What begins to happen now."""
        self.recording.note(self.now.t_us, EVENT, event)

    def line(self, event: str = "") -> None:
        """One line of what a voltmeter, a clamp meter and the console show now."""
        now = self.site.charger.report()
        self._take()
        self._told = _outside(now)
        said = self._ask()
        self._say(
            f"{clock(now.wall_s)} {now.t_us / 1e6:+8.1f} s  {pilot_name(now):2}"
            f" {now.pilot_high_mv / 1000:+6.2f}/{now.pilot_low_mv / 1000:+7.2f} V"
            f" {now.duty / 100:6.2f} %  offers {said.get('offered_a', 0):2} A"
            f" {said.get('limit_by', '-'):10}  {'CLOSED' if now.contactor else 'open':6}"
            f" draws {now.drawn_ma / 1000:4.1f} A  {said.get('reason', 'no mains'):11} {event}"
        )

    def until(self, holds: Callable[[], object], limit_s: float, what: str) -> float:
        """Lets time pass until `holds()`, and tells every change on the way; seconds it took."""
        began_us = self.site.charger.report().t_us
        end_us = began_us + _whole_us(limit_s)
        self._look_about_every(limit_s)
        self._look()
        while not holds():
            if self.now.t_us >= end_us:
                within = f" within {limit_s:g} s" if limit_s else ""
                raise Overdue(f"not{within}: {what}; {self.seen()}")
            self._pass_to(end_us)
        return (self.now.t_us - began_us) / 1e6

    def stays(self, holds: Callable[[], object], span_s: float, what: str) -> None:
        """Lets this time pass and looks all the while; Broken when it no longer `holds()`."""
        began_us = self.site.charger.report().t_us
        self._look_about_every(span_s)
        self._look()
        end_us = began_us + _whole_us(span_s)
        last_look_us = end_us - _NOT_ASKED_BEFORE_END_US
        while (kept := holds()) and self.now.t_us < last_look_us:
            self._pass_to(last_look_us)
        if not kept:
            passed_s = (self.now.t_us - began_us) / 1e6
            raise Broken(f"after {passed_s:.1f} s no longer {what}; {self.seen()}")
        self.let_pass((end_us - self.now.t_us) / 1e6)

    def let_pass(self, span_s: float) -> None:
        """Tells every change within this time."""
        end_us = self.site.charger.report().t_us + _whole_us(span_s)
        while self.now.t_us < end_us:
            self._pass_to(end_us)

    def seen(self) -> str:
        """How things are, in a few words."""
        now, said = self.now, self.said
        fault = said.get("fault")
        return (
            f"it is {pilot_name(now)}, contactor {'closed' if now.contactor else 'open'},"
            f" offers {now.offer_ma / 1000:.1f} A ({said.get('limit_by')}),"
            f" draws {now.drawn_ma / 1000:.1f} A, reason {said.get('reason')},"
            f" link {said.get('link')}, fault {fault and fault['code']}"
        )

    def _look_about_every(self, span_s: float) -> None:
        every_s = max(_ASK_EVERY_MIN_S, min(_ASK_EVERY_MAX_S, span_s / _ASKED_TIMES))
        self._ask_every_s = every_s if span_s else 0.0

    def _pass_to(self, end_us: int) -> None:
        charger = self.site.charger
        step_us = _LOOK_EVERY_US if self.neighbour is None else _TOGETHER_US
        # In the dark there is nothing to look at.
        next_us = min(end_us, self.now.t_us + step_us) if charger.mains else end_us
        charger.advance_to_change(next_us)
        self._look()

    def _look(self) -> None:
        self._take()
        if _outside(self.now) != self._told:
            self.line()

    def _take(self) -> None:
        charger = self.site.charger
        self.recording.take(self.now, charger.take_changes())
        self.recording.note(self.now.t_us, "mains", int(charger.mains))
        if self.neighbour is not None:
            self.neighbour.catch_up(self.now.t_us)
            both_ma = self.now.offer_ma + self.neighbour.now.offer_ma
            self.recording.note(self.now.t_us, "both_offer_ma", both_ma)
            for name in ("offer_ma", "drawn_ma"):
                ma = getattr(self.neighbour.now, name)
                self.recording.note(self.now.t_us, f"neighbour_{name}", ma)

    def _ask(self) -> dict[str, Any]:
        self._asked_us, self._asked = self.now.t_us, _outside(self.now)
        if not self.site.charger.mains:
            self.site.said = {}
            return {}
        said = self.site.status()
        self.recording.note(self._asked_us, "link", said["link"])
        self.recording.note(self._asked_us, "schedule_open", (said["tou"] or {}).get("open"))
        return said


# The world's clock has no fractions: to wait for one would be to wait for ever.
def _whole_us(span_s: float) -> int:
    return math.ceil(span_s * 1e6)


def _outside(now: SimpleNamespace) -> tuple[object, ...]:
    return (pilot_name(now), now.duty, now.s2, now.contactor, now.plugged)
