"""What is compiled for the board, and what the compile gate refuses."""

import pytest

from tools import build, check_device

GOOD = "from micropython import const\n_PERIOD_MS = const(20)\n"


@pytest.fixture
def project(tmp_path):
    """A small project: returns write(path, text), which returns the project's root."""

    def write(path, text=GOOD):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return tmp_path

    for path in ("boot.py", "main.py", "firmware/board.py", "firmware/core/tou.py"):
        write(path)
    return write


def test_the_gate_passes_what_both_interpreters_accept(project):
    assert check_device.main(project("lib/ussl.py")) == 0


def test_the_gate_refuses_what_micropython_lacks(project, capsys):
    root = project("firmware/core/evse.py", "match state:\n    case 1:\n        pass\n")
    assert check_device.main(root) == 1
    assert "firmware/core/evse.py" in capsys.readouterr().err


def test_the_gate_refuses_what_cpython_cannot_parse(project, capsys):
    root = project("firmware/core/evse.py", "def step(:\n")
    assert check_device.main(root) == 1
    assert "firmware/core/evse.py:1" in capsys.readouterr().err


def test_the_gate_leaves_out_host_code_and_fetched_packages(project):
    for path in ("sim/host/live.py", "sim/cpython/micropython.py", "lib/umqtt/simple.py"):
        project(path)
    checked = check_device.sources(project("sim/hw/machine.py"))
    assert [path.as_posix() for path in checked] == [
        *("boot.py", "main.py", "firmware/board.py", "firmware/core/tou.py"),
        "sim/hw/machine.py",
    ]


def test_the_build_keeps_the_starters_as_source_and_compiles_the_rest(project):
    root = project("lib/umqtt/simple.py")
    project("firmware/core/words.txt", "kept as it is")
    assert build.main(root) == 0
    device = root / "build" / "device"
    built = sorted(p.relative_to(device).as_posix() for p in device.rglob("*") if p.is_file())
    assert built == [
        *("boot.py", "firmware/board.mpy", "firmware/core/tou.mpy", "firmware/core/words.txt"),
        *("lib/umqtt/simple.mpy", "main.py"),
    ]


def test_boot_gets_the_board_s_numbers_and_needs_no_file_of_ours(project):
    boot = "from machine import Pin\n\nfrom firmware import board\n\nPin(board.COIL)\nboard.HELD\n"
    root = project("boot.py", boot)
    project("firmware/board.py", "COIL = const(26)\nHELD = ((15, 0),)\n")
    assert build.main(root) == 0
    built = (root / "build/device/boot.py").read_text()
    assert built == "from machine import Pin\n\n\nPin(26)\n((15, 0),)\n"


def test_a_board_that_lacks_what_boot_needs_is_refused(project, capsys):
    assert build.main(project("boot.py", "board.COIL\n")) == 1
    assert "firmware/board.py: boot.py does not find" in capsys.readouterr().err


def test_another_board_takes_the_place_of_the_first(project, monkeypatch):
    root = project("docs/boards/other.py", "GPIO = 99_123\n")
    monkeypatch.setenv("BOARD", "docs/boards/other.py")
    assert build.main(root) == 0
    built = (root / "build/device/firmware/board.mpy").read_bytes()
    assert b"docs/boards/other.py" in built


def test_a_board_that_is_not_there_is_said(project, monkeypatch, capsys):
    root = project("boot.py")
    monkeypatch.setenv("BOARD", "docs/boards/none.py")
    assert build.main(root) == 1
    assert "docs/boards/none.py" in capsys.readouterr().err


def test_the_build_leaves_nothing_of_the_last_one(project):
    stale = project("build/device/firmware/core/gone.mpy", "x")
    build.main(stale)
    assert not (stale / "build/device/firmware/core/gone.mpy").exists()


def test_the_build_names_no_path_of_this_machine(project):
    root = project("boot.py")
    build.main(root)
    assert str(root).encode() not in (root / "build/device/firmware/board.mpy").read_bytes()


def test_the_table_adds_up():
    assert build.table({"firmware/core": 900, "lib": 100}).splitlines() == [
        "room                        bytes",
        "firmware/core                 900",
        "lib                           100",
        "total                        1000",
    ]
