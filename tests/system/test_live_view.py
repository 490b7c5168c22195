"""The live view in a terminal of 80x24: keys in, screen out, the real process between them."""

import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from types import SimpleNamespace
from xml.etree import ElementTree

import pyte
import pytest

from sim.host.process import ROOT
from sim.host.view import app, day, wave

COMMAND = [sys.executable, "-m", "sim.host"]
ROWS, COLUMNS = 24, 80
SHOWN_WITHIN_S = 20


class Terminal:
    """A terminal emulator on a pseudo-terminal, with the live view on it."""

    def __init__(self):
        self._keyboard, self._line = pty.openpty()
        termios.tcsetwinsize(self._line, (ROWS, COLUMNS))
        self.before = termios.tcgetattr(self._line)
        self.sent = b""
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.view = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color"},
            stdin=self._line,
            stdout=self._line,
            stderr=subprocess.STDOUT,
        )

    @property
    def settings(self):
        return termios.tcgetattr(self._line)

    @property
    def text(self):
        return "\n".join(self._screen.display)

    def press(self, keys):
        os.write(self._keyboard, keys.encode())

    def shows(self, *texts):
        """Reads until all of them stand on the screen at once; AssertionError with what does."""
        deadline = time.monotonic() + SHOWN_WITHIN_S
        while not all(text in self.text for text in texts):
            assert time.monotonic() < deadline, f"no {texts} in\n{self.text}"
            self._read()

    def _read(self):
        if select.select([self._keyboard], [], [], 0.1)[0]:
            got = os.read(self._keyboard, 65536)
            self.sent += got
            self._stream.feed(got)

    def quit(self):
        """The exit status after `q`."""
        self.press("q")
        while self.view.poll() is None:
            self._read()
        while select.select([self._keyboard], [], [], 0)[0]:
            self._read()
        return self.view.returncode

    def close(self):
        self.view.kill()
        self.view.wait()
        os.close(self._keyboard)
        os.close(self._line)


@pytest.fixture
def terminal():
    """The live view at ten times the speed, its car about to charge."""
    terminal = Terminal()
    terminal.shows("garage-1  1", "q quit")
    terminal.press("x")
    yield terminal
    terminal.close()


def test_keys_move_the_world_and_the_screen_shows_it(terminal):
    terminal.shows(
        "contactor CLOSED", "C2 +6.0/-12.0 V 53.33 %", "┗━━", "link up", "wire     32.0◂"
    )
    terminal.press("t")
    terminal.shows("TOU v1 closed to 12:00", "B1 +9.0/+9.0 V 100.00 %", "contactor open", "░┃█")
    terminal.press("c")
    terminal.shows("contactor CLOSED", "override charge", "driver's override")
    terminal.press("s")
    terminal.shows("server DOWN")
    terminal.press("x")
    terminal.shows("x100", "link down", "contactor CLOSED")
    terminal.press("d")
    terminal.shows("contactor open", "diode_missing", "Not charging: ")
    terminal.press("p")
    terminal.shows("car away", "A +12.0/+12.0 V")
    terminal.press("m")
    terminal.shows("mains OFF", "The mains is off.")
    terminal.press("m")
    terminal.shows("mains on", "the mains is back", "no car")


def test_what_is_typed_goes_to_the_serial_console(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("\r")
    terminal.shows("Esc: back")
    terminal.press("wh\x7fire 24")
    terminal.shows("pilotlight> wire 24█")
    terminal.press("\r")
    terminal.shows("ok: True")
    terminal.press("q")
    terminal.shows("pilotlight> q█")
    terminal.press("\x7fwhy\r")
    terminal.shows("pilotlight> why", "set no schedule")
    terminal.press("\x1b")
    terminal.shows("q quit", "wire     24.0◂")


def test_a_second_charger_joins_the_circuit(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("2x")
    terminal.shows("garage-2  1", "garage-1 20 A, garage-2 20 A", "group    20.0◂")
    terminal.press("1")
    terminal.shows("garage-1  1")


def test_q_ends_it_and_leaves_the_terminal_as_it_was(terminal):
    assert terminal.quit() == 0
    assert terminal.settings == terminal.before
    assert b"\x1b[?1049l" in terminal.sent, "what stood on the screen before is back"
    assert b"\x1b[?25h" in terminal.sent, "the cursor is back"
    assert "Traceback" not in terminal.text


def test_service_ends_the_program_and_not_the_view(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("\rservice\r")
    terminal.shows("The contactor is open")
    terminal.press("\x1b")
    terminal.shows("mains OFF", "the program has ended")
    terminal.press("m")
    terminal.shows("mains on", "link up", "TOU none")


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
    noon_s = 1_795_435_200
    drawn = day.cells(json.dumps(tou), noon_s)
    assert drawn == day.CLOSED * 13 + day.OPEN + day.CLOSED * 34
    assert day.now_cell(noon_s) == 24 and day.now_cell(noon_s - 1) == 23
    assert day.cells("", noon_s) == day.cells("{}", noon_s) == day.NOTHING * 48


def test_the_picture_shows_two_chargers_on_one_circuit_and_needs_nothing_else(tmp_path):
    path = tmp_path / "live.svg"
    app.screenshot(path)
    picture = path.read_text(encoding="utf-8")
    text = " ".join(ElementTree.fromstring(picture).itertext()).replace("\xa0", " ")
    for shown in ("C2 +6.0/-12.0 V", "garage-2 24 A", "contactor CLOSED", "TOU v1 open to 15:00"):
        assert shown in text
    assert "url(http" not in picture
