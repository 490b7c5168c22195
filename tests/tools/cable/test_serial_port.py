"""Who answers at the port, and the sentence for each thing that may be wrong with it."""

import json
import os

import pytest

from tests.tools.cable.field_rig import CONSOLE, Port
from tools.cable import serial_port
from tools.cable.serial_port import BoardError, Silence


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody here is slow."""
    for name in ("_ANSWER_S", "_BOOT_S", "_STATUS_S", "_SETTLE_S"):
        monkeypatch.setattr(serial_port, name, 0.2)
    monkeypatch.setattr(serial_port, "_KNOCKS", 2)


@pytest.fixture
def port():
    """Returns port(answers): a pseudo-terminal with this behind it."""
    made = []

    def make(answers):
        made.append(Port(answers))
        return made[-1]

    yield make
    for one in made:
        one.close()


def console(status):
    """A console that tells this status."""

    def answers(typed):
        if b"status json" in typed:
            return b"status json\r\n" + status + CONSOLE
        return CONSOLE if typed.endswith(b"\r") else None

    return answers


def told(charging):
    return json.dumps({"pilot": "B1", "charging": charging}).encode()


def complaint(name):
    with pytest.raises(BoardError) as caught:
        serial_port.require_rest(name)
    return str(caught.value)


def test_a_console_at_rest_may_be_interrupted(port):
    serial_port.require_rest(port(console(told(False))).name)


def test_what_stands_half_typed_is_rubbed_out_before_enter(port):
    at = port(console(told(False)))
    serial_port.require_rest(at.name)
    assert at.typed.startswith(b"\x7f" * 200 + b"\r")
    assert b"\x03" not in at.typed


def test_a_charge_is_not_interrupted(port):
    at = port(console(told(True)))
    assert complaint(at.name).startswith("It is charging. Type `service` at its console")
    assert b"\x03" not in at.typed


@pytest.mark.parametrize("status", (b"not possible at this moment", b"{", b'{"ok": false}'))
def test_a_console_that_does_not_say_is_not_interrupted(port, status):
    assert "did not tell whether it charges" in complaint(port(console(status)).name)


def test_micropython_s_own_prompt_may_be_used(port):
    serial_port.require_rest(port(lambda typed: b"\r\n>>> ").name)


def test_a_raw_prompt_that_somebody_left_open_is_left(port):
    at = port(lambda typed: b"\r\nMicroPython\r\n>>> " if b"\x02" in typed else b"")
    serial_port.require_rest(at.name)


def test_a_program_without_prompt_is_interrupted_at_last(port):
    at = port(lambda typed: b"\r\nKeyboardInterrupt\r\n>>> " if b"\x03" in typed else b"busy\r\n")
    serial_port.require_rest(at.name)


def test_a_program_that_starts_again_for_ever_is_caught_at_its_second_start(port):
    knocks = []

    def answers(typed):
        knocks.extend(typed.count(b"\x03") * [typed])
        return b"\r\n>>> " if len(knocks) == 2 else b""

    serial_port.require_rest(port(answers).name)


def test_silence_says_what_to_check(port):
    at = port(lambda typed: None)
    with pytest.raises(Silence, match="is the board powered"):
        serial_port.require_rest(at.name)


def test_a_stranger_is_named_as_one(port):
    assert "no prompt of ours" in complaint(port(lambda typed: b"$GPGGA,1\r\n").name)


def test_no_port_named():
    assert complaint("").startswith("Say which port: PORT=...")


def test_a_port_that_is_not_there(tmp_path):
    assert complaint(str(tmp_path / "ttyUSB0")).startswith("There is no port ")


def test_a_file_is_no_port(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "is not a serial port" in complaint(str(tmp_path / "file"))
    assert "is not a serial port" in complaint(str(tmp_path))


def test_the_ports_there_are_get_listed(monkeypatch):
    class Known:
        device = "/dev/ttyUSB7"

    monkeypatch.setattr(serial_port.list_ports, "comports", lambda: [Known()])
    assert "The ports there are: /dev/ttyUSB7." in complaint("")


def test_a_port_in_use(port):
    at = port(console(told(False)))
    with serial_port.open_port(at.name):
        assert complaint(at.name).startswith("Another program has ")


def test_a_port_one_may_not_use(monkeypatch):
    def refuse(*_args, **_details):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(serial_port.serial, "Serial", refuse)
    assert "dialout" in complaint("/dev/ttyUSB0")


def test_a_cable_pulled_meanwhile(port):
    def pull(_typed):
        at.pull_cable()

    at = port(pull)
    assert "went away" in complaint(at.name)
