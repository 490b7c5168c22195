"""Finding 16: outputs are safe before any file of ours is read, whatever has become of them."""

import runpy
import sys
from pathlib import Path

import pytest

from firmware import board
from tools.pack.program import read

ROOT = Path(__file__).parents[3]
BOARDS = ("firmware/board.py", "docs/boards/smartevse_v3.py")


def _names(path):
    """What the file at `path` has once it was run."""
    return runpy.run_path(str(ROOT / path))


def _numbers(names):
    return {name: value for name, value in names.items() if name.isupper()}


def test_16_boot_opens_where_firmware_is_missing(charging, monkeypatch):
    rig = charging()
    rig.now("C2 32 A closed")
    with monkeypatch.context() as missing:
        missing.setitem(sys.modules, "firmware", None)
        _names("boot.py")
    assert not rig.world.power.coil
    rig.world.run_ms(30)
    rig.now("C2 steady open")


def test_16_boot_has_the_board_s_own_numbers(world):
    numbers = _numbers(_names("boot.py"))
    assert len(numbers) == 7
    assert numbers == {name: getattr(board, name) for name in numbers}


@pytest.mark.parametrize("path", BOARDS)
def test_16_the_build_gives_boot_the_numbers_of_the_board_it_is_for(world, path):
    names = {}
    exec(compile(read(ROOT, Path(path))["boot"].tree, "boot.py", "exec"), names)
    wanted = _names(path)
    assert _numbers(names) == {name: wanted[name] for name in _numbers(names)}
