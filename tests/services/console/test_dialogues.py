"""Commands that ask or wait: what the console does for them, and when they go wrong."""

import json

import pytest

from firmware.services.console.console import PROMPT
from tests.services.console.rig import ConsoleRig

_CTRL_C = "\x03"


@pytest.fixture
def field(monkeypatch):
    field = ConsoleRig(monkeypatch)
    yield field
    field.end()


def test_a_dialogue_shows_waits_asks_and_ends_with_its_document(field):
    def dialogue():
        yield "first\n"
        yield None
        name = yield "name: ", True
        return {"ok": True, "name": name}

    field.dialogue = dialogue
    before_ms = field.rig.clock.ms
    assert field.types("x\r").endswith("first\nname: ")
    assert field.rig.clock.ms >= before_ms + 20
    answer = field.types("Ada\r")
    assert answer.startswith("Ada\n") and "name: Ada" in answer and answer.endswith(PROMPT)


def test_with_json_there_is_one_line_whatever_a_dialogue_tells_meanwhile(field):
    def dialogue():
        yield "much to tell\n"
        return {"ok": True, "lines": ["for people"]}

    field.dialogue = dialogue
    answer = field.types("x json\r").splitlines()
    assert json.loads(answer[1]) == {"ok": True} and answer[2:] == [PROMPT]


@pytest.mark.parametrize(
    "trouble, words",
    [(MemoryError, "not enough memory"), (OSError, "not possible"), (KeyError, "not possible")],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_whatever_a_command_raises_is_one_sentence_and_a_prompt(field, trouble, words, at_once):
    def dialogue():
        if not at_once:
            yield "begun\n"
        raise trouble("inside")

    field.dialogue = dialogue
    answer = field.types("x\r")
    assert words in answer and "inside" not in answer and "Traceback" not in answer
    assert answer.endswith("try again\n" + PROMPT)
    assert field.types("y") == "y"


def test_ctrl_c_while_a_command_works_closes_it_and_puts_things_back(field):
    told = []

    def dialogue():
        try:
            while True:
                told.append("works")
                yield None
        finally:
            told.append("put back")

    field.dialogue = dialogue
    field.meanwhile("abc" + _CTRL_C)
    assert field.types("x\r").endswith("given up\n" + PROMPT)
    assert told == ["works", "put back"]
    assert field.types("y") == "y"


def test_other_keys_while_a_command_works_are_dropped(field):
    def dialogue():
        yield None
        return "done"

    field.dialogue = dialogue
    field.meanwhile("reboot\r")
    assert field.types("x\r").endswith("\ndone\n" + PROMPT)
    assert field.types("y") == "y"


def test_a_command_whose_end_goes_wrong_is_given_up_all_the_same(field):
    def dialogue():
        try:
            yield "really? ", True
        finally:
            raise OSError

    field.dialogue = dialogue
    field.types("x\r")
    assert "not possible at this moment (OSError)" in field.types(_CTRL_C)
    assert field.types("y") == "y"


def test_commands_that_cannot_be_loaded_are_one_sentence(field):
    def load():
        raise MemoryError

    field.console._load = load
    assert "not enough memory for it at this moment: try again" in field.types("why json\r")


def test_long_output_goes_in_pieces_with_time_between(field):
    field.dialogue = lambda: "x" * 1_000
    before_ms = field.rig.clock.ms
    field.types("x\r")
    assert field.rig.clock.ms - before_ms >= 10 * 10
