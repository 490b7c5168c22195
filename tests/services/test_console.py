"""The line editor: what is echoed, what is answered, and what is asked for and not shown."""

import pytest

from firmware.services import console as console_module
from firmware.services.console import PROMPT, Console
from firmware.services.console_commands import ConsoleCommands
from tests.core.rig import Rig
from tests.running import finished, sleep_ms

_PIN = "271828"


class Screen:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text


class Chip:
    def __init__(self, pin_lock):
        self.pin_lock = pin_lock


class ConsoleRig:
    def __init__(self, monkeypatch):
        monkeypatch.setattr(console_module, "sleep_ms", sleep_ms)
        self.rig = Rig()
        self.kept = 0
        self.screen = Screen()
        self.console = Console(self._load, self.rig.clock)

    def _load(self):
        rig = self.rig
        chip = Chip(rig.pin_lock)
        return ConsoleCommands(rig.charger, None, None, None, rig.journal, None, chip, self._keep)

    def _keep(self, _lowers):
        self.kept += 1
        return True

    def types(self, text):
        """What appears on the screen for these keys."""
        before = len(self.screen.text)
        for key in text.encode():
            finished(self.console._take(key, self.screen))
        return self.screen.text[before:]


@pytest.fixture
def field(monkeypatch):
    return ConsoleRig(monkeypatch)


def test_what_is_typed_is_echoed_and_a_backspace_takes_it_back(field):
    assert field.types("pin x") == "pin x"
    assert field.types("\b\b") == "\b \b\b \b"


def test_an_empty_line_gives_a_new_prompt_and_cr_lf_is_one_end(field):
    assert field.types("\r\n") == "\n" + PROMPT
    assert field.types("\n") == "\n" + PROMPT


def test_a_pin_is_asked_for_twice_and_shown_nowhere(field):
    assert field.types("pin\r") == "pin\nnew PIN (not shown): "
    assert field.types(_PIN) == ""
    assert field.types("\r") == "\nonce more: "
    answer = field.types(_PIN + "\r")
    assert "ok: True" in answer and answer.endswith(PROMPT)
    assert _PIN not in field.screen.text
    field.rig.pin_lock.permit(_PIN, 100)
    assert field.kept == 1


def test_i9_a_pin_is_kept_as_a_hash_only(field):
    field.types("pin\r" + (_PIN + "\r") * 2)
    stored = field.rig.settings.to_json()
    assert _PIN not in stored.replace(field.rig.settings.pin, "")
    assert len(field.rig.settings.pin.split("$")) == 2


def test_two_that_differ_change_nothing(field):
    answer = field.types("pin\r" + _PIN + "\r271829\r")
    assert "differ" in answer and field.rig.settings.pin is None
    assert field.types("x") == "x"


def test_a_pin_that_is_too_short_is_answered_with_what_would_do(field):
    answer = field.types("pin\r12345\r12345\r")
    assert "6 to 16 digits" in answer and field.rig.settings.pin is None


def test_a_pin_on_the_command_line_is_refused(field):
    assert "type pin alone" in field.types("pin " + _PIN + "\r")
    assert field.rig.settings.pin is None


def test_a_pin_may_be_taken_away(field):
    field.types("pin\r" + (_PIN + "\r") * 2)
    assert "ok: True" in field.types("pin none\r")
    assert field.rig.settings.pin is None


def test_a_question_left_alone_is_given_up_and_typing_is_echoed_again(field):
    field.types("pin\r" + _PIN)
    field.rig.wait_s(61)
    tidying = field.console.tidy()
    tidying.send(None)
    tidying.send(None)
    assert field.types("help\r").startswith("help\n")
    assert _PIN not in field.screen.text
