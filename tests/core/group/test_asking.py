"""A charger that joins a group: whom it asks, and when all have made room."""

from firmware.core.group.asking import Asking


def test_it_asks_everybody_it_has_heard_who_has_not_made_room():
    asking = Asking(3)
    assert asking.asked() == []
    asking.heard("a", "a first", False)
    asking.heard("b", "b", False)
    asking.heard("a", "a second", False)
    assert sorted(asking.asked()) == ["a second", "b"]
    asking.heard("b", "b", True)
    assert asking.asked() == ["a second"]
    assert asking.rooms == 1


def test_i7_it_is_a_member_when_as_many_chips_as_there_are_beside_it_have_made_room():
    asking = Asking(3)
    for boot in ("before", "after"):
        asking.heard("a", boot, True)
        assert not asking.answered
    asking.heard("b", "b", False)
    assert not asking.answered
    asking.heard("b", "b", True)
    assert asking.answered


def test_room_that_was_made_stays():
    asking = Asking(2)
    asking.heard("a", "a", True)
    asking.heard("a", "a after a boot", False)
    assert asking.answered and asking.asked() == []


def test_alone_it_waits_for_nobody():
    assert Asking(1).answered
