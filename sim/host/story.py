"""The outage story: eight promises, told line by line in virtual time, each seen to hold or not.

A promise is a function of verbs and checks. It returns what was seen; Broken, Refused, or
something that did not come in time, breaks it, and the story goes on as far as it can.
"""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from sim.host.broker import EmbeddedBroker
from sim.host.charger import Overdue
from sim.host.flash_search import ever_written, traces_of
from sim.host.idle_loop import IdleLoop
from sim.host.narrator import Broken, Story
from sim.host.process import ChargerDied
from sim.host.site import Refused, Site, clock

WIRE_A = 32
OFFLINE_A = 16
UNSET_A = 6
GROUP = "garage"
GROUP_A = 80
GROUP_MEMBERS = 2
LINK_TIMEOUT_S = 300
START_S = 1795417050  # Monday 2026-11-23 06:57:30 UTC
CAR_FULL_WH = 6000

# Odd numbers on purpose: they are searched for in every byte that was ever written to flash.
SCHEDULE = {
    "version": 7654321,
    "tz": "UTC0",
    "default": "deny",
    "rules": [{"days": "mon-sun", "start": "07:00", "end": "07:01", "amps": 31}],
    "slots": [{"from": 1799123456, "to": 1799123999, "amps": 17}],
    "holidays": ["2026-12-27"],
}


def _charging(now: SimpleNamespace) -> bool:
    return bool(now.contactor) and now.drawn_ma > 1000


def _open(now: SimpleNamespace) -> bool:
    return not now.contactor


def uncommissioned(story: Story) -> str:
    """An uncommissioned board charges a car at 6 A and says why."""
    site = story.site
    site.new_car(missing_wh=1500, full_wh=CAR_FULL_WH)
    story.line("a car is plugged in; nobody has set anything yet")
    story.until(_charging, 60, "charging")
    story.let_pass(8)
    status = site.status()
    said = (status["offered_a"], status["limit_by"])
    story.check(said == (UNSET_A, "wire_unset"), f"it offers {said[0]} A because of {said[1]}")
    story.check(story.highest_a <= UNSET_A + 0.1, f"offered {story.highest_a} A at its highest")
    return f"6 A offered, limited by wire_unset; why: {site.console('why')}"


def wire_set(story: Story) -> str:
    """Wire ampacity 32 A is set: the offer rises to 32 A, never above."""
    site = story.site
    site.set_wire(WIRE_A)
    story.line(f"the installer types: wire {WIRE_A}")
    story.until(lambda now: now.offer_ma > WIRE_A * 990, 60, "an offer of 32 A")
    story.let_pass(10)
    site.charger.unplug()
    story.let_pass(5)
    site.join_group(GROUP, GROUP_A, GROUP_MEMBERS)
    site.connect_to_broker()
    story.line("the installer unplugs the car, sets group and network, reboots")
    site.charger.plug_in()
    story.until_said(60, link="up")
    story.until(_charging, 60, "charging again")
    story.let_pass(10)
    story.check(story.highest_a <= WIRE_A + 0.1, f"offered {story.highest_a} A at its highest")
    return f"offer at most {story.highest_a:.1f} A, before and after the reboot"


def schedule_arrives(story: Story) -> str:
    """The schedule arrives, closed now: S2 opens, then the contactor; it waits for the hour."""
    site = story.site
    site.charger.take_changes()
    site.server.retain("tou", SCHEDULE)
    story.line("the server publishes its schedule")
    story.until(_open, 20, "the contactor open")
    order = [name for _, name, value in site.charger.take_changes() if not value]
    story.check(
        "s2" in order and "contactor" in order and order.index("s2") < order.index("contactor"),
        f"what opened, in order: {order}",
    )
    waiting = story.until_said(5, reason="waiting")
    opens_s = waiting["until"]
    story.until(_charging, opens_s - site.charger.last.wall_s + 15, "charging in the window")
    late_s = site.charger.last.wall_s - opens_s
    story.check(0 <= late_s, f"charged {-late_s:.0f} s before the window opened")
    story.until_said(120, reason="waiting")
    story.until(_open, 20, "the contactor open")
    under_load = site.charger.last.openings_under_load
    story.check(under_load == 0, f"{under_load} openings under load")
    return f"S2 opened, then the contactor; opened at {clock(opens_s)}, closed again after it"


def driver_overrides(story: Story) -> str:
    """The driver overrides: it charges. Unplugging ends the override."""
    site = story.site
    site.console("override charge")
    story.line("the driver types: override charge")
    story.until(_charging, 30, "charging")
    story.check(site.status()["reason"] == "override", site.status()["reason"])
    site.charger.unplug()
    story.line("the car is unplugged")
    story.until_said(10, override="auto")
    site.new_car(missing_wh=60, full_wh=CAR_FULL_WH)
    story.line("another car, nearly full, is plugged in")
    story.until_said(30, reason="waiting")
    story.check(not site.charger.last.contactor, "the contactor is closed")
    return "charged by override; after unplugging it was auto, and the next car waits"


