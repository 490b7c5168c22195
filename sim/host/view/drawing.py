"""Each part of the screen as text with colours, from a scene."""

import textwrap

from rich.text import Text

from sim.host.site.home import clock, pilot_name
from sim.host.view import day
from sim.host.view.scene import Scene
from sim.host.view.wave import wave

SCALE_A = 48  # the board's rating

_EIGHTHS = " ▏▎▍▌▋▊▉"
_BAR_FROM = 15
_BATTERY_CELLS = 5
_NOW = "┃"
_FIRST_TO_PASS = ("board", "cable", "wire")
_GOOD, _BAD, _QUIET, _STRONG = "green", "bold red", "dim", "bold"


def head(scene: Scene) -> Text:
    """Who, when, how fast; what is there and what is not."""
    text = Text.assemble((scene.name, _STRONG), f"  {clock(scene.world.wall_s)} UTC")
    text.append(f"  x{scene.speed}")
    reached = round(scene.reached)
    if 0 < reached < 0.9 * scene.speed:
        text.append(f" (now x{reached})", "yellow")
    for good, bad, holds in (
        ("mains on", "mains OFF", scene.mains),
        ("server up", "server DOWN", scene.server),
        ("link up", "link down", scene.said.get("link") == "up"),
    ):
        text.append("  ")
        text.append(good if holds else bad, _GOOD if holds else _BAD)
    return text


def pilot_title(scene: Scene) -> str:
    now = scene.world
    volts = f"{now.pilot_high_mv / 1000:+.1f}/{now.pilot_low_mv / 1000:+.1f} V"
    return f"{pilot_name(now)} {volts} {now.duty / 100:.2f} %"


def pilot(scene: Scene, columns: int) -> Text:
    lines = "\n".join(wave(scene.world, columns))
    return Text.assemble((lines, "bright_cyan" if scene.mains else _QUIET))


def amps_title(scene: Scene) -> str:
    told = [f"{name} {ma / 1000:.0f} A" for name, ma in scene.offers_ma.items()]
    return "amps" if len(told) == 1 else "cars are offered: " + ", ".join(told)


def amps(scene: Scene, columns: int) -> Text:
    """What is offered and drawn, and below it every limit in force, the binding one marked."""
    said = scene.said
    rows = [_bar("offered", scene.world.offer_ma / 1000, columns, "bright_cyan")]
    rows.append(_bar("drawn", scene.world.drawn_ma / 1000, columns, "bright_green"))
    for name, limit_a in _in_order(said.get("limits") or {}):
        binding = said.get("limit_by") in (name, name + "_unset")
        rows.append(_bar(name, limit_a, columns, "yellow" if binding else "blue", binding))
    return Text("\n").join(rows)


def _in_order(limits: dict[str, float]) -> list[tuple[str, float]]:
    lasting = [name for name in _FIRST_TO_PASS if name in limits]
    return [(name, limits[name]) for name in [*lasting, *sorted(limits.keys() - set(lasting))]]


def _bar(name: str, value_a: float, columns: int, colour: str, marked: bool = False) -> Text:
    eighths = round(min(value_a / SCALE_A, 1) * (columns - _BAR_FROM) * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    head = f"{name:8}{value_a:5.1f}" + ("◂ " if marked else "  ")
    return Text.assemble((head, _STRONG if marked else ""), (bar, colour))


def facts(scene: Scene) -> Text:
    """What can be seen and touched: contactor, car, battery, LED, heat, faults of the world."""
    now = scene.world
    text = Text(
        f"contactor {'CLOSED' if now.contactor else 'open'}", "bold" if now.contactor else ""
    )
    text.append(f" x{now.closings}, {now.openings_under_load} under load", _QUIET)
    car = f"S2 {'closed' if now.s2 else 'open'}" if now.plugged else "car away"
    text.append(f"  {car}")
    filled = now.battery_wh / now.full_wh
    text.append(f"  {'■' * int(filled * _BATTERY_CELLS):·<{_BATTERY_CELLS}} {filled:.0%}", _GOOD)
    text.append(" ●", _colour(now.led))
    hot = scene.said.get("limit_by") == "thermal"
    text.append(f" {now.temperature_c:.0f} °C{'◂' if hot else ''}", "bold yellow" if hot else "")
    for fault in now.faults:
        text.append(f" {fault}", _BAD)
    return text


# As the eye sees a pixel: it tells colours apart long before it is at full power.
def _colour(led: list[int]) -> str:
    most = max(led)
    return _QUIET if not most else "#" + "".join(f"{255 * part // most:02x}" for part in led)


def why(scene: Scene, columns: int) -> Text:
    """The charger's own sentence, on as many lines as it takes."""
    words = scene.why if scene.mains else "The mains is off."
    lines = textwrap.wrap(words or "The charger starts.", columns)
    return Text.assemble(("\n".join(lines), _BAD if scene.said.get("fault") else ""))


def timeline(scene: Scene) -> Text:
    """The day in half hours, what the server has published, and now."""
    wall_s = scene.world.wall_s
    now = day.now_cell(wall_s)
    cells = day.cells(scene.tou, wall_s)
    text = Text(f"{day.date(wall_s):<26}{day.axis()}\n{_tou_words(scene):<26}")
    text.append(cells[:now], _GOOD)
    text.append(_NOW, _BAD)
    text.append(cells[now + 1 :], _GOOD)
    return text


def _tou_words(scene: Scene) -> str:
    tou = scene.said.get("tou")
    if tou is None:
        return "TOU none: at any hour"
    state = {True: "open", False: "closed", None: "no clock"}[tou["open"]]
    return f"TOU v{tou['version']} {state}" + (
        f" to {clock(tou['next'])[:5]}" if tou["next"] else ""
    )


def folded(lines: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """The same lines, each on as many as it takes."""
    width = max(columns, 1)
    pieces = [line[at : at + width] for line in lines for at in range(0, len(line) or 1, width)]
    return tuple(pieces)
