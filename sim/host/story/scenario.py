"""Reads scenario files: a header, then promises, a line for each step (docs/stories.md)."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.host.site.home import BROKER_NAME, clock
from sim.host.story import neighbour
from sim.host.story.deeds import DEED_TABLE
from sim.host.story.narrator import Broken, Story
from sim.host.story.sights import NEVER_TABLE, WIFI_PASSWORD, read_sights
from sim.host.story.words import Phrase, Table, Unreadable, next_time_of_day, unix_s

CHARGER_ID = "story-1"
_PROMISE = "promise "
_NEVER = "never "
_REQUIRED = ("title", "complaint", "should", "start")
_CHARGER, _NEIGHBOUR = "charger", "neighbour"
_AS_DELIVERED = "as delivered"
_LATE_S = 4 * 3600  # a time of day that is so far ahead has more likely passed
_HEADER = re.compile(r"(\w+): (.+)")


class StoryError(Exception):
    """A file that cannot be read; the text names file and line, and what would be right."""


@dataclass(frozen=True)
class Step:
    number: int
    phrase: Phrase


@dataclass
class Promise:
    text: str
    steps: list[Step] = field(default_factory=list)


@dataclass
class Scenario:
    """`files`: what is on the charger's flash at the first boot; `second`: on its neighbour's,
    empty without one. `standing`: the steps that open every promise."""

    header: dict[str, str]
    start_s: int
    files: dict[str, str]
    second: dict[str, str]
    standing: list[Step]
    promises: list[Promise]


# --- the lines -----------------------------------------------------------------------------------


def _at(story: Story, time_of_day_s: int, step: Phrase) -> None:
    wall_s = story.now.wall_s
    due_s = next_time_of_day(wall_s, time_of_day_s)
    if due_s - wall_s > _LATE_S:
        raise Broken(f"it is {clock(wall_s)} already")
    story.let_pass(due_s - wall_s)
    step(story)


def _after(story: Story, span_s: float, step: Phrase) -> None:
    story.let_pass(span_s)
    step(story)


def _holds(story: Story, sights: list[Phrase]) -> Callable[[], bool]:
    return lambda: all(sight(story) for sight in sights)


def _words(sights: list[Phrase]) -> str:
    return " and ".join(sight.text for sight in sights)


def _expect(story: Story, sights: list[Phrase]) -> None:
    noted = len(story.notes)
    story.until(_holds(story, sights), 0, _words(sights))
    if len(story.notes) == noted:
        story.notes.append(_words(sights))


def _expect_within(story: Story, sights: list[Phrase], span_s: float) -> None:
    took_s = story.until(_holds(story, sights), span_s, _words(sights))
    story.notes.append(f"{_words(sights)} after {took_s:.1f} s")


def _for(story: Story, span_s: float, sights: list[Phrase]) -> None:
    story.stays(_holds(story, sights), span_s, _words(sights))
    story.notes.append(f"{_words(sights)} for {span_s:g} s")


def _until(story: Story, time_of_day_s: int, sights: list[Phrase]) -> None:
    wall_s = story.now.wall_s
    _for(story, round(next_time_of_day(wall_s, time_of_day_s) - wall_s, 3), sights)


def _never(story: Story, event: Phrase) -> None:
    story.forbid(event)


# A deed may take its time, as a cut of the mains does: it is marked where it begins.
def _do(story: Story, deed: Phrase) -> None:
    words = deed.text.split(" {")[0]
    story.note(words)
    deed(story)
    story.line(words)


# "it stays waiting", "contactor stays open": words for the reader alone.
def _sights(text: str) -> list[Phrase]:
    return read_sights(re.sub(r"^it stays |\bstays ", "", text))


_LINES: dict[str, Callable[..., None]] = {
    "at {clock} {step}": _at,
    "after {span} {step}": _after,
    "wait {span}": lambda story, span_s: story.let_pass(span_s),
    "expect {sights} within {span}": _expect_within,
    "expect {sights}": _expect,
    "for {span} {sights}": _for,
    "until {clock} {sights}": _until,
    "never {event}": _never,
    "{deed}": _do,
}

_LINE_TABLE: Table = Table(
    _LINES,
    {
        "step": (lambda text: _LINE_TABLE.read(text), "plug in"),
        "sights": (_sights, "charging at 16 A"),
        "event": (NEVER_TABLE.read, "contactor opens under load"),
        "deed": (DEED_TABLE.read, "plug in, 40 kWh missing"),
    },
)

_GROUP_KEY = "only-for-us-here"

# What the charger was set to before the story, in `charger:`: settings by their names on flash.
_SETTINGS_TABLE = Table(
    {
        "wire {amps}": lambda amps: {"wire_ma": int(amps * 1000)},
        "offline {amps}": lambda amps: {"offline_ma": int(amps * 1000)},
        "link timeout {span}": lambda span_s: {"link_timeout_s": int(span_s)},
        "pause ttl {span}": lambda span_s: {"pause_ttl_s": int(span_s)},
        "boot wait {span}": lambda span_s: {"boot_wait_s": int(span_s)},
        "outage mode {name}": lambda mode: {"outage_mode": mode},
        "wake up": lambda: {"wake_up": True},
        "group {name} of {amps} for {count}": lambda name, amps, count: {
            "group": {"id": name, "ma": int(amps * 1000), "members": count, "key": _GROUP_KEY}
        },
    }
)


# --- the file ------------------------------------------------------------------------------------


def read(path: Path) -> Scenario:
    """The scenario in this file; StoryError."""
    lines = _logical_lines(path)
    header: dict[str, str] = {}
    while lines and (match := _HEADER.fullmatch(lines[0][1])):
        header[match[1]] = match[2]
        del lines[0]
    try:
        return _scenario(path, header, lines)
    except Unreadable as wrong:
        raise StoryError(f"{path}: {wrong}") from None


def _logical_lines(path: Path) -> list[tuple[int, str]]:
    """(number, text): comments are gone, and an indented line goes on with the one above it."""
    lines: list[tuple[int, str]] = []
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as wrong:
        raise StoryError(f"{path}: {wrong.strerror}; right would be a file of stories/") from None
    except UnicodeDecodeError:
        raise StoryError(f"{path}: no text in UTF-8; right would be a file of stories/") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(" ") and line.strip() and lines:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line.strip()}")
        elif line.strip() and not line.startswith("#"):
            lines.append((number, line.rstrip()))
    return lines


def _scenario(path: Path, header: dict[str, str], lines: list[tuple[int, str]]) -> Scenario:
    if wrong := set(header) - {_CHARGER, _NEIGHBOUR} ^ set(_REQUIRED):
        right = ": ..., ".join((*_REQUIRED, _CHARGER))
        raise Unreadable(f"its header: {', '.join(sorted(wrong))}; right would be {right}: ...")
    start_s, files = unix_s(header["start"]), _files(CHARGER_ID, header.get(_CHARGER, "wire 32 A"))
    second = _files(neighbour.NAME, header[_NEIGHBOUR]) if _NEIGHBOUR in header else {}
    standing = Promise("")
    promises: list[Promise] = []
    for number, text in lines:
        if text.startswith(_PROMISE):
            promises.append(Promise(text.removeprefix(_PROMISE)))
        else:
            (promises or [standing])[-1].steps.append(_step(path, number, text))
    _check_standing(path, standing.steps)
    if not promises:
        raise Unreadable("it promises nothing; right would be: promise The car still charges.")
    return Scenario(header, start_s, files, second, standing.steps, promises)


# What stands before the first promise belongs to all of them: only what must never happen can.
def _check_standing(path: Path, steps: list[Step]) -> None:
    for step in steps:
        if not step.phrase.text.startswith(_NEVER):
            raise StoryError(f"{path}:{step.number}: right would be a line before it: promise ...")


def _step(path: Path, number: int, text: str) -> Step:
    try:
        return Step(number, _LINE_TABLE.read(text))
    except Unreadable as wrong:
        raise StoryError(f"{path}:{number}: {wrong}") from None


def _files(charger_id: str, charger: str) -> dict[str, str]:
    """Settings and link of a charger that was set up before; none as it was delivered."""
    if charger == _AS_DELIVERED:
        return {}
    settings: dict[str, Any] = {"format": 2}
    for part in charger.split(", "):
        settings.update(_SETTINGS_TABLE.read(part)())
    wifi = {"ssid": "home", "password": WIFI_PASSWORD}
    link = {"id": charger_id, "wifi": wifi, "broker": {"host": BROKER_NAME}}
    return {"settings.json": json.dumps(settings), "link.json": json.dumps(link)}
