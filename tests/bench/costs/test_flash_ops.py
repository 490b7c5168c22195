"""What the flash endures, computed from what littlefs does."""

import pytest

from bench.costs import flash_ops

# A block that takes a tenth of its life in ten years is nobody's concern.
_ERASES_MAX = flash_ops.ENDURANCE_ERASES // 10

# A quarter of what `make bench` does.
_TIMES, _WRITES = 40, 7_500


@pytest.fixture(scope="module")
def found():
    return flash_ops.figures(_TIMES, _WRITES)


def test_every_use_that_is_counted_is_measured(found):
    assert set(flash_ops.USES_PER_YEAR) <= set(found["flash_ops"])


@pytest.mark.parametrize("name", ["set_wire", "set_group", "lower_wire_while_charging"])
def test_a_change_of_the_settings_is_two_files_and_seldom_more(found, name):
    assert 2 <= found["flash_ops"][name]["erases"] < 2.1
    assert found["flash_ops"][name]["most_erases"] <= 3


def test_ten_years_of_normal_use_wear_no_block_to_a_tenth_of_its_life(found, capsys):
    wear = found["flash_wear"]["erases_per_block"]
    with capsys.disabled():
        print(f"\nflash wear: {wear} erases a block in {flash_ops.YEARS} years", end="")
    assert 0 < wear < _ERASES_MAX


def test_the_wear_is_that_of_the_most_worn_block():
    ops = {name: {"erases": 1.0} for name in flash_ops.USES_PER_YEAR}
    even = flash_ops.erases_per_block(ops, 1.0)
    assert flash_ops.erases_per_block(ops, 2.0) == pytest.approx(2 * even, abs=1)
