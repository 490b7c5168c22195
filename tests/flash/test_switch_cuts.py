"""The power is cut in the switch to a new release, on the real littlefs of the interpreter."""

import os

import pytest

from tests.flash.interpreter import told

_POINTS_MIN = 100
_SWITCH_MAX_US = 5_000_000


@pytest.fixture(scope="module")
def counted():
    """What switch_cuts.py prints: it fails at the first cut that costs something."""
    moods = os.environ.get("PILOTLIGHT_FLASH_MOODS", "").split()
    return told("switch_cuts.py", *moods, heap="256m")


def test_at_every_cut_a_board_starts_the_old_program_or_the_new_one_whole(counted, capsys):
    with capsys.disabled():
        print(f"\ncut points, switch: {counted}", end="")
    assert counted["points"] >= _POINTS_MIN and counted["points_again"] > 0


def test_the_switch_from_130_files_takes_seconds_of_the_chip_s_flash(counted):
    assert 0 < counted["switch_us"] <= _SWITCH_MAX_US
