"""Tells a scenario line by line in virtual time, and which of its promises were seen to hold.

Broken, Refused, or something that did not come in time, breaks a promise, and the story goes on
with the next one.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim.host.charger import Overdue
from sim.host.idle_loop import IdleLoop
from sim.host.process import ROOT, ChargerDied
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import Refused, Site
from sim.host.story.narrator import Broken, Story
from sim.host.story.neighbour import NAME, Neighbour
from sim.host.story.scenario import CHARGER_ID, Promise, Scenario, StoryError, read

FIRST = ROOT / "stories/outage.story"


@contextlib.contextmanager
def begun(
    scenario: Scenario,
    workdir: Path,
    loop: IdleLoop,
    say: Callable[[str], None] = print,
    **charger: Any,
) -> Iterator[Story]:
    """The story of a charger, with its neighbour if it has one, that boots now. `charger`: options
    of sim.host.cpu.Cpu for the first of them."""
    broker = EmbeddedBroker(loop)
    with contextlib.ExitStack() as ends:
        ends.callback(broker.stop)
        site = Site(workdir, broker, CHARGER_ID, files=scenario.files, **charger)
        ends.callback(site.close)
        beside = None
        if scenario.second:
            place = workdir / NAME
            place.mkdir()
            beside = Neighbour(Site(place, broker, NAME, files=scenario.second))
            ends.callback(beside.site.close)
            beside.site.charger.do("set_wall", unix_s=scenario.start_s)
        site.charger.do("set_wall", unix_s=scenario.start_s)
        yield Story(site, say, beside)


def keep(scenario: Scenario, promise: Promise, story: Story) -> str:
    """Takes the steps of a promise; what was seen of it. Broken, naming line and step."""
    story.begin()
    for step in (*scenario.standing, *promise.steps):
        try:
            step.phrase(story)
            story.look_at_forbidden()
        except (Broken, Overdue, Refused) as seen:
            noted = "; ".join(["", *story.notes])
            raise Broken(f"line {step.number}: {step.phrase.text}: {seen}{noted}") from None
    return "; ".join(story.notes)


def _told(scenario: Scenario, number: int, promise: Promise, story: Story) -> bool:
    print(f"\n{number}. {promise.text}")
    try:
        verdict = f"HELD: {keep(scenario, promise, story)}"
    except Broken as seen:
        verdict = f"BROKEN: {seen}"
    print(f"   {verdict}")
    story.note(f"{number}. {promise.text} {verdict}")
    return verdict.startswith("HELD")


def _tell_all(scenario: Scenario, story: Story) -> list[bool]:
    kept: list[bool] = []
    try:
        for number, promise in enumerate(scenario.promises, 1):
            kept.append(_told(scenario, number, promise, story))
    except ChargerDied as death:
        print(f"   BROKEN, and the end of the story: {death}")
    return kept


def _save(story: Story, record: Path, title: str) -> None:
    try:
        story.save(record, title)
    except OSError as wrong:
        raise StoryError(f"{record}: cannot be written: {wrong.strerror}") from None


def _tell(scenario: Scenario, workdir: Path, record: Path | None) -> int:
    started_s = time.monotonic()
    loop = IdleLoop()
    try:
        with begun(scenario, workdir, loop) as story:
            kept = _tell_all(scenario, story)
    finally:
        loop.close()
    lived_s, took_s = story.now.t_us / 1e6, time.monotonic() - started_s
    print(f"\n{sum(kept)} of {len(scenario.promises)} promises held.", end=" ")
    print(f"{lived_s:.0f} s of charging life in {took_s:.1f} s.")
    if record is not None:
        _save(story, record, scenario.header["title"])
    return 0 if kept == [True] * len(scenario.promises) else 1


def tell(path: Path, workdir: Path, record: Path | None = None) -> int:
    """Tells the story of this file; 0 if every promise held, 1 if not, 2 if it cannot be read or
    its recording not be written."""
    try:
        scenario = read(path)
        for name in ("title", "complaint", "should"):
            print(f"{name:9} {scenario.header[name]}")
        return _tell(scenario, workdir, record)
    except StoryError as wrong:
        print(wrong)
        return 2
