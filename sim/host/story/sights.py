"""What a story can expect: sights of this moment, looks back, and what must never happen.

The simulated meters are asked first, the console's `status` only when they agree.
"""

import itertools
import json
from collections.abc import Callable
from typing import Any

from sim.host.flash_search import ever_written, traces_of
from sim.host.site.home import clock, pilot_name
from sim.host.story.narrator import Story
from sim.host.story.words import Phrase, Table

WIFI_PASSWORD = "sesame-open"

_DRAWS_MA = 1_000
_OFFER_SLACK_MA = 100  # the duty comes in steps
_STEADY = 10_000


def _contactor(closed: int) -> Callable[[Story], bool]:
    return lambda story: story.now.contactor == closed


def _charging(story: Story) -> bool:
    return bool(story.now.contactor) and story.now.drawn_ma > _DRAWS_MA


def _charging_at(story: Story, amps: float) -> bool:
    return _charging(story) and _offer_of(story, amps)


def _offer_of(story: Story, amps: float) -> bool:
    near = abs(story.now.offer_ma - amps * 1000) <= _OFFER_SLACK_MA
    return near and story.said.get("offered_a") == amps


def _offer_because(story: Story, amps: float, name: str) -> bool:
    return _offer_of(story, amps) and story.said.get("limit_by") == name


def _waiting(story: Story) -> bool:
    return not story.now.contactor and story.said.get("reason") == "waiting"


def _waiting_until(story: Story, time_of_day_s: int) -> bool:
    return _waiting(story) and (story.said["until"] or 0) % 86_400 == time_of_day_s


def _said(name: str) -> Callable[[Story, str], bool]:
    return lambda story, value: story.said.get(name) == value


def _fault(story: Story, code: str) -> bool:
    return (story.said.get("fault") or {}).get("code") == code


def _schedule_version(story: Story, version: int) -> bool:
    return (story.said.get("tou") or {}).get("version") == version


# --- looks back ----------------------------------------------------------------------------------


def _offered_at_most(story: Story, amps: float) -> bool:
    highest_a = story.recording.highest("offer_ma", story.began_us) / 1000
    story.notes.append(f"offered at most {highest_a:.1f} A")
    return highest_a <= amps + _OFFER_SLACK_MA / 1000


def _s2_first(story: Story) -> bool:
    opened_us = story.recording.last_us("contactor", 0)
    s2_us = story.recording.last_us("s2", False)
    return opened_us is not None and s2_us is not None and story.began_us <= s2_us < opened_us


def _offer_after_last_word(story: Story, span_s: float) -> bool:
    duties = story.recording.since(story.began_us, "duty")
    started = [t_us for t_us, duty in duties if 0 < duty < _STEADY]
    heard_s = story.site.uplink.last_reply_wall_s
    waited_s = _wall_s(story, started[-1]) - heard_s if started else 0.0
    story.notes.append(f"offered {waited_s:.0f} s after the server's last word")
    return waited_s >= span_s


def _wall_s(story: Story, t_us: int) -> float:
    return float(story.now.wall_s - (story.now.t_us - t_us) / 1e6)


def _opened_within(story: Story, span_s: float, fault: str) -> bool:
    broke_us = story.recording.last_us(fault, True)
    opened_us = story.recording.last_us("contactor", 0)
    if broke_us is None or opened_us is None or opened_us < broke_us:
        return False
    story.notes.append(f"opened {(opened_us - broke_us) / 1000:.0f} ms after it")
    return opened_us - broke_us <= span_s * 1e6


def _says(story: Story, command: str, text: str) -> bool:
    answer = story.site.console(command)
    story.notes.append(f"{command}: {answer}")
    return text in answer


def _refuses(story: Story, line: str) -> bool:
    reply = story.site.charger.console_json(line)
    story.notes.append(f"{line}: {reply.get('error', 'done')}")
    return reply.get("ok") is False


def _server_refused(story: Story, command: str, content: dict[str, Any]) -> bool:
    reply = story.site.ask(command, content)
    story.notes.append(f"set/{command}: {reply.get('error', 'done')}")
    return reply["ok"] is False


def _wire(story: Story, amps: float) -> bool:
    return bool(story.site.charger.console_json("wire")["wire"] == amps)


def _group(story: Story, name: str, amps: float, members: int) -> bool:
    said = story.site.charger.console_json("group")
    return (said["group"], said["amps"], said["members"]) == (name, amps, members)


def _sessions(story: Story, count: int) -> bool:
    told = [event["seq"] for event in story.site.server.events if "plugged" in event]
    return len(set(told)) == count


def _no_trace_on_flash(story: Story) -> bool:
    schedule = json.loads(story.site.server.retained["tou"])
    written = ever_written(story.site.charger.flash)
    # It has to find at least what is known to be there.
    if not traces_of({"password": WIFI_PASSWORD}, written):
        story.notes.append("the search does not even find the Wi-Fi password: set the network")
        return False
    traces = traces_of(schedule, written)
    story.notes.append(f"{traces or 'no trace'} in {len(written)} flash writes")
    return not traces


