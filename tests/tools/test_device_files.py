"""What is compiled for the board, and what the compile gate refuses."""

from binascii import crc32

import pytest

from tools import build, check_device

GOOD = "from micropython import const\n_PERIOD_MS = const(20)\n"
BOARD = "from micropython import const\nCOIL_GPIO = const(26)\n"
PROGRAM = {
    "boot.py": "from firmware import board\n\nprint(board.COIL_GPIO)\n",
    "main.py": "from firmware import app\n\napp.run()\n",
    "firmware/board.py": BOARD,
    "firmware/app.py": "from firmware.core import tou\n\n\ndef run():\n    print(tou.at())\n",
    "firmware/core/tou.py": "def at():\n    return 'closed'\n",
}


@pytest.fixture
def project(tmp_path):
    """A small project: returns write(path, text), which returns the project's root."""

    def write(path, text=GOOD):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return tmp_path

    for path, text in PROGRAM.items():
        write(path, text)
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
        *("boot.py", "main.py", "firmware/app.py", "firmware/board.py", "firmware/core/tou.py"),
        "sim/hw/machine.py",
    ]


def test_the_build_makes_one_file_of_what_is_always_loaded(project):
    root = project("firmware/core/words.txt", "kept as it is")
    assert build.main(["--quiet"], root) == 0
    device = root / "build" / "device"
    built = sorted(p.relative_to(device).as_posix() for p in device.rglob("*") if p.is_file())
    room = ["firmware/app.mpy", "firmware/sums.txt", "firmware/words.txt"]
    assert built == ["boot.py", *room, "main.py"]


def test_the_build_lists_its_files_with_their_sums_and_who_cannot_do_without(project):
    root = project("firmware/words.txt", "kept as it is")
    assert build.main(["--quiet"], root) == 0
    device = root / "build" / "device"
    lines = [line.split() for line in (device / "firmware/sums.txt").read_text().splitlines()]
    assert [(whose, name) for _, whose, name in lines] == [
        *(("both", "boot.py"), ("app", "firmware/app.mpy")),
        *(("none", "firmware/words.txt"), ("both", "main.py")),
    ]
    assert all(int(crc, 16) == crc32((device / name).read_bytes()) for crc, _, name in lines)


def test_boot_gets_the_board_s_numbers_and_needs_no_file_of_ours(project):
    boot = "from machine import Pin\n\nCOIL = 1\nHELD = ()\n\nPin(COIL)\nHELD\n"
    root = project("boot.py", boot)
    numbers = "from micropython import const\nCOIL = const(26)\nHELD = ((15, 0),)\n"
    project("firmware/board.py", numbers)
    assert build.main(["--quiet"], root) == 0
    built = (root / "build/device/boot.py").read_text()
    assert built == "from machine import Pin\nPin(26)\n((15, 0),)\n"


def test_a_board_that_lacks_what_boot_needs_is_refused(project, capsys):
    root = project("boot.py", "COIL = 1\n\nprint(COIL)\n")
    assert build.main(["--quiet"], root) == 1
    assert "boot.py:1: firmware.board has no COIL" in capsys.readouterr().err


def test_another_board_takes_the_place_of_the_first(project, monkeypatch):
    root = project("docs/boards/other.py", "COIL_GPIO = 99\n")
    monkeypatch.setenv("BOARD", "docs/boards/other.py")
    assert build.main(["--quiet"], root) == 0
    assert "print(99)" in (root / "build/device/boot.py").read_text()


def test_a_board_that_is_not_there_is_said(project, monkeypatch, capsys):
    root = project("boot.py")
    monkeypatch.setenv("BOARD", "docs/boards/none.py")
    assert build.main(["--quiet"], root) == 1
    assert "docs/boards/none.py" in capsys.readouterr().err


def test_what_the_build_cannot_decide_is_said_with_its_line(project, capsys):
    root = project("firmware/core/tou.py", "def at():\n    return vars()\n")
    assert build.main(["--quiet"], root) == 1
    assert "firmware/core/tou.py:2: vars()" in capsys.readouterr().err


def test_the_build_leaves_nothing_of_the_last_one(project):
    root = project("build/device/firmware/core/gone.mpy", "x")
    build.main(["--quiet"], root)
    assert not (root / "build/device/firmware/core").exists()


def test_what_has_not_changed_is_not_built_again(project):
    root = project("boot.py", PROGRAM["boot.py"])
    device = build.fresh(root)
    (device / "mark").write_text("of the first build")
    assert (build.fresh(root) / "mark").exists()
    project("firmware/core/tou.py", "def at():\n    return 'open'\n")
    assert not (build.fresh(root) / "mark").exists()


def test_two_texts_of_one_name_are_refused(project, capsys):
    project("firmware/core/words.txt", "one")
    root = project("firmware/words.txt", "other")
    assert build.main(["--quiet"], root) == 1
    assert "words.txt:1: another text has this name" in capsys.readouterr().err


def test_the_build_names_no_path_of_this_machine(project):
    root = project("boot.py", PROGRAM["boot.py"])
    build.main(["--quiet"], root)
    assert str(root).encode() not in (root / "build/device/firmware/app.mpy").read_bytes()


def test_the_table_adds_up():
    assert build.table({"firmware/app.mpy": 900, "main.py": 100}).splitlines() == [
        "file                                    bytes",
        "firmware/app.mpy                          900",
        "main.py                                   100",
        "total of 2                               1000",
    ]
