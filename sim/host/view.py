"""The live view of `make run`: one screen, a table of keys, the charger in real time."""

import contextlib
import curses
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.host.broker import EmbeddedBroker
from sim.host.charger import Overdue
from sim.host.idle_loop import IdleLoop
from sim.host.process import ChargerDied
from sim.host.site import Site, clock, pilot_name

_FRAME_MS = 200
_STATUS_EVERY_S = 1.0
_ROWS = 24
_COLUMNS = 80
_LOG_ROWS = 6
_BATTERY_CELLS = 20
_KEYS_IN_A_ROW = 6
_WIRE_A = 32
_WIRE_STEP_A = 8

_CLOSED_NOW = {"version": 1, "tz": "UTC0", "default": "deny"}


def _plug(site: Site) -> None:
    (site.charger.unplug if site.charger.last.plugged else site.charger.plug_in)()


def _server(site: Site) -> None:
    (site.server_dies if site.broker.running else site.server_returns)()


def _mains(site: Site) -> None:
    (site.charger.cut_mains if site.charger.mains else site.charger.restore_mains)()


def _override(what: str) -> Callable[[Site], str]:
    return lambda site: site.console(f"override {what}")


def _schedule(content: dict[str, Any] | None) -> Callable[[Site], None]:
    return lambda site: site.server.retain("tou", content)


def _wire(step_a: int) -> Callable[[Site], str]:
    return lambda site: site.console(f"wire {site.charger.console_json('wire')['wire'] + step_a}")


# key: (what it says on the screen, what it does)
KEYS: dict[str, tuple[str, Callable[[Site], Any]]] = {
    "p": ("plug/unplug", _plug),
    "s": ("server down/up", _server),
    "m": ("mains off/on", _mains),
    "c": ("charge", _override("charge")),
    "z": ("pause", _override("pause")),
    "a": ("auto", _override("auto")),
    "t": ("TOU closed now", _schedule(_CLOSED_NOW)),
    "n": ("no TOU", _schedule(None)),
    "+": ("wire up", _wire(_WIRE_STEP_A)),
    "-": ("wire down", _wire(-_WIRE_STEP_A)),
}
_QUIT = "q"


class LiveView:
    """Draws a site and passes keys on to it; what a key or the console refused is shown."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.word = ""
        self._log: list[str] = []
        self._status: dict[str, Any] = {}
        self._status_at_s = 0.0

    def press(self, key: str) -> None:
        """Does what the key stands for; a refusal becomes the word at the bottom."""
        if key in KEYS:
            self.word, act = KEYS[key]
            try:
                self.word = str(act(self.site) or self.word)
            except (Overdue, ValueError, ChargerDied) as refusal:
                self.word = str(refusal)

    def look(self) -> None:
        """Reads the world, and once a second what the firmware says of itself."""
        charger = self.site.charger
        charger.report()
        for t_us, name, value in charger.take_changes():
            self._log.append(f"{t_us / 1e6:9.3f} s  {name} {value}")
        del self._log[:-_LOG_ROWS]
        if charger.mains and time.monotonic() - self._status_at_s > _STATUS_EVERY_S:
            self._status = self.site.status()
            self._status_at_s = time.monotonic()

    def lines(self) -> list[str]:
        """The screen, at most 24 rows of 80 columns."""
        rows = [*self._world_lines(), "", *self._firmware_lines(), "", *self._log]
        rows += [""] * (_ROWS - len(_key_lines()) - 1 - len(rows))
        return [row[:_COLUMNS] for row in [*rows, self.word, *_key_lines()]]

    def _world_lines(self) -> list[str]:
        now = self.site.charger.last
        charge = now.battery_wh / now.full_wh
        cells = "#" * int(charge * _BATTERY_CELLS)
        return [
            f"Pilotlight, virtual charger {self.site.id}   {clock(now.wall_s)} UTC"
            f"   up {now.t_us / 1e6:.0f} s",
            "",
            f"pilot      {pilot_name(now):3} {now.pilot_high_mv / 1000:+6.2f} V"
            f" {now.pilot_low_mv / 1000:+7.2f} V   duty {now.duty / 100:6.2f} %",
            f"contactor  {'CLOSED' if now.contactor else 'open':6}   closed {now.closings} times,"
            f" opened under load {now.openings_under_load} times",
            f"car        {'plugged in' if now.plugged else 'unplugged':10}"
            f"   S2 {'closed' if now.s2 else 'open':6}   draws {now.drawn_ma / 1000:5.1f} A",
            f"battery    [{cells:{_BATTERY_CELLS}}] {charge * 100:5.1f} %",
            f"mains      {'on' if self.site.charger.mains else 'OFF':10}"
            f"   server {'up' if self.site.broker.running else 'DOWN'}",
        ]

    def _firmware_lines(self) -> list[str]:
        said = self._status
        limits = said.get("limits") or {}
        amps = "  ".join(f"{name} {value}" for name, value in limits.items())
        return [
            f"offers     {said.get('offered_a', '-')} A, limited by {said.get('limit_by', '-')}",
            f"limits     {amps}",
            f"reason     {said.get('reason', '-')}   fault {said.get('fault')}",
            f"link       {said.get('link', '-')}   override {said.get('override', '-')}",
            f"schedule   {_in_words(said.get('tou'))}",
        ]


def _in_words(tou: dict[str, Any] | None) -> str:
    if tou is None:
        return "none"
    now = {True: "open", False: "closed", None: "clock not set"}[tou["open"]]
    change = f", changes at {clock(tou['next'])} UTC" if tou["next"] else ""
    return f"version {tou['version']}, {now}{change}"


def _key_lines() -> list[str]:
    words = [f"{key} {label}" for key, (label, _) in KEYS.items()] + [f"{_QUIT} quit"]
    return ["  ".join(words[:_KEYS_IN_A_ROW]), "  ".join(words[_KEYS_IN_A_ROW:])]


def _draw(screen: curses.window, lines: list[str]) -> None:
    screen.erase()
    rows, columns = screen.getmaxyx()
    for row, line in enumerate(lines[:rows]):
        # The last cell of the last row cannot be written without scrolling.
        screen.addnstr(row, 0, line, columns - 1)
    screen.refresh()


def _show(screen: curses.window, site: Site) -> None:
    screen.timeout(_FRAME_MS)
    with contextlib.suppress(curses.error):
        curses.curs_set(0)  # plain terminals cannot hide their cursor
    view = LiveView(site)
    key = -1
    while key != ord(_QUIT):
        view.press(chr(key) if 0 < key < 128 else "")
        view.look()
        _draw(screen, view.lines())
        key = screen.getch()


def run() -> int:
    """Shows a charger with a car plugged in until `q`; the terminal is put back in any case."""
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    with tempfile.TemporaryDirectory() as workdir:
        site = Site(Path(workdir), broker, "live-1", virtual=False)
        try:
            site.set_wire(_WIRE_A)
            site.connect_to_broker()
            site.charger.plug_in()
            curses.wrapper(_show, site)
        except KeyboardInterrupt:
            pass  # the other way to quit
        finally:
            site.close()
            broker.stop()
            loop.close()
    return 0
