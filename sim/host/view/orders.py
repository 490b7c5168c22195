"""The keys of the live view, and what each does to the world."""

from collections.abc import Callable

from sim.host.view.home import ROOM_C
from sim.host.view.stage import Stage

Order = Callable[[Stage], object]

_WIRE_STEP_A = 8
_HOT_C = 75

_NIGHT = {
    "version": 1,
    "tz": "UTC0",
    "default": "deny",
    "rules": [
        {"days": "mon-sun", "start": "22:00", "end": "06:00"},
        {"days": "mon-sun", "start": "12:00", "end": "15:00", "amps": 16},
    ],
}


def _plug(stage: Stage) -> None:
    charger = stage.site.charger
    if charger.last.plugged:
        charger.unplug()
    else:
        stage.site.new_car(missing_wh=40_000)


def _s2(stage: Stage) -> None:
    stage.site.charger.do("end_power" if stage.site.charger.last.s2 else "ask_power")


# One server for all of them: it goes for all, and comes back for all.
def _server(stage: Stage) -> str:
    down = stage.broker.running
    for home in stage.homes:
        (home.site.server_dies if down else home.site.server_returns)()
    return "the server is down" if down else "the server is back"


def _mains(stage: Stage) -> str:
    charger = stage.site.charger
    if charger.mains:
        charger.cut_mains()
        stage.home.said, stage.home.why = {}, ""
        return "the mains is off"
    wall_s = stage.home.wall_s
    charger.restore_mains()
    # A program that had ended goes on with the world of its start.
    if charger.last.wall_s < wall_s:
        charger.do("set_wall", unix_s=wall_s)
    return "the mains is back"


def _tou(stage: Stage) -> str:
    published = "tou" in stage.site.server.retained
    stage.site.server.retain("tou", None if published else _NIGHT)
    return "the server takes its schedule back" if published else "the server sends a schedule"


# What comes of it is read at the console.
def _console(line: str) -> Order:
    def order(stage: Stage) -> None:
        stage.home.console.run(line)

    return order


def _wire(step_a: int) -> Order:
    def order(stage: Stage) -> None:
        amps = (stage.home.said.get("limits") or {}).get("wire", 0)
        stage.home.console.run(f"wire {amps + step_a:g}")

    return order


def _fault(name: str) -> Order:
    def order(stage: Stage) -> None:
        stage.site.charger.do("inject", name=name, on=name not in stage.site.charger.last.faults)

    return order


def _heat(stage: Stage) -> str:
    cold = stage.home.room_c == ROOM_C
    stage.home.room_c = float(_HOT_C if cold else ROOM_C)
    return f"1 K a second, to {stage.home.room_c:.0f} C"


def _first(stage: Stage) -> None:
    stage.shown = 0


def _faster(stage: Stage) -> None:
    stage.pace.faster()


def typed(keys: str) -> Order:
    """These keys, typed at the serial console."""
    return lambda stage: stage.site.charger.type(keys)


# key: (what it says on the screen, what it does)
KEYS: dict[str, tuple[str, Order]] = {
    "p": ("plug", _plug),
    "e": ("S2", _s2),
    "s": ("server", _server),
    "m": ("mains", _mains),
    "t": ("TOU", _tou),
    "c": ("charge", _console("override charge")),
    "z": ("pause", _console("override pause")),
    "a": ("auto", _console("override auto")),
    "+": ("wire", _wire(_WIRE_STEP_A)),
    "-": ("wire", _wire(-_WIRE_STEP_A)),
    "d": ("diode", _fault("diode_missing")),
    "o": ("short", _fault("cp_short")),
    "g": ("ground", _fault("leak")),
    "w": ("weld", _fault("welded")),
    "h": ("heat", _heat),
    "x": ("speed", _faster),
    "1": ("one", _first),
    "2": ("two", Stage.show_second),
}