def server_dies(story: Story) -> str:
    """The server dies while waiting: 300 s nothing changes, then it charges until full."""
    site = story.site
    site.ask("config", {"offline_amps": OFFLINE_A})
    site.server_dies()
    story.line("the server dies")
    heard_s = site.uplink.last_reply_wall_s
    story.until(lambda now: now.offer_ma, LINK_TIMEOUT_S + 30, "an offer without the server")
    offered_wall_s = site.charger.last.wall_s
    story.until(_charging, 30, "charging without the server")
    status = site.status()
    story.line()
    waited_s = offered_wall_s - heard_s
    story.check(waited_s >= LINK_TIMEOUT_S, f"offered {waited_s:.1f} s after the last reply")
    story.until(lambda now: now.battery_wh >= now.full_wh, 300, "a full battery")
    story.until(_open, 60, "the contactor open")
    said = (status["reason"], status["offered_a"], status["limit_by"])
    story.check(said == ("offline", OFFLINE_A, "offline"), f"{said}")
    return f"offered {waited_s:.0f} s after the server's last word; 16 A (offline) until full"


def outage_hold(story: Story) -> str:
    """Outage mode hold: it still waits in the outage; a mains cut erases the schedule."""
    site = story.site
    site.console("config outage_mode hold")
    site.charger.unplug()
    story.let_pass(5)
    site.new_car(missing_wh=1000, full_wh=CAR_FULL_WH)
    story.line("outage mode hold is set; another car is plugged in")
    story.until_said(30, reason="waiting", link="down")
    story.let_pass(30)
    story.check(not site.charger.last.contactor, "the contactor closed in the outage")
    site.charger.cut_mains()
    story.line("the mains is cut")
    site.charger.advance_ms(20_000)
    site.charger.restore_mains()
    story.line("the mains is back")
    story.until(_charging, 90, "charging without a schedule")
    status = site.status()
    story.check(status["tou"] is None, f"schedule after the cut: {status['tou']}")
    story.check(status["reason"] == "offline", status["reason"])
    return "waited in the outage; after the mains cut the schedule is gone and it charges"


def server_returns(story: Story) -> str:
    """The server returns: its schedule is in force at once; an override still charges."""
    site = story.site
    site.server_returns()
    story.line("the server is back")
    story.until_said(90, link="up")
    back_us = site.charger.last.t_us
    story.until(_open, 30, "the contactor open")
    took_s = (site.charger.last.t_us - back_us) / 1e6
    status = story.until_said(5, reason="waiting")
    story.check(status["tou"]["version"] == SCHEDULE["version"], f"tou {status['tou']}")
    site.console("override charge")
    story.line("the driver types: override charge")
    story.until(_charging, 60, "charging by override")
    return f"stopped {took_s:.0f} s after the link came up; the override charges"


def remembered(story: Story) -> str:
    """Wire and group stayed through all of it; no byte of the schedule was ever on flash."""
    site = story.site
    charger = site.charger
    wire, group = charger.console_json("wire"), charger.console_json("group")
    story.check(wire["wire"] == WIRE_A, f"wire {wire}")
    known = (group["group"], group["amps"], group["members"])
    story.check(known == (GROUP, GROUP_A, GROUP_MEMBERS), f"group {group}")
    story.check(story.highest_a <= WIRE_A + 0.1, f"offered {story.highest_a} A at its highest")
    written = ever_written(charger.flash)
    story.check(traces_of({"id": GROUP}, written), "the search does not even find the group's id")
    traces = traces_of(SCHEDULE, written)
    story.check(not traces, f"on flash: {traces}")
    return f"wire 32 A, group {known}; no trace of the schedule in {len(written)} flash writes"


PROMISES = (
    uncommissioned,
    wire_set,
    schedule_arrives,
    driver_overrides,
    server_dies,
    outage_hold,
    server_returns,
    remembered,
)


def _keep(number: int, promise: Callable[[Story], str], story: Story) -> bool:
    print(f"\n{number}. {promise.__doc__}")
    try:
        print(f"   HELD: {promise(story)}")
    except (Broken, Overdue, Refused) as seen:
        print(f"   BROKEN: {seen}")
        return False
    return True


def tell(workdir: Path) -> int:
    """Tells the whole story; 0 if every promise held, else 1."""
    started_s = time.monotonic()
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    site = Site(workdir, broker, "story-1")
    try:
        site.charger.do("set_wall", unix_s=START_S)
        story = Story(site)
        kept = [_keep(number, promise, story) for number, promise in enumerate(PROMISES, 1)]
    except ChargerDied as death:
        print(f"   BROKEN, and the end of the story: {death}")
        kept = [False]
    finally:
        site.close()
        broker.stop()
        loop.close()
    virtual_s = site.charger.last.t_us / 1e6
    took_s = time.monotonic() - started_s
    print(f"\n{sum(kept)} of {len(PROMISES)} promises held.", end=" ")
    print(f"{virtual_s:.0f} s of charging life in {took_s:.1f} s.")
    return 0 if kept == [True] * len(PROMISES) else 1
