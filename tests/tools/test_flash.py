"""What `make flash` does to a board's files: a folder here, run by the real interpreter."""

import os

import pytest

from tests.tools.field_rig import FolderBoard, read, write
from tools.board import SCRIPTS
from tools.flash import Image, install
from tools.serial_port import BoardError

NEW = {
    "boot.py": "boot 2",
    "main.py": "main 2",
    "firmware/app.mpy": "app 2",
    "firmware/core/evse.mpy": "evse",
    "lib/umqtt/simple.mpy": "mqtt",
}
OLD = {**NEW, "boot.py": "boot 1", "main.py": "main 1", "firmware/app.mpy": "app 1"}
DATA = {"data/settings.json": "kept", "data/firmware/x": "kept too"}


@pytest.fixture
def rig(tmp_path):
    """Returns rig(files): a board with these files and data/, and the image of NEW."""

    def make(files):
        device, folder = tmp_path / "device", tmp_path / "board"
        return FolderBoard(write(folder, {**files, **DATA})), Image(write(device, NEW))

    return make


def installed(board, image):
    said: list[str] = []
    install(board, image, said.append)
    return said


def test_a_blank_board_gets_everything(rig):
    board, image = rig({"boot.py": "the image's own"})
    assert installed(board, image)[-1].startswith("5 of 5 files changed, 0 removed, 25 bytes")
    assert read(board.folder) == {**NEW, **DATA}


def test_only_what_changed_is_copied(rig):
    board, image = rig({**NEW, "firmware/app.mpy": "app 1"})
    said = installed(board, image)
    assert board.copied == ["firmware/app.mpy.new"]
    assert said == [
        "copy    firmware/app.mpy (5 bytes)",
        "1 of 5 files changed, 0 removed, 5 bytes, verified",
    ]
    assert read(board.folder) == {**NEW, **DATA}


def test_nothing_is_written_where_nothing_changed(rig):
    board, image = rig(NEW)
    assert installed(board, image) == ["0 of 5 files changed, 0 removed, 0 bytes, verified"]
    assert board.copied == []


def test_what_the_build_no_longer_has_goes_and_data_stays(rig):
    board, image = rig({**NEW, "firmware/gone.mpy": "x", "lib/gone.py": "x", "notes.txt": "mine"})
    said = installed(board, image)
    assert said[:2] == ["remove  firmware/gone.mpy", "remove  lib/gone.py"]
    assert read(board.folder) == {**NEW, **DATA, "notes.txt": "mine"}


def test_a_file_that_arrives_wrong_is_never_put_in_place(rig):
    board, image = rig(OLD)
    board.spoil = "firmware/app.mpy.new"
    with pytest.raises(BoardError, match="firmware/app.mpy.new. Run this again"):
        installed(board, image)
    there = read(board.folder)
    assert {name: there[name] for name in OLD} == OLD


def test_what_an_interrupted_flash_has_brought_is_not_brought_again(rig):
    board, image = rig({**OLD, "boot.py.new": "boot 2", "firmware/app.mpy.new": "app 1.5"})
    installed(board, image)
    assert sorted(board.copied) == ["firmware/app.mpy.new", "main.py.new"]
    assert read(board.folder) == {**NEW, **DATA}


def test_what_another_build_has_left_half_done_does_not_come_back(rig):
    board, image = rig({**NEW, "lib/umqtt/simple.mpy.new": "older"})
    installed(board, image)
    assert read(board.folder) == {**NEW, **DATA}


class PowerCut(Exception):
    pass


# The script runs here on CPython, whose os can be told to fail at the nth change of the flash.
def torn_after(changes, folder, monkeypatch):
    left = [changes]

    def cut(change):
        def stop_or_go(*paths):
            if left[0] == 0:
                raise PowerCut
            left[0] -= 1
            change(*paths)

        return stop_or_go

    text = (SCRIPTS / "switch.py").read_text()
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(os, "rename", cut(os.rename))
        patch.setattr(os, "remove", cut(os.remove))
        exec(compile(text, "switch.py", "exec"), {"STALE": ["firmware/gone.mpy"]})


@pytest.mark.parametrize("main_changes", (True, False))
def test_a_switch_torn_anywhere_starts_no_mixture_and_is_mended(rig, monkeypatch, main_changes):
    old = OLD if main_changes else {**OLD, "main.py": NEW["main.py"]}
    staged = {name + ".new": NEW[name] for name in NEW if NEW[name] != old[name]}
    changes = 0
    while True:
        board, image = rig({**old, **staged, "firmware/gone.mpy": "x"})
        try:
            torn_after(changes, board.folder, monkeypatch)
        except PowerCut:
            pass
        else:
            break
        there = read(board.folder)
        assert there["boot.py"] in (old["boot.py"], NEW["boot.py"])
        program = {name: there.get(name) for name in NEW}
        assert "main.py" not in there or program in (old, NEW)
        installed(board, image)
        assert read(board.folder) == {**NEW, **DATA}
        changes += 1
    assert changes == 5
    assert read(board.folder) == {**NEW, **DATA}
