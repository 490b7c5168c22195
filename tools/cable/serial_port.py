"""The board's serial port: opens it, sees who answers, and says in a sentence what is wrong."""

import errno
import json
import time

import serial
from serial.tools import list_ports

CONSOLE = "pilotlight> "
MICROPYTHON = ">>> "

_BAUD = 115200
_READ_S = 0.05
_ANSWER_S = 1.5
_STATUS_S = 8.0
_KNOCK_S = 0.3
_KNOCKS = 20
_SETTLE_S = 1.0  # a Ctrl-C too many must not end the first script
_BOOT_S = 4.0  # a reset board needs about this long until its console answers

# Rubs out what somebody left half typed: Enter would run it.
_RUB_OUT = b"\x7f" * 200
_CTRL_B = b"\x02"  # leaves the raw prompt, in which a broken connection leaves the interpreter
_CTRL_C = b"\x03"


class BoardError(Exception):
    """What keeps us from the board; the text says what to do."""


class Silence(BoardError):
    """Nobody answers: perhaps a chip without MicroPython."""


# DTR and RTS stay as pyserial and the system set them, both at once: the transistor pair of many
# boards resets the chip when they differ, and taking them back one by one would make them differ.
def open_port(name: str) -> serial.Serial:
    """The port at the console's speed, for us alone; raises BoardError."""
    if not name:
        raise BoardError(f"Say which port: PORT=... {_known_ports()}")
    try:
        return serial.Serial(name, _BAUD, timeout=_READ_S, write_timeout=_ANSWER_S, exclusive=True)
    except (OSError, ValueError) as error:
        raise BoardError(_why_not_opened(name, error)) from None


def _why_not_opened(name: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    said = str(error)
    if number == errno.ENOENT or "FileNotFoundError" in said:
        return f"There is no port {name}. {_known_ports()}"
    if number in (errno.EACCES, errno.EPERM):
        return (
            f"You may not use {name}. On Linux: sudo usermod -a -G dialout $USER (uucp on some),"
            " log out and in again, then run this again."
        )
    if number in (errno.EBUSY, errno.EAGAIN) or "PermissionError" in said:
        return f"Another program has {name} open: close its terminal, then run this again."
    if number in (errno.ENOTTY, errno.EINVAL, errno.EISDIR) or "Could not configure" in said:
        return f"{name} is not a serial port. {_known_ports()}"
    return f"{name} cannot be opened ({said}). {_known_ports()}"


def _known_ports() -> str:
    ports = sorted(port.device for port in list_ports.comports())
    if not ports:
        return (
            "There is no serial port at all: is the cable in, does it carry data (some only"
            " charge), and is the USB chip's driver there?"
        )
    return f"The ports there are: {', '.join(ports)}."


# Ctrl-C comes last and is safe: a charger whose contactor is closed does not listen to it. It is
# tried for longer than a start takes, to catch a program that dies and starts again for ever.
def who_answers(port: serial.Serial) -> str:
    """CONSOLE or MICROPYTHON; raises Silence, or BoardError when something else answers."""
    heard = ""
    polite = ((_RUB_OUT, _ANSWER_S), (_CTRL_B, _ANSWER_S), (b"", _BOOT_S))
    for keys, limit_s in (*polite, *(((_CTRL_C, _KNOCK_S),) * _KNOCKS)):
        heard = ask(port, keys + b"\r", limit_s) or heard
        for prompt in (CONSOLE, MICROPYTHON):
            if heard.endswith(prompt):
                if keys == _CTRL_C:
                    ask(port, b"", _SETTLE_S)
                return prompt
    if not heard.strip():
        raise Silence(
            f"Nothing answers on {port.name}: is the board powered, is this its port, and is"
            " MicroPython on it? An empty chip gets it with: make vm PORT=... BIN=..."
        )
    raise BoardError(
        f"{port.name} answers, but with no prompt of ours. If its console is asking something,"
        " answer that first; if this is no charger, look for the right port."
    )


# On a busy port with a broken program lines never end: the time does.
def ask(port: serial.Serial, keys: bytes, limit_s: float) -> str:
    """What comes after typing `keys`, up to a prompt or to the end of the time."""
    heard = b""
    prompts = (CONSOLE.encode(), MICROPYTHON.encode())
    try:
        port.reset_input_buffer()
        port.write(keys)
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            heard += port.read(port.in_waiting or 1)
            if heard.endswith(prompts) and not port.in_waiting:
                break
    except OSError as error:
        raise BoardError(
            f"{port.name} went away ({error}): check the cable, then run this again."
        ) from None
    return heard.decode(errors="replace")


def refuse_while_charging(port: serial.Serial) -> None:
    """Asks the console; raises BoardError if the contactor is closed, or if it does not say."""
    answer = ask(port, b"status json\r", _STATUS_S)
    status = _last_document(answer)
    if "charging" not in status:
        raise BoardError(
            "The charger's console did not tell whether it charges: run this again; if that does"
            " not help, type `service` at its console first."
        )
    if status["charging"]:
        raise BoardError(
            f"It is charging. Type `service` at its console (mpremote connect {port.name} repl, or"
            " any terminal at 115200), wait for the MicroPython prompt >>>, leave the terminal,"
            " then run this again."
        )


def _last_document(answer: str) -> dict[str, object]:
    for line in reversed(answer.splitlines()):
        if line.startswith("{"):
            try:
                return dict(json.loads(line))
            except ValueError:
                break
    return {}


def require_rest(name: str) -> None:
    """Returns if mpremote may interrupt what runs on the board at this port; else BoardError."""
    with open_port(name) as port:
        if who_answers(port) == CONSOLE:
            refuse_while_charging(port)
