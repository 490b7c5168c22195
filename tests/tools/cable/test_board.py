"""What mpremote is told, and how its troubles become sentences."""

import json
import subprocess

import pytest

from tools.cable import board
from tools.cable.board import Board, ScriptError, in_sentences
from tools.cable.serial_port import BoardError

OURS = {
    "implementation": "micropython",
    "version": [1, 29, 0],
    "build": "3.4.0; MicroPython v1.29.0",
    "platform": "esp32",
}


class Telling(Board):
    """A board whose every answer is this."""

    def __init__(self, facts):
        super().__init__("port")
        self._facts = facts

    def _mpremote(self, *_words):
        return json.dumps(self._facts)


def complaint(**other):
    with pytest.raises(BoardError) as caught:
        Telling({**OURS, **other}).facts()
    return str(caught.value)


@pytest.mark.parametrize("version", ([1, 24, 0], [1, 29, 0], [2, 0, 0]))
def test_these_versions_will_do(version):
    assert Telling({**OURS, "version": version}).facts()["version"] == version


def test_a_version_too_old_is_named_with_the_way_out():
    said = complaint(version=[1, 23, 0], build="MicroPython v1.23.0")
    assert "runs MicroPython v1.23.0: it needs MicroPython 1.24 or newer" in said
    assert "make vm" in said


def test_another_interpreter_is_refused():
    assert "make vm" in complaint(implementation="circuitpython", version=[9, 2, 0])


def test_another_chip_is_refused():
    assert complaint(platform="rp2").startswith("This is no ESP32 but rp2")


@pytest.fixture
def mpremote(monkeypatch):
    """Returns mpremote(code, said, complaint): what it answers; `commands` is what it was told."""

    class Mpremote:
        commands: list[list[str]] = []

        def __call__(self, code=0, said="", complained=""):
            def run(command, **_details):
                self.commands.append(command[command.index("mpremote") :])
                answer = said.encode(), complained.encode()
                return subprocess.CompletedProcess(command, code, *answer)

            monkeypatch.setattr(board.subprocess, "run", run)
            return Board("/dev/ttyUSB0")

    return Mpremote()


CONNECT = ["mpremote", "connect", "/dev/ttyUSB0"]


def test_a_script_runs_beside_the_program_s_objects(mpremote):
    assert mpremote(said="a\r\nb\r\n").run("bundle") == "a\nb\n"
    assert mpremote.commands[0][:5] == [*CONNECT, "resume", "exec"]
    assert "app.bundle()" in mpremote.commands[0][5]


def test_a_script_that_wants_a_fresh_heap_gets_a_soft_reset(mpremote):
    mpremote().run("folders", fresh=True, FOLDERS=["lib"])
    assert mpremote.commands[0][:4] == [*CONNECT, "exec"]
    assert mpremote.commands[0][4].startswith("FOLDERS = ['lib']\n")


def test_files_go_sixteen_at_a_time(mpremote, tmp_path):
    copies = [(tmp_path / str(n), f"lib/{n}") for n in range(17)]
    assert list(mpremote().put(copies)) == [f"lib/{n}" for n in range(17)]
    first, second = mpremote.commands
    assert first.count("cp") == 16
    assert second == [*CONNECT, "resume", "fs", "cp", "-f", str(tmp_path / "16"), ":lib/16"]


@pytest.mark.parametrize(
    "complained, sentence",
    (
        ("x\nmpremote.transport.TransportError: could not enter raw repl", "not let mpremote in"),
        ("mpremote: failed to access p (it may be in use ...)", "cannot be opened any more"),
        ("OSError: [Errno 28] ENOSPC", "flash is full"),
        ("serial.serialutil.SerialException: device gone", "connection to .* broke"),
    ),
)
def test_mpremote_s_troubles_become_sentences(mpremote, complained, sentence):
    with pytest.raises(BoardError, match=sentence):
        mpremote(1, "", complained).reset()


def test_a_script_s_trouble_keeps_what_it_had_printed(mpremote):
    with pytest.raises(ScriptError, match="MemoryError") as caught:
        mpremote(1, '{"name": 1}\nTraceback (most recent call last):\nMemoryError: \n').run("bare")
    assert caught.value.printed.startswith('{"name": 1}')


def test_a_board_that_falls_silent(monkeypatch):
    def run(command, timeout, **_details):
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(board.subprocess, "run", run)
    with pytest.raises(BoardError, match="fell silent"):
        Board("p").reset()


def test_trouble_is_told_without_a_traceback(capsys):
    def trouble():
        raise BoardError("Do this.")

    def stopped():
        raise KeyboardInterrupt

    assert (in_sentences(lambda: None), in_sentences(trouble), in_sentences(stopped)) == (0, 1, 1)
    assert capsys.readouterr().err == "Do this.\nStopped half-way: run this again.\n"


class Visited(Telling):
    """Counts the resets."""

    resets = 0

    def reset(self):
        Visited.resets += 1


@pytest.fixture
def visited(monkeypatch):
    """Returns visited(facts): tools.cable.board.visit meets a board with these facts."""
    monkeypatch.setattr(board, "require_rest", lambda _port: None)
    monkeypatch.setattr(Visited, "resets", 0)

    def make(facts):
        monkeypatch.setattr(board, "Board", lambda _port: Visited(facts))
        return board.visit("p")

    return make


def test_the_charger_is_started_again_after_a_visit(visited):
    with visited(OURS) as (_board, facts):
        assert facts == OURS
    assert Visited.resets == 1


def test_the_charger_is_started_again_after_a_visit_that_failed(visited):
    with pytest.raises(BoardError, match="mine"), visited(OURS):
        raise BoardError("mine")
    assert Visited.resets == 1


def test_a_foreign_board_is_left_as_it_is(visited):
    with pytest.raises(BoardError, match="no ESP32"), visited({**OURS, "platform": "rp2"}):
        pass
    assert Visited.resets == 0
