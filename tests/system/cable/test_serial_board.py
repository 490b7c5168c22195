"""Real mpremote at a pseudo-terminal: the charger in the littlefs of a virtual board."""

import os
import subprocess
import sys

import pytest

from sim.host.process import ROOT
from sim.host.serial.board import SerialBoard
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.uplink import Uplink
from tests.system.measure import BOARD_HEAP_BYTES, REPORT_BYTES

START_S = 15
CLOSE_S = 40
MPREMOTE_S = 60

DEAF_MAIN = """
import micropython, select, sys
from machine import Pin
micropython.kbd_intr(-1)
typed = select.poll()
typed.register(sys.stdin, select.POLLIN)
print("deaf")
while True:
    Pin(39).value()
    if typed.poll(10):
        print("heard", sys.stdin.buffer.read(1)[0])
"""

HANGS = """
import machine
machine.WDT(timeout=500)
while True: pass
"""


@pytest.fixture
def make_board(net, tmp_path):
    uplink = Uplink(net, EmbeddedBroker(net).port, virtual=False)
    boards = []

    def make(**options):
        boards.append(SerialBoard(tmp_path, uplink, **options))
        return boards[-1]

    yield make
    for board in boards:
        board.close()
    uplink.close()


@pytest.fixture
def charger(make_board):
    board = make_board(device_root=ROOT)
    runs(board)
    return board


def runs(board):
    board.advance_until(lambda _: "pilotlight> " in board.printed, START_S, "the console's prompt")


def mpremote(board, *words):
    command = [sys.executable, "-m", "mpremote", "connect", board.port, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=MPREMOTE_S, check=False)


def answer(board, *words):
    done = mpremote(board, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def at_prompt(board):
    board.advance_until(lambda _: board.at_prompt, START_S, "MicroPython's prompt")


def ends(board, *causes):
    board.advance_until(lambda _: len(board.ends) >= len(causes), START_S, causes[-1])
    assert tuple(end["cause"] for end in board.ends[: len(causes)]) == causes


def put_main(board, folder, text):
    """main.py on an empty board, which then runs it."""
    at_prompt(board)
    (folder / "main.py").write_text(text)
    answer(board, "resume", "fs", "cp", str(folder / "main.py"), ":")
    reset(board)
    ends(board, "reset")


def reset(board):
    answer(board, "resume", "exec", "--no-follow", "import machine; machine.reset()")


def test_an_empty_board_stands_at_its_prompt_and_runs_what_is_put_on_it(make_board, tmp_path):
    board = make_board(blank=True)
    at_prompt(board)
    assert (
        answer(board, "resume", "exec", "import os; print(os.getcwd(), os.listdir('/'))") == "/ []"
    )
    assert "no module" in mpremote(board, "resume", "exec", "import firmware").stdout
    put_main(board, tmp_path, 'print("it runs")')
    board.advance_until(lambda _: "it runs" in board.printed, START_S, "main.py")


def test_ctrl_c_stops_an_idle_charger_and_a_reset_lets_it_charge_by_itself(charger, tmp_path):
    charger.console("wire 16")
    assert answer(charger, "resume", "exec", "print(1+1)") == "2"
    assert charger.at_prompt and charger.report().coil == charger.last.contactor == 0
    sent, back = tmp_path / "sent", tmp_path / "back"
    sent.write_bytes(os.urandom(9_000))
    answer(charger, "resume", "fs", "cp", str(sent), ":data/kept.bin")
    answer(charger, "resume", "fs", "cp", ":data/kept.bin", str(back))
    assert back.read_bytes() == sent.read_bytes()
    reset(charger)
    ends(charger, "reset")
    charger.plug_in()
    charger.advance_until(lambda seen: seen.contactor, CLOSE_S, "the contactor")
    assert charger.console_json("status")["offered_a"] == 16


def test_a_soft_reset_from_mpremote_runs_boot_py_alone_and_another_one_runs_both(charger):
    assert answer(charger, "exec", "print(1+1)") == "2"
    assert [end["cause"] for end in charger.ends] == ["soft_reset"]
    at_prompt(charger)
    assert "pilotlight>" not in charger.printed
    charger.type("\x04")
    ends(charger, "soft_reset", "soft_reset")
    runs(charger)


def test_after_kbd_intr_ctrl_c_is_a_byte_and_mpremote_gives_up(make_board, tmp_path):
    board = make_board(blank=True)
    put_main(board, tmp_path, DEAF_MAIN)
    board.advance_until(lambda _: "deaf" in board.printed, START_S, "main.py")
    refused = mpremote(board, "resume", "exec", "print(1+1)")
    assert refused.returncode != 0 and "could not enter raw repl" in refused.stderr
    # On the port, that is: mpremote throws away what comes before it asks for the raw prompt.
    assert "heard 3" in board.printed
    assert not board.at_prompt and len(board.ends) == 1


def test_the_watchdog_ends_a_forgotten_prompt(charger):
    answer(charger, "resume", "exec", "import machine; machine.WDT(timeout=1500)")
    assert charger.at_prompt
    ends(charger, "watchdog")
    runs(charger)
    assert charger.console_json("status")["reset_cause"] == "watchdog"


def test_the_watchdog_ends_what_hangs_at_the_prompt(make_board):
    board = make_board(blank=True)
    at_prompt(board)
    answer(board, "resume", "exec", "--no-follow", HANGS)
    ends(board, "watchdog")


def test_the_watchdog_ends_a_program_that_hangs(make_board, tmp_path):
    board = make_board(blank=True)
    put_main(board, tmp_path, HANGS)
    ends(board, "reset", "watchdog")


def test_ctrl_c_ends_what_the_prompt_executes(make_board):
    board = make_board(blank=True)
    at_prompt(board)
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mpremote",
            "connect",
            board.port,
            "resume",
            "exec",
            "while True: pass",
        ]
    ) as hung:
        board.advance_ms(1_000)
        hung.kill()
    assert answer(board, "resume", "exec", "print(1+1)") == "2"


def test_a_port_that_nobody_opens_holds_nothing_up(charger):
    for _ in range(5):
        charger.console("help")
    charger.take_step_gap_us()
    charger.console("status")
    assert charger.take_step_gap_us() < 1_000_000
    assert not charger.ends


def test_mpremote_works_on_the_board_s_heap(make_board, device_root, sim_bytes, tmp_path):
    heap = str(BOARD_HEAP_BYTES + sim_bytes + REPORT_BYTES)
    board = make_board(device_root=device_root, heap=heap)
    runs(board)
    sent = tmp_path / "sent"
    sent.write_bytes(os.urandom(20_000))
    answer(board, "resume", "fs", "cp", str(sent), ":data/kept.bin")
    assert board.at_prompt
    listed = answer(board, "resume", "exec", "import os; print(os.stat('data/kept.bin')[6])")
    assert listed == "20000"
