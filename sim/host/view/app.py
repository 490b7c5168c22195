"""The terminal's side of the live view: one screen, keys out, scenes in."""

import asyncio
import re
import signal
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Static

from sim.host.view import drawing
from sim.host.view.backstage import Backstage
from sim.host.view.orders import KEYS, typed
from sim.host.view.scene import Scene
from sim.host.view.stage import Stage

_FRAME_S = 0.1
_ENDED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SIZE = (80, 24)
_NOON_S = 1_795_435_100  # Monday 2026-11-23 11:58:20 UTC, just before the schedule opens
_QUIT, _TYPE, _LEAVE = ("q", "ctrl+c"), "enter", "escape"

# What a terminal sends for keys that are no character.
_SENT = {
    "enter": "\r",
    "backspace": "\x7f",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "delete": "\x1b[3~",
}

_KEY_LINES = (
    "p plug  e S2  s server  m mains  t TOU  c charge z pause a auto  + - wire q quit",
    "faults: d diode o short g ground w weld h heat  x speed  1 2 charger  Enter type",
)
_TYPING_LINES = ("Every key goes to the charger's serial console, such as: why", "Esc: back")

_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class LiveView(App[None]):
    """Draws the scenes of a backstage, and passes keys on to it."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layout: vertical; }
    #head, #facts { height: 1; }
    #top { height: 10; }
    #why { height: auto; min-height: 2; }
    #day, #keys { height: 2; }
    #bottom { height: 1fr; }
    #pilot { width: 32; padding-right: 1; }
    #log { width: 45%; padding-right: 1; }
    #amps, #console { width: 1fr; }
    .panel { border-top: solid $primary; border-title-color: $text; height: 100%; }
    .typing #facts, .typing #why, .typing #day, .typing #log { display: none; }
    .typing #console { border-top: heavy $warning; }
    Static { text-wrap: nowrap; text-overflow: ellipsis; }
    #keys { color: $text-muted; }
    """

    def __init__(self, backstage: Any) -> None:
        super().__init__()
        self._backstage = backstage
        self._drawn: Scene | None = None
        self._ended_by = 0
        self.typing = False

    def compose(self) -> ComposeResult:
        yield Static("Pilotlight: the charger starts ...", id="head")
        with Horizontal(id="top"):
            yield Static(id="pilot", classes="panel")
            yield Static(id="amps", classes="panel")
        for name in ("facts", "why", "day"):
            yield Static(id=name)
        with Horizontal(id="bottom"):
            yield Static(id="log", classes="panel")
            yield Static(id="console", classes="panel")
        yield Static("\n".join(_KEY_LINES), id="keys")

    def on_mount(self) -> None:
        self._part("log").border_title = "events"
        self._part("console").border_title = "serial console"
        self.set_interval(_FRAME_S, self.look)

    # Else a signal would end it in the middle: the terminal raw, and the chargers' files left.
    def end(self, number: int, _frame: object) -> None:
        """A signal's handler: the next look is the last."""
        self._ended_by = number

    def look(self) -> None:
        """Draws the latest scene, if it is a new one; ends when the stage has failed."""
        scene = self._backstage.scene
        if self._ended_by:
            self.exit(return_code=128 + self._ended_by)
        elif self._backstage.failure:
            self.exit(return_code=1, message=self._backstage.failure)
        elif scene is not None and scene is not self._drawn:
            self._drawn = scene
            self._draw(scene)

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        if self.typing:
            self._type(event)
        elif event.key in _QUIT:
            self.exit()
        elif event.key == _TYPE:
            self._let_type(True)
        elif event.character in KEYS:
            self._backstage.order(KEYS[event.character][1])

    def _type(self, event: Key) -> None:
        if event.key == _LEAVE:
            self._let_type(False)
        elif keys := _SENT.get(event.key) or event.character:
            self._backstage.order(typed(keys))

    def _let_type(self, typing: bool) -> None:
        self.typing = typing
        self.screen.set_class(typing, "typing")
        self._part("keys").update("\n".join(_TYPING_LINES if typing else _KEY_LINES))

    def _draw(self, scene: Scene) -> None:
        self._show("head", drawing.head(scene))
        self._part("pilot").border_title = drawing.pilot_title(scene)
        self._show("pilot", drawing.pilot(scene, self._columns("pilot")))
        self._part("amps").border_title = drawing.amps_title(scene)
        self._show("amps", drawing.amps(scene, self._columns("amps")))
        self._show("facts", drawing.facts(scene))
        self._part("why").update(drawing.why(scene, self._columns("why") or _SIZE[0]))
        self._show("day", drawing.timeline(scene))
        self._show_end("log", scene.events)
        self._show_end("console", drawing.folded(scene.console, self._columns("console")))

    def _show(self, name: str, text: Text) -> None:
        self._part(name).update(text, layout=False)

    def _show_end(self, name: str, lines: tuple[str, ...]) -> None:
        rows = self._part(name).content_size.height
        self._show(name, Text("\n".join(lines[-rows:] if rows else ())))

    def _part(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    def _columns(self, name: str) -> int:
        return self._part(name).content_size.width


def run() -> int:
    """Shows a charger with a car plugged in until `q`; the terminal is put back in any case."""
    with tempfile.TemporaryDirectory() as workdir:
        backstage = Backstage(Path(workdir))
        view = LiveView(backstage)
        for number in _ENDED_BY:
            signal.signal(number, view.end)
        with backstage:
            view.run(mouse=False)
    return view.return_code or 0


def screenshot(path: Path) -> None:
    """An SVG of the live view: two chargers on one circuit, charging by the schedule."""
    with tempfile.TemporaryDirectory() as workdir, Stage(Path(workdir), _NOON_S) as stage:
        _play(stage)
        picture = asyncio.run(_photograph(stage.scene()))
    path.write_text(_FONTS.sub("", picture), encoding="utf-8")


# Without the PC's clock: the same picture each time.
def _play(stage: Stage) -> None:
    for key, span_s in (("t", 120), ("2", 240), ("1", 2)):
        stage.obey(KEYS[key][1])
        for _ in range(span_s):
            stage.pass_s(1)
    stage.ask()
    stage.obey(typed("contactor\r"))
    stage.pass_s(2)


async def _photograph(scene: Scene) -> str:
    view = LiveView(SimpleNamespace(scene=scene, failure=""))
    async with view.run_test(size=_SIZE) as pilot:
        await pilot.pause(2 * _FRAME_S)
        return view.export_screenshot(title="Pilotlight: make run")
