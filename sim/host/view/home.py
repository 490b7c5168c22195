"""One charger of the live view: its site, what it says of itself, its log and its console."""

import json
from typing import Any

from sim.host.site.home import Site, clock
from sim.host.view.transcript import Transcript

ROOM_C = 25
_WARMS_K_PER_S = 1.0  # faster than 20 K in 10 s the firmware takes for a broken sensor
_EVENTS_KEPT = 50

# What the instruments see move, and how it is told: when it goes on, when it goes off.
_WORDS = {
    "plugged": ("car plugged in", "car unplugged"),
    "s2": ("car closes S2", "car opens S2"),
    "contactor": ("contactor CLOSED", "contactor open"),
    "gfci_trip": ("GFCI trips", "GFCI quiet"),
    "wifi": ("Wi-Fi joined", "Wi-Fi lost"),
}
# Seen elsewhere on the screen, and far too often for a log.
_UNTOLD = ("led", "coil", "interrupt", "driven")


class Home:
    """`said`: the `state` document; `why`: the sentence; both as last asked at the console."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.console = Transcript(site.charger)
        self.said: dict[str, Any] = {}
        self.why = ""
        self.room_c = float(ROOM_C)
        self.events: list[str] = []
        self._told = len(site.server.events)
        site.charger.take_changes()

    @property
    def wall_s(self) -> float:
        return float(self.site.charger.last.wall_s)

    def advance_to(self, wall_s: float) -> None:
        """Lets its world's time pass up to this moment of the wall clock."""
        span_s = wall_s - self.wall_s
        if span_s > 0:
            self._warm(span_s)
            self.site.charger.advance_ms(span_s * 1000)

    def ask(self) -> None:
        """Asks the charger how it is, unless it is dark or somebody is typing there."""
        if self.site.charger.mains and self.console.at_prompt():
            try:
                self.said = json.loads(self.console.ask_unseen("status json"))
            except ValueError:
                return  # interrupted by a reset: it will say so in a moment
            self.why = self.console.ask_unseen("why")

    def end(self) -> None:
        """Its program has ended, as `service` ends it, and nobody is at its REPL."""
        self.site.charger.close()
        self.note("the program has ended: m starts it")

    def look(self) -> None:
        """Takes in what has moved, what it has told its server, and what it has printed."""
        for t_us, name, value in self.site.charger.take_changes():
            if words := self._in_words(name, value):
                self.note(words, self.wall_s - (self.site.charger.last.t_us - t_us) / 1e6)
        told = self.site.server.events
        for event in told[self._told :]:
            if "code" in event:
                self.note(f"told: {event['code']} {event.get('detail') or ''}")
        self._told = len(told)
        if self.site.charger.mains:
            self.console.follow()

    def note(self, words: str, wall_s: float | None = None) -> None:
        """One line of the log, of this moment or of another."""
        self.events.append(f"{clock(self.wall_s if wall_s is None else wall_s)} {words}".rstrip())
        del self.events[:-_EVENTS_KEPT]

    # Where nothing leaks it is the charger that makes the module trip, to see that it still can.
    def _in_words(self, name: str, value: Any) -> str:
        if name in _UNTOLD:
            return ""
        if name == "duty":
            return f"pilot {value / 100:g} %"
        if name == "gfci_trip" and "leak" not in self.site.charger.last.faults:
            return "GFCI self-test" if value else ""
        on, off = _WORDS.get(name, (f"{name} on", f"{name} off"))
        return on if value else off

    def _warm(self, span_s: float) -> None:
        now_c = self.site.charger.last.temperature_c
        if self.site.charger.mains and now_c != self.room_c:
            step_k = _WARMS_K_PER_S * span_s
            next_c = now_c + max(-step_k, min(step_k, self.room_c - now_c))
            self.site.charger.do("set_temperature", celsius=next_c)
