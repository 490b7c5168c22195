"""The power is cut in all that writes settings, on the real littlefs of the interpreter."""

import os
import re
from pathlib import Path

import pytest

from tests.flash.interpreter import told

_RULES = Path(__file__).parent / "device" / "rules.py"
_POINTS_MIN = 2_000
_NEVER_LEFT_OUT = {
    *("set_wire", "set_group", "lower_wire_while_charging", "latch_fault"),
    *("power_up", "migrate", "repair.a", "repair.b", "start_over"),
}
_CHANGES = os.environ.get("PILOTLIGHT_FLASH_CHANGES", "40000")
_SEED = os.environ.get("PILOTLIGHT_FLASH_SEED", "1")


@pytest.fixture(scope="module")
def points():
    return told("settings_cuts.py")


def test_i8_at_every_cut_the_settings_are_the_old_ones_or_the_new_ones_whole(points, capsys):
    with capsys.disabled():
        print(f"\ncut points, settings: {sum(points.values())} {points}", end="")
    assert sum(points.values()) >= _POINTS_MIN


def test_no_operation_is_passed_over(points):
    assert set(points) == _NEVER_LEFT_OUT and all(points.values())


def test_i8_i10_after_changes_and_cuts_at_random(capsys):
    found = told("random_run.py", _CHANGES, _SEED)
    with capsys.disabled():
        print(f"\nrandom run: {found}", end="")
    assert found["changes"] == int(_CHANGES)
    assert found["old"] > 0 and found["new"] > 0
    assert found["cuts"] > found["changes"] // 20


@pytest.mark.parametrize("name", re.findall(r"^def (test_\w+)", _RULES.read_text(), re.MULTILINE))
def test_on_littlefs(name):
    assert told(_RULES.name, name) == name
