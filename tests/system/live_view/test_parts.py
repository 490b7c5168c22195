"""The live view's parts, each alone: the waveform, the day, the console's screen, the picture."""

import json
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

from sim.host.view import app, day, drawing, wave
from sim.host.view.home import Home
from sim.host.view.scene import Scene
from sim.host.view.transcript import Transcript

NOON_S = 1_795_435_200
SCENE = Scene("garage-1", SimpleNamespace(wall_s=NOON_S), True, True, speed=1, reached=1.0)


def test_a_speed_that_is_not_reached_is_told_and_one_that_rounds_to_it_is_not():
    told = {reached: drawing.head(replace(SCENE, reached=reached)) for reached in (0.85, 1.2)}
    assert not any("now" in words.plain for words in told.values())
    assert "x1000 (now x90)" in drawing.head(replace(SCENE, speed=1000, reached=90.2)).plain


def test_the_offer_is_what_the_pilot_says_and_not_what_was_said_a_second_ago():
    world = SimpleNamespace(offer_ma=16_000, drawn_ma=0)
    scene = replace(SCENE, world=world, said={"offered_a": 32, "limits": {}})
    assert "offered  16.0" in drawing.amps(scene, 40).plain


def test_a_sentence_takes_as_many_lines_as_it_needs():
    words = "Not charging: " + "the contactor rests and " * 9 + "that is all."
    lines = drawing.why(replace(SCENE, why=words), 80).plain.splitlines()
    assert len(lines) == 4 and " ".join(lines) == words


def moved(home, name, value, faults=()):
    """What the log says of it."""
    home.site.charger.last.faults = faults
    home.site.charger.changes = [(0, name, value)]
    before = len(home.events)
    home.look()
    return [line[9:] for line in home.events[before:]]


def test_a_ground_fault_module_that_trips_where_nothing_leaks_is_tested():
    home = Home(SimpleNamespace(charger=Printing(), server=SimpleNamespace(events=[])))
    assert moved(home, "gfci_trip", True) == ["GFCI self-test"]
    assert moved(home, "gfci_trip", False) == []
    assert moved(home, "gfci_trip", True, faults=["leak"]) == ["GFCI trips"]


def test_what_was_asked_for_the_view_alone_is_passed_over():
    charger = Printing()
    console = Transcript(charger)
    charger.prints("group garage 40 2 new json\r\n{}\r\npilotlight> ")
    console.pass_over()
    assert console.lines() == ("pilotlight> █",) and console.at_prompt()


def volts(duty, high_mv, low_mv):
    return SimpleNamespace(duty=duty, pilot_high_mv=high_mv, pilot_low_mv=low_mv)


def test_the_waveform_is_high_for_its_duty_and_stands_at_its_volts():
    lines = wave.wave(volts(2500, 6_000, -12_000), 4 + 40)
    assert lines[2] == " +6 ━━━━━┓              ┏━━━━┓              "
    assert lines[8] == "-12      ┗━━━━━━━━━━━━━━┛    ┗━━━━━━━━━━━━━━"
    assert lines[5] == "         ┃              ┃    ┃              "


def test_a_steady_pilot_is_a_line_on_its_volts_and_never_off_the_screen():
    assert wave.wave(volts(10_000, 9_000, 9_000), 9)[1] == "    ━━━━━"
    assert wave.wave(volts(0, 0, 0), 9)[4] == "  0 ━━━━━"
    assert wave.wave(volts(10_000, 12_600, 12_600), 9)[0] == "+12 ━━━━━"
    assert wave.wave(volts(0, -15_000, -15_000), 9)[8] == "-12 ━━━━━"


def test_the_day_is_drawn_as_the_firmware_reads_the_schedule():
    rule = {"days": "mon-sun", "start": "06:30", "end": "07:00"}
    tou = {"version": 1, "tz": "UTC0", "default": "deny", "rules": [rule]}
    drawn = day.cells(json.dumps(tou), NOON_S)
    assert drawn == day.CLOSED * 13 + day.OPEN + day.CLOSED * 34
    assert day.now_cell(NOON_S) == 24 and day.now_cell(NOON_S - 1) == 23
    assert day.cells("", NOON_S) == day.cells("{}", NOON_S) == day.NOTHING * 48


def test_the_picture_shows_two_chargers_on_one_circuit_and_needs_nothing_else(tmp_path):
    path = tmp_path / "live.svg"
    app.screenshot(path)
    picture = path.read_text(encoding="utf-8")
    text = " ".join(ElementTree.fromstring(picture).itertext()).replace("\xa0", " ")
    for shown in ("C2 +6.0/-12.0 V", "garage-2 24 A", "contactor CLOSED", "TOU v1 open to 15:00"):
        assert shown in text
    assert "url(http" not in picture


class Printing:
    """A charger of which only what it prints on its serial port is looked at."""

    def __init__(self):
        self.printed = "pilotlight> "
        self.last = SimpleNamespace(boots=1, t_us=0, wall_s=NOON_S, faults=())
        self.mains = True
        self.changes = []

    def prints(self, text):
        self.printed += text

    def take_changes(self):
        taken, self.changes = self.changes, []
        return taken

    def boots(self):
        self.printed = "pilotlight> "
        self.last.boots += 1


def test_a_line_deleted_to_its_first_character_is_a_prompt_again():
    charger = Printing()
    console = Transcript(charger)
    assert console.at_prompt()
    charger.prints("h")
    assert not console.at_prompt()
    charger.prints("\x08 \x08")
    assert console.at_prompt()


def test_a_cursor_at_the_start_of_a_line_is_no_prompt():
    charger = Printing()
    console = Transcript(charger)
    charger.prints("why\x08\x08\x08")
    assert not console.at_prompt()


def test_a_new_life_begins_on_a_line_of_its_own():
    charger = Printing()
    console = Transcript(charger)
    charger.boots()
    console.follow()
    assert console.lines() == ("pilotlight>", "pilotlight> █")
