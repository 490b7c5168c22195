"""What `make flash` does to a board's files: a folder here, run by the real interpreter."""

import json

import pytest

from tests.tools.cable.field_rig import FolderBoard, read, write
from tools.cable.flash import Image, install, what_fits
from tools.cable.serial_port import BoardError

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
    assert board.copied == ["firmware.new/app.mpy", "switch.py.new"]
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
    board.spoil = "firmware.new/app.mpy"
    with pytest.raises(BoardError, match="firmware.new/app.mpy. Run this again"):
        installed(board, image)
    there = read(board.folder)
    assert {name: there[name] for name in OLD} == OLD


def test_what_an_interrupted_flash_has_brought_is_not_brought_again(rig):
    brought = {"boot.py.new": "boot 2", "firmware.new/app.mpy": "app 1.5"}
    board, image = rig({**OLD, **brought})
    installed(board, image)
    assert board.copied == ["firmware.new/app.mpy", "main.py.new", "switch.py.new"]
    assert read(board.folder) == {**NEW, **DATA}


@pytest.mark.parametrize("files", (OLD, NEW))
def test_what_another_build_has_left_half_done_does_not_come_back(rig, files):
    half = ("lib/umqtt/x.mpy.new", "lib.new/x.mpy", "firmware.new/old.mpy", "firmware.old/main.py")
    board, image = rig({**files, **{name: "older" for name in half}, "boot.py.new": "older"})
    installed(board, image)
    assert read(board.folder) == {**NEW, **DATA}


def test_a_release_before_this_way_of_replacing_it_is_taken_over_with_all_it_left(rig):
    flat = {f"firmware/core/m{n}.mpy": "old" for n in range(5)}
    half = {"main.py.new": "main 1", "boot.py.new": "boot 1.5", "firmware/app.mpy.new": "app 1.5"}
    without_main = {name: OLD[name] for name in OLD if name != "main.py"}
    board, image = rig({**without_main, **flat, **half})
    installed(board, image)
    assert read(board.folder) == {**NEW, **DATA}


def test_a_room_that_the_build_no_longer_has_goes(rig):
    board, image = rig({**NEW, "lib/umqtt/simple.mpy": "mqtt"})
    del image.digests["lib/umqtt/simple.mpy"], image.paths["lib/umqtt/simple.mpy"]
    installed(board, image)
    assert not (board.folder / "lib").exists()


def test_a_frozen_program_gets_its_texts_and_nothing_that_hides_it(rig, tmp_path):
    texts = {
        "firmware/services/console/field/help.txt": "wire",
        "firmware/services/link/discovery.txt": "{}",
    }
    tree = write(tmp_path / "tree", {**NEW, **texts})
    board, _image = rig(OLD)
    installed(board, Image(tree, "firmware/**/*.txt"))
    assert read(board.folder) == {**texts, **DATA}


def test_a_board_tells_its_memory_and_that_its_program_lies_in_files(rig):
    board, _image = rig(NEW)
    memory = json.loads(board.run("memory", fresh=True))
    assert memory["heap_bytes"] > 0 and memory["frozen"] is False


@pytest.mark.parametrize(
    "frozen, psram, heap_bytes, said",
    (
        (False, False, 166_592, "1.26.1, no PSRAM, the program in files: program and Wi-Fi"),
        (False, False, 175_000, "1.26.1, no PSRAM, the program in files: MQTT without TLS fits"),
        (True, False, 166_592, "1.26.1, no PSRAM, the program frozen: MQTT fits"),
        (False, True, 4_100_000, "1.26.1, PSRAM, the program in files: MQTT fits"),
    ),
)
def test_what_fits_is_told_after_it(frozen, psram, heap_bytes, said):
    memory = {"frozen": frozen, "psram": psram, "heap_bytes": heap_bytes}
    assert what_fits({"version": [1, 26, 1]}, memory).startswith(f"MicroPython {said}")


class CablePulled(FolderBoard):
    """Takes `left` more commands, and none after them."""

    left = 0

    def _mpremote(self, *words):
        if self.left == 0:
            raise BoardError("The cable is out.")
        self.left -= 1
        return super()._mpremote(*words)


# Commands are whole here: tests/flash tears them.
def test_a_cable_pulled_anywhere_leaves_the_old_program_or_the_new_one_and_is_mended(rig):
    left = 0
    while True:
        board, image = rig({**OLD, "firmware/gone.mpy": "x"})
        pulled = CablePulled(board.folder)
        pulled.left = left
        try:
            install(pulled, image, list[str]().append)
        except BoardError:
            pass
        else:
            break
        board.run("switch")  # as main.py does at the next start
        there = read(board.folder)
        program = {name: there.get(name) for name in NEW}
        assert program in (OLD, NEW)
        installed(board, image)
        assert read(board.folder) == {**NEW, **DATA}
        left += 1
    assert left == 12
