"""What each command answers. What the orders do is tested where they are carried out."""

import gc
from pathlib import Path

import pytest

from firmware.core.plan.orders import SERVER
from firmware.core.protection.faults import WELDED
from firmware.services.console import commands
from firmware.services.console.commands import ConsoleCommands
from tests.core.rig import CLOSED_TILL_23, NOON, OPENS, Rig
from tests.fuzz.console_parts import Parts

_HELP = Path(commands.__file__).parent / "field/help.txt"
_NAMES = commands._NAMES


class Site:
    def __init__(self, **rig):
        self.rig = Rig(**rig)
        self.parts = Parts(self.rig)
        self.commands = ConsoleCommands(self.parts)

    def says(self, line):
        """The document; a command that waits is let wait."""
        document = self.commands.run(line.split())
        if not hasattr(document, "send"):
            return document
        while True:
            try:
                assert next(document) is None
            except StopIteration as end:
                return end.value
            self.rig.advance_ms(20)

    def shows(self, line):
        return "\n".join(self.commands.lines(self.says(line), False))


# CPython does not count it.
@pytest.fixture(autouse=True)
def _free_memory(monkeypatch):
    monkeypatch.setattr(gc, "mem_free", lambda: 50_000, raising=False)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def charging(site):
    site.rig.charge()
    return site


# ---- finding the command


@pytest.mark.parametrize(
    "typed, meant",
    [
        *(("wier", "wire"), ("sesion", "session"), ("overide", "override"), ("pni", "pin")),
        *(
            ("sess", "session"),
            ("self-test", "selftest"),
            ("fault", "faults"),
            ("WHY", "try: help"),
        ),
        *(("xyzzy", "try: help"), ("q", "try: help"), ("x" * 200, "try: help")),
    ],
)
def test_a_wrong_command_names_the_nearest(site, typed, meant):
    answer = site.says(typed)
    assert answer["ok"] is False and meant in answer["error"]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "status now",
            "wire 32 33",
            "group garage 48",
            "config offline_amps",
            "link broker.host",
        ),
        *("override charge now", "faults mend", "pilot 3", "selftest x", "reboot now", "help a b"),
    ],
)
def test_wrong_words_are_answered_with_what_would_be_right(site, line):
    name = line.split()[0]
    answer = site.says(line)
    assert answer["ok"] is False and answer["error"].startswith("so: " + name)


@pytest.mark.parametrize(
    "line, field", [("wire abc", "amps"), ("override maybe", "override"), ("config x 1", "x")]
)
def test_a_wrong_value_is_answered_by_what_it_is_for(site, line, field):
    answer = site.says(line)
    assert answer["ok"] is False and answer["field"] == field


def test_only_one_command_s_modules_are_loaded_at_a_time(site, monkeypatch):
    dropped = []
    monkeypatch.setattr(commands, "forget", lambda *names: dropped.append(names))
    for line in ("why", "status", "wire", "group", "help"):
        site.says(line)
    assert len(dropped) == 4
    site.commands.forget()
    assert "firmware.services.console.commands" in dropped[-1]


# ---- help


def test_the_list_has_a_line_for_every_command_and_no_other(site):
    listed = [line.split(":")[0].split()[0] for line in site.says("help")]
    assert sorted(listed) == sorted(_NAMES)


# Dialogues, tested in files of their own.
_OF_THEIR_OWN = ("commission", "export", "service")


@pytest.mark.parametrize("name", _NAMES)
def test_every_command_says_what_it_takes_and_changes_with_an_example(site, name):
    first, *more = site.says("help " + name)
    assert first.startswith(name) and ": " in first
    text = " ".join(more)
    assert "Takes: " in text and f"Example: {name}" in text and "Changes: " in text
    assert "refused" in text.lower()


def test_the_help_fits_a_terminal_and_is_ascii():
    for line in _HELP.read_text(encoding="ascii").splitlines():
        assert 0 < len(line) <= 100


@pytest.mark.parametrize("name", [name for name in _NAMES if name not in _OF_THEIR_OWN])
def test_an_example_of_the_help_is_taken(site, name):
    (example,) = [line for line in site.says("help " + name) if line.startswith("Example: ")]
    if name == "faults":
        site.rig.settings.lost = True
    document = site.commands.run(example.replace(" json", "").split()[1:])
    if isinstance(document, dict):
        assert document.get("ok", True) is True


# ---- what shows


def test_the_schedule_is_told_with_its_next_change_and_the_clock():
    site = Site(epoch=NOON)
    site.rig.order("tou", CLOSED_TILL_23, SERVER)
    answer = site.says("tou")
    assert answer["tou"] == {"version": 7, "open": False, "amps": None, "next": OPENS}
    assert answer["lines"] == [
        "version: 7",
        "closed until 2026-11-23 23:00 UTC, in 11 h 0 min",
        "clock: 2026-11-23 12:00 UTC",
    ]


def test_no_schedule_and_no_clock_are_said(site):
    assert "no schedule" in site.shows("tou") and "clock: not set" in site.shows("tou")
    site.rig.order("tou", CLOSED_TILL_23, SERVER)
    assert "cannot be read" in site.shows("tou")