def _closed_at_most(story: Story, count: int) -> bool:
    closings = len(story.recording.since(story.began_us, "closings")) - 1
    story.notes.append(f"closed {closings} times")
    return closings <= count


def _rested(story: Story, span_s: float) -> bool:
    moves = story.recording.since(story.began_us, "contactor")
    rests_s = [
        (closed_us - opened_us) / 1e6
        for (opened_us, before), (closed_us, _) in itertools.pairwise(moves)
        if not before
    ]
    if rests_s:
        story.notes.append(f"rested {min(rests_s):.1f} s or more before each closing")
    return all(rest_s >= span_s for rest_s in rests_s)


def _flash_untouched(story: Story) -> bool:
    writes = len(story.recording.since(story.began_us, "flash_programs")) - 1
    story.notes.append(f"{writes} flash writes")
    return writes == 0


# Template: whether it holds now. Tried from the top.
SIGHTS: dict[str, Callable[..., bool]] = {
    "charging": _charging,
    "charging at {amps}": _charging_at,
    "contactor closed": _contactor(1),
    "contactor open": _contactor(0),
    "offer": lambda story: story.now.offer_ma > 0,
    "no offer": lambda story: story.now.offer_ma == 0,
    "offer of {amps}": _offer_of,
    "offer of {amps} because of {limit}": _offer_because,
    "draws at most {amps}": lambda story, amps: story.now.drawn_ma <= amps * 1000,
    "pilot {pilot}": lambda story, name: pilot_name(story.now) == name,
    "battery full": lambda story: story.now.battery_wh >= story.now.full_wh,
    "waiting": _waiting,
    "waiting until {clock}": _waiting_until,
    "reason {reason}": _said("reason"),
    "link {link}": _said("link"),
    "override {override}": _said("override"),
    "fault {code}": _fault,
    "no fault": lambda story: story.now and story.said.get("fault", "") is None,
    "no schedule": lambda story: story.said.get("tou", "") is None,
    "schedule version {count}": _schedule_version,
    "wire {amps}": _wire,
    "group {name} of {amps} for {count}": _group,
    "neighbour {sight}": lambda story, sight: sight(story.neighbour),
    # back to the beginning of the promise
    "offered at most {amps}": _offered_at_most,
    "closed at most {count} times": _closed_at_most,
    "S2 opened before the contactor": _s2_first,
    "offer {span} or more after the server's last word": _offer_after_last_word,
    "contactor opened within {span} of {fault}": _opened_within,
    "contactor rested {span} or more before each closing": _rested,
    "flash untouched": _flash_untouched,
    "no trace of the schedule on flash": _no_trace_on_flash,
    "server has {count} sessions": _sessions,
    # by asking; not to be waited for
    "console refuses {text}": _refuses,
    "{command} says {text}": _says,
    "server is refused {order} {json}": _server_refused,
}

SIGHT_TABLE: Table = Table(
    SIGHTS, {"sight": (lambda text: SIGHT_TABLE.read(text), "charging at 16 A")}
)


def read_sights(text: str) -> list[Phrase]:
    """Several are joined by "and"; Unreadable."""
    return [SIGHT_TABLE.read(part) for part in text.split(" and ")]


# --- what must never happen ----------------------------------------------------------------------


def _moved(name: str, to: Any, what: str) -> Callable[[Story, int], str]:
    def seen(story: Story, since_us: int) -> str:
        moves = [t_us for t_us, value in story.recording.since(since_us, name)[1:] if value == to]
        return f"{what} at {clock(_wall_s(story, moves[0]))}" if moves else ""

    return seen


def _more_than(name: str, verb: str) -> Callable[[Story, int, float], str]:
    def seen(story: Story, since_us: int, amps: float) -> str:
        highest_a = story.recording.highest(name, since_us) / 1000
        return f"{verb} {highest_a:.1f} A" if highest_a > amps + _OFFER_SLACK_MA / 1000 else ""

    return seen


def _under_load(story: Story, since_us: int) -> str:
    counts = [count for _, count in story.recording.since(since_us, "openings_under_load")]
    return f"{counts[-1] - counts[0]} openings under load" if counts[-1] > counts[0] else ""


# Template: what was seen of it since then; nothing: "".
NEVER: dict[str, Callable[..., str]] = {
    "contactor opens under load": _under_load,
    "contactor opens": _moved("contactor", 0, "the contactor opened"),
    "contactor closes": _moved("contactor", 1, "the contactor closed"),
    "offers more than {amps}": _more_than("offer_ma", "offered"),
    "both offer more than {amps}": _more_than("both_offer_ma", "offered together"),
    "draws more than {amps}": _more_than("drawn_ma", "drew"),
}

NEVER_TABLE = Table(NEVER)
