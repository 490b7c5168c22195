"""Tells what happens at a site, one line per event, in the words of meters and of the console."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from sim.host.charger import Overdue
from sim.host.site import Site, clock, pilot_name

_ASK_EVERY_S = 0.5


class Broken(Exception):
    """A promise was not kept; the text is what was seen instead."""


class Story:
    """Tells what happens at a site, one line per event."""

    def __init__(self, site: Site, say: Callable[[str], None] = print) -> None:
        self.site = site
        self.highest_a = 0.0
        self._say = say
        self._told: tuple[object, ...] = ()

    def line(self, event: str = "") -> None:
        """One line of what a voltmeter, a clamp meter and the console show now."""
        now = self.site.charger.report()
        said = self.site.status() if self.site.charger.mains else {}
        self._told = _outside(now)
        self._say(
            f"{clock(now.wall_s)} {now.t_us / 1e6:+8.1f} s  {pilot_name(now):2}"
            f" {now.pilot_high_mv / 1000:+6.2f}/{now.pilot_low_mv / 1000:+7.2f} V"
            f" {now.duty / 100:6.2f} %  offers {said.get('offered_a', 0):2} A"
            f" {said.get('limit_by', '-'):10}  {'CLOSED' if now.contactor else 'open':6}"
            f" draws {now.drawn_ma / 1000:4.1f} A  {said.get('reason', 'no mains'):11} {event}"
        )

    def until(self, holds: Callable[[SimpleNamespace], object], limit_s: float, what: str) -> None:
        """Lets time pass until the report satisfies `holds`; tells every change on the way."""
        charger = self.site.charger
        end_us = charger.report().t_us + limit_s * 1e6
        while not self._watch(holds):
            left_s = (end_us - charger.last.t_us) / 1e6
            charger.advance_until(self._watch_for(holds), left_s, what)
            if _outside(charger.last) != self._told:
                self.line()

    def until_said(self, limit_s: float, **wanted: object) -> dict[str, Any]:
        """Lets time pass until the console's `status` says so."""
        end_us = self.site.charger.report().t_us + limit_s * 1e6
        while not self.site.says(**wanted):
            if self.site.charger.last.t_us > end_us:
                seen = {name: self.site.said.get(name) for name in wanted}
                raise Overdue(f"not within {limit_s} s: {wanted}; it is {seen}")
            self.let_pass(_ASK_EVERY_S)
        self.line()
        return self.site.said

    def let_pass(self, span_s: float) -> None:
        """Tells every change within this time."""
        end_us = self.site.charger.report().t_us + span_s * 1e6
        self.until(lambda now: now.t_us >= end_us, span_s + 1, "time itself")

    def check(self, kept: object, seen: str) -> None:
        if not kept:
            raise Broken(seen)

    def _watch(self, holds: Callable[[SimpleNamespace], object]) -> bool:
        self.highest_a = max(self.highest_a, self.site.charger.last.offer_ma / 1000)
        return bool(holds(self.site.charger.last))

    def _watch_for(
        self, holds: Callable[[SimpleNamespace], object]
    ) -> Callable[[SimpleNamespace], bool]:
        return lambda now: self._watch(holds) or _outside(now) != self._told


def _outside(now: SimpleNamespace) -> tuple[object, ...]:
    return (pilot_name(now), now.duty, now.s2, now.contactor, now.plugged)
