"""The line editor against a terminal that knows characters, backspaces and nothing else."""

import random

import pytest

from firmware.services.console.line_editor import LineEditor

_LEFT, _RIGHT, _UP, _DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
_HOME, _END, _DELETE = "\x1b[H", "\x1b[F", "\x1b[3~"
_CTRL_A, _CTRL_E, _CTRL_U, _CTRL_W, _BACKSPACE = "\x01", "\x05", "\x15", "\x17", "\x7f"

KEYS = (
    *(_LEFT, _RIGHT, _UP, _DOWN, _HOME, _END, _DELETE, _CTRL_A, _CTRL_E, _CTRL_U, _CTRL_W),
    *(_BACKSPACE, "a", "b", " ", "Z", "~", "[", "\x1b", "\x1bO", "\x1b[1;5C", "\x00", "\xff"),
)


class Terminal:
    """What a person sees: one row and a cursor."""

    def __init__(self):
        self.editor = LineEditor()
        self.cells = []
        self.at = 0

    def types(self, text):
        for key in text.encode("latin-1"):
            self._show(self.editor.take(key))
        return self

    def _show(self, text):
        for letter in text:
            if letter == "\b":
                assert self.at > 0
                self.at -= 1
                continue
            assert letter.isprintable()
            self.cells[self.at : self.at + 1] = letter
            self.at += 1

    def enter(self, remember=True):
        line = self.editor.finish(remember)
        self.cells, self.at = [], 0
        return line

    @property
    def row(self):
        return "".join(self.cells).rstrip()


@pytest.fixture
def terminal():
    return Terminal()


@pytest.mark.parametrize(
    "keys, line",
    [
        ("wire 23" + _LEFT * 2 + _DELETE * 2 + "32", "wire 32"),
        ("ire" + _HOME + "w", "wire"),
        ("ire" + _CTRL_A + "w" + _CTRL_E + " 6", "wire 6"),
        ("ire\x1b[1~w\x1b[4~ 6", "wire 6"),
        ("ire\x1bOHw\x1bOF 6", "wire 6"),
        ("wxire" + _LEFT * 3 + _BACKSPACE, "wire"),
        ("wire" + _LEFT * 9 + "x", "xwire"),
        ("wire" + _LEFT + _RIGHT * 9 + "x", "wirex"),
        ("override pause" + _CTRL_W, "override "),
        ("override pause  " + _CTRL_W * 2, ""),
        ("override pause" + _LEFT * 5 + _CTRL_U, "pause"),
        ("x" + _BACKSPACE * 3 + _DELETE + _CTRL_U + _CTRL_W, ""),
        ("a\x1b[15~b\x1b[1;5Cc\x1b[200~d\x1bxe", "abcde"),
        ("a\x1b[13~\x1b[18~\x1b[23~b", "ab"),
        ("a\x00\x02\x07\t\x80\xffb", "ab"),
        ("a\x1b[\x1b[Db", "ba"),
    ],
)
def test_keys_edit_the_line_and_the_screen_shows_it(terminal, keys, line):
    terminal.types(keys)
    assert terminal.editor.line == line and terminal.row == line.rstrip()


def test_an_escape_that_was_begun_ends_with_the_line(terminal):
    terminal.types("a\x1b[")
    assert terminal.enter() == "a"
    assert terminal.types("D").row == "D"


@pytest.mark.parametrize("length, taken", [(199, 200), (200, 200)])
def test_a_line_holds_200_characters(terminal, length, taken):
    terminal.types("x" * length + "y")
    assert len(terminal.enter()) == taken


@pytest.mark.parametrize(
    "keys, damaged",
    [
        ("a\xc3\xa9b", True),
        ("a\x80" + _BACKSPACE, True),
        ("x" * 201, True),
        ("x" * 200, False),
        ("a\x7fb~", False),
        ("a\xff" + _CTRL_U, False),
        ("a\xffb" + _LEFT + _CTRL_U, True),
    ],
)
def test_field_11_a_line_knows_that_it_is_not_what_was_typed(terminal, keys, damaged):
    terminal.types(keys)
    assert terminal.editor.damaged is damaged
    terminal.enter()
    assert not terminal.editor.damaged


def test_moving_writes_no_more_than_the_way(terminal):
    terminal.types("x" * 100)
    assert terminal.editor.take(ord(_CTRL_A)) == "\b" * 100
    assert [terminal.editor.take(key) for key in b"\x1b[C"] == ["", "", "x"]


def test_lines_come_back_and_an_edited_one_is_a_new_one(terminal):
    for line in ("wire 16", "why"):
        terminal.types(line).enter()
    assert terminal.types(_UP).row == "why"
    assert terminal.types(_UP).row == "wire 16"
    assert terminal.types(_UP).row == "wire 16"
    assert terminal.types(_BACKSPACE + "7").enter() == "wire 17"
    assert terminal.types(_UP * 3).row == "wire 16"


def test_going_forward_from_the_newest_leaves_an_empty_line(terminal):
    terminal.types("why").enter()
    assert terminal.types(_UP + _DOWN).row == ""
    assert terminal.types(_DOWN).row == ""


def test_the_history_keeps_eight_lines_none_twice_running_and_none_empty(terminal):
    for number in range(9):
        terminal.types(f"wire {number}").enter()
    terminal.types("wire 8").enter()
    terminal.enter()
    assert terminal.types(_UP).row == "wire 8"
    assert terminal.types(_UP * 6).row == "wire 2"
    assert terminal.types(_UP).row == "wire 1"
    assert terminal.types(_UP).row == "wire 1"


def test_what_is_not_shown_is_edited_unseen_and_never_kept(terminal):
    terminal.types("why").enter()
    terminal.editor.shown = False
    terminal.types("secrt" + _LEFT + "e")
    assert terminal.row == "" and terminal.enter() == "secret"
    assert terminal.types(_UP).enter() == ""
    terminal.editor.shown = True
    assert terminal.types(_UP).row == "why"


@pytest.mark.parametrize("seed", range(20))
def test_the_screen_shows_the_line_whatever_is_typed(seed):
    chance, terminal = random.Random(seed), Terminal()
    for _ in range(500):
        if chance.random() < 0.05:
            terminal.enter()
        terminal.types(chance.choice(KEYS))
        assert terminal.row == terminal.editor.line.rstrip()
        assert terminal.at == terminal.editor._at
