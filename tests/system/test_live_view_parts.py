"""The live view's parts, each alone: the waveform, the day, the console's screen, the picture."""

import json
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

from sim.host.view import app, day, drawing, wave
from sim.host.view.scene import Scene
from sim.host.view.transcript import Transcript


NOON_S = 1_795_435_200
SCENE = Scene("garage-1", SimpleNamespace(wall_s=NOON_S), True, True, speed=1, reached=1.0)


def test_a_speed_that_is_not_reached_is_told_and_one_that_rounds_to_it_is_not():
    told = {reached: drawing.head(replace(SCENE, reached=reached)) for reached in (0.85, 1.2)}
    assert not any("now" in words.plain for words in told.values())
    assert "x1000 (now x90)" in drawing.head(replace(SCENE, speed=1000, reached=90.2)).plain


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
        self.last = SimpleNamespace(boots=1)

    def prints(self, text):
        self.printed += text

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
