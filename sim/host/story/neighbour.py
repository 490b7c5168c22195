"""A second charger of the same group at the same broker: it lives beside the one of the story."""

from types import SimpleNamespace
from typing import Any

from sim.host.site.home import Site

NAME = "story-2"
_ASK_EVERY_US = 2_000_000  # a question takes a moment of its time, by which it is then ahead


class Neighbour:
    """Has what the deeds and sights of a story ask for: `site`, `now`, `said`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._asked_us = -_ASK_EVERY_US

    @property
    def now(self) -> SimpleNamespace:
        return self.site.charger.last

    @property
    def said(self) -> dict[str, Any]:
        if self.now.t_us - self._asked_us >= _ASK_EVERY_US:
            self._asked_us = self.now.t_us
            self.site.status()
        return self.site.said

    def catch_up(self, t_us: int) -> None:
        """Lets its time pass up to this moment of the other one's."""
        self.site.charger.advance_ms((t_us - self.now.t_us) / 1000)
        self.site.charger.take_changes()