def test_a_schedule_that_never_turns_over_or_has_expired_says_so():
    site = Site(epoch=NOON)
    site.rig.order("tou", {"version": 1, "tz": "UTC0", "default": "allow"}, SERVER)
    assert "open, for the next 8 days at least" in site.shows("tou")
    expired = {"version": 2, "tz": "UTC0", "default": "deny", "valid_until": NOON}
    site.rig.order("tou", expired, SERVER)
    assert "it has expired" in site.shows("tou")


def test_the_contactor_is_told_and_not_moved(charging):
    charging.rig.advance_ms(1_000)
    answer = charging.says("contactor")
    assert answer["closed"] is True and answer["operations"] == 1
    assert answer["mains_behind"] is True and answer["weld"] == "none seen"
    assert type(answer["closed_in_ms"]) is int and answer["opened_in_ms"] is None
    assert charging.rig.shows == "C2 32 A closed"


def test_a_weld_is_told_before_and_after_it_is_a_fault(site):
    site.rig.charger.senses.mains_sensed = True
    assert "behind the open contactor" in site.says("contactor")["weld"]
    site.rig.charger.faults.strike(WELDED, 0)
    assert "have it repaired" in site.says("contactor")["weld"]


def test_why_tells_the_seconds_that_are_left(site):
    assert site.says("why").startswith("Not charging: no car is plugged in; offered: 0 A")
    site.rig.plug_in()
    site.rig.board.earth = False
    site.rig.advance_ms(500)
    site.rig.board.earth = True
    site.rig.wait_s(20)
    assert "tries again in 40 s" in site.says("why")


# ---- the pilot


def test_the_pilot_is_shown_with_margins_and_a_histogram(charging):
    answer = charging.says("pilot")
    assert answer["state"] == "C2" and answer["vehicle"] == "C" and answer["looks"] == 50
    assert answer["high"] == {"mean_mv": 6_000, "min_mv": 6_000, "max_mv": 6_000}
    assert answer["margins_mv"] == {"B": 1_750, "D": 1_950}
    assert answer["duty"] == 5_333 and answer["offered_a"] == 32 and answer["diode"] == "sound"
    assert answer["histogram"] == [(6_000, 50)]
    assert answer["lines"][-1] == "  6.00 V  50 " + "#" * 40
    assert charging.rig.shows == "C2 32 A closed"


def test_no_car_has_a_margin_to_one_side_only(site):
    answer = site.says("pilot")
    assert answer["margins_mv"] == {"B": 1_800} and answer["duty"] == 10_000


def test_a_pilot_that_is_not_looked_at_is_said_within_three_seconds(site):
    class Control:
        steps, burst = 0, site.parts.control.burst

    site.parts.control = Control
    before_ms = site.rig.clock.ms
    answer = site.says("pilot")
    assert answer["looks"] == 0 and "high plateau: none seen" in answer["lines"]
    assert site.rig.clock.ms - before_ms <= 3_000


# ---- the self-test


def test_the_self_test_is_timed_against_the_board_s_limits(site):
    answer = site.says("selftest")
    assert answer["passed"] is True
    assert 0 < answer["trip_ms"] <= answer["trip_max_ms"] == 150
    assert 0 < answer["release_ms"] <= answer["release_max_ms"] == 1_000
    assert answer["lines"][-1].startswith("passed")


def test_a_sensor_that_does_not_trip_fails_in_words(site):
    site.rig.board.test_rise_ms = None
    answer = site.says("selftest")
    assert answer["passed"] is False and answer["trip_ms"] is None
    assert "not on the test current" in answer["lines"][-1]


def test_a_sensor_that_does_not_let_go_fails_in_words(site):
    site.rig.board.test_fall_ms = None
    answer = site.says("selftest")
    assert answer["passed"] is False and answer["release_ms"] is None
    assert "does not let go" in answer["lines"][-1]


def test_no_self_test_while_the_contactor_is_closed(charging):
    answer = charging.says("selftest")
    assert answer["ok"] is False and "not while the contactor is closed" in answer["error"]
    assert charging.rig.shows == "C2 32 A closed"


def test_a_second_self_test_waits_for_the_first(site):
    first = site.commands.run(["selftest"])
    next(first)
    site.rig.advance_ms(20)
    assert "runs already" in site.says("selftest")["error"]
    first.close()


# ---- what changes


def test_no_flash_is_written_for_the_link_while_charging(charging):
    answer = charging.says("link wifi.ssid garage")
    assert answer["ok"] is False and charging.parts.store.texts == {}


def test_a_link_field_is_written_whole_and_needs_a_reboot(site):
    assert site.says("link wifi.ssid my garage") == {"ok": True, "note": "in force after: reboot"}
    assert "my garage" in site.parts.store.read("data/link.json")


def test_a_broker_that_the_memory_does_not_reach_is_told_at_once(site):
    site.parts.heap_bytes, site.parts.frozen = 175_000, False
    assert "memory" not in site.says("link broker.host broker.example")
    assert "TLS does not; freeze" in site.says("link broker.tls true")["memory"]


def test_a_reboot_is_refused_while_charging(charging):
    assert charging.says("reboot")["ok"] is False
    charging.rig.unplug()
    charging.rig.advance_ms(100)
    assert charging.says("reboot")["ok"] is True and charging.parts.restarts == 1
