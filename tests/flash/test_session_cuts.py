"""The power is cut in all that the logbook writes, on the real littlefs of the interpreter."""

import pytest

from tests.flash.interpreter import told

_POINTS_MIN = 1_000


@pytest.fixture(scope="module")
def counted():
    """What session_cuts.py prints: it fails at the first cut that costs something."""
    return told("session_cuts.py", heap="64m")


def test_at_every_cut_sessions_and_energy_are_the_old_or_the_new_and_never_twice(counted, capsys):
    points = counted["points"]
    with capsys.disabled():
        print(f"\ncut points, sessions: {sum(points.values())} {points}", end="")
    assert sum(points.values()) >= _POINTS_MIN


def test_a_checkpoint_while_charging_takes_one_erase_and_an_append_no_more_than_three(counted):
    assert counted["flash_ops"]["checkpoint_energy"][0] <= 1
    assert counted["flash_ops"]["append_session"][0] <= 3
