"""The program's files are looked at again while no car is there."""

import pytest

from firmware.services.program import LOOK_EVERY_MS


class Files:
    """`looks`: how often it was asked for the next one."""

    def __init__(self):
        self.looks = 0
        self.damaged = False

    def next_is_damaged(self):
        self.looks += 1
        return self.damaged


@pytest.fixture
def files(rig, monkeypatch):
    files = Files()
    monkeypatch.setattr(rig.app.program, "_files", files)
    return files


@pytest.fixture
def starts(rig, monkeypatch):
    """How often the chip was started anew."""
    starts = []
    monkeypatch.setattr(rig.app.program, "_restart", lambda: starts.append(1))
    return starts


def test_one_a_minute_at_rest(rig, files, starts):
    rig.wait_s(10 * LOOK_EVERY_MS // 1_000)
    assert files.looks in (9, 10, 11) and starts == []


def test_none_while_a_car_is_there(rig, files, starts):
    rig.charge()
    before = files.looks
    files.damaged = True
    rig.wait_s(300)
    assert (files.looks, starts) == (before, [])


def test_one_that_is_damaged_starts_the_chip_anew(rig, files, starts):
    files.damaged = True
    rig.wait_s(LOOK_EVERY_MS // 1_000 + 1)
    assert starts
