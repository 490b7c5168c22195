"""The program's files against the build's list: which are damaged, and who can do without them."""

from binascii import crc32

import pytest

from firmware.drivers.chip import files as module
from firmware.drivers.chip.files import Files

CONTENT = bytes(range(256)) * 5
OWNERS = {
    "main.py": "both",
    "firmware/app.mpy": "app",
    "firmware/bare.mpy": "bare",
    "firmware/help.mpy": "none",
}
LIST = "firmware/sums.txt"


@pytest.fixture
def program(world, tmp_path, monkeypatch):
    """The folder of a whole program, which looks at itself."""
    (tmp_path / "firmware").mkdir()
    for name in OWNERS:
        (tmp_path / name).write_bytes(CONTENT)
    lines = [f"{crc32(CONTENT):08x} {whose} {name}\n" for name, whose in OWNERS.items()]
    (tmp_path / LIST).write_text("".join(lines))
    monkeypatch.setattr(module, "__file__", str(tmp_path / "firmware/footing.mpy"))
    return tmp_path


def _flip(path):
    content = bytearray(path.read_bytes())
    content[700] ^= 1
    path.write_bytes(content)


def _cut(path):
    path.write_bytes(path.read_bytes()[:600])


def _remove(path):
    path.unlink()


def _looked():
    files = Files()
    files.look_at_all()
    return files


def test_a_whole_program_has_nothing_damaged(program):
    files = _looked()
    assert (files.damaged, files.app, files.bare) == ([], True, True)


@pytest.mark.parametrize("damage", (_flip, _cut, _remove))
@pytest.mark.parametrize("name", OWNERS)
def test_what_is_damaged_is_named_and_whose_it_was(program, name, damage):
    damage(program / name)
    files = _looked()
    assert files.damaged == [name]
    assert files.app == (OWNERS[name] in ("bare", "none"))
    assert files.bare == (OWNERS[name] in ("app", "none"))


def test_what_nobody_needs_is_put_aside_and_the_rest_stays(program):
    for name in OWNERS:
        _flip(program / name)
    _looked()
    there = {path.relative_to(program).as_posix() for path in program.rglob("*.*")}
    wanted = {*OWNERS, LIST, "firmware/help.mpy.bad"} - {"firmware/help.mpy"}
    assert there == wanted


def test_what_is_read_right_the_second_time_is_sound(program, monkeypatch):
    sums = iter([0])
    monkeypatch.setattr(module, "crc32", lambda piece, crc: next(sums, crc32(piece, crc)))
    assert _looked().damaged == []


@pytest.mark.parametrize("text", ("b60d4931 both", "b60d4931 both main.py more\n", "\x00\xff"))
def test_a_list_that_is_damaged_is_said(program, text):
    (program / LIST).write_bytes(text.encode("latin-1"))
    files = _looked()
    assert (files.damaged, files.app, files.bare) == ([LIST], True, True)
    assert not files.next_is_damaged()


def test_a_built_program_without_a_list_says_so_and_sources_need_none(program, monkeypatch):
    (program / LIST).unlink()
    assert _looked().damaged == [LIST]
    monkeypatch.setattr(module, "__file__", str(program / "firmware/drivers/chip/files.py"))
    files = _looked()
    assert files.damaged == [] and not files.next_is_damaged()


def _round(files):
    """One look at each file, and one that finds the list's end."""
    return [files.next_is_damaged() for _ in range(len(OWNERS) + 1)]


def test_one_file_after_the_other_is_looked_at_again_and_again(program):
    files = _looked()
    assert not any(_round(files))
    _flip(program / "firmware/bare.mpy")
    assert _round(files) == [False, False, True, False, False]
    assert _round(files) == [False, False, True, False, False]


def test_what_was_damaged_at_the_start_starts_nothing_anew(program):
    _flip(program / "firmware/bare.mpy")
    assert not any(_round(_looked()))
