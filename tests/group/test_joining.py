"""A third charger joins a running group of two: who makes room when, and what it has (I7)."""

import pytest

from firmware.services.group.newcomer import Newcomer
from tests.group.test_group import SHARE, Rig, settled

THIRD = "0000c0 its boot"
_THREE = 16_000


def _ask(rig, to=None, boot=THIRD, sender="c", **fields):
    asked = {"to": [rig.report()["boot"]] if to is None else to, "for": 3, "of_ma": 48_000}
    asked.update(fields)
    rig.hear("join/" + sender, **{"from": sender, "boot": boot}, **asked)


def test_i7_who_is_asked_for_room_is_silent_then_has_less_and_says_so():
    rig = settled()
    _ask(rig)
    rig.pass_s(1)
    assert rig.allowed_ma == 0
    group = rig.settings.group
    assert (group["members"], group["joiner"]) == (3, "0000c0")
    _ask(rig)
    rig.pass_s(38)
    assert rig.allowed_ma == 0
    rig.pass_s(1)
    assert rig.allowed_ma == _THREE
    assert (rig.report()["room"], rig.report()["members"]) == (THIRD, 3)
    assert rig.group.warning is None


def test_i7_room_is_told_of_only_once_it_is_on_flash():
    rig = settled()
    _ask(rig)
    rig.settings.unsaved = True
    _ask(rig)
    rig.pass_s(10)
    assert "room" not in rig.report()
    rig.settings.unsaved = False
    rig.pass_s(5)
    assert rig.report()["room"] == THIRD


def test_room_is_told_again_to_the_next_boot_of_the_same_charger():
    rig = settled()
    _ask(rig)
    rig.pass_s(1)
    _ask(rig, boot="0000c0 its next boot", to=[])
    rig.pass_s(5)
    assert rig.report()["room"] == "0000c0 its next boot"


def test_i7_room_for_one_is_no_room_for_another():
    rig = settled()
    _ask(rig)
    rig.pass_s(1)
    _ask(rig, sender="d", boot="0000d0 its boot")
    rig.pass_s(5)
    assert "room" not in rig.report()
    assert rig.settings.group["joiner"] == "0000c0"


def test_a_fourth_that_comes_after_the_third_is_made_room_for():
    rig = settled()
    _ask(rig)
    rig.pass_s(5)
    _ask(rig, sender="d", boot="0000d0 its boot", **{"for": 4})
    rig.pass_s(41)
    assert rig.allowed_ma == 12_000


def test_no_room_is_made_for_a_charger_that_is_heard_as_a_member():
    rig = settled()
    rig.hear("report/a", boot="0000a0 its boot", able=True)
    _ask(rig, sender="a", boot="0000a0 another")
    rig.pass_s(41)
    assert rig.settings.group["members"] == 2 and rig.allowed_ma == SHARE
    _ask(rig)
    rig.pass_s(1)
    assert rig.settings.group["joiner"] == "0000c0"


def test_room_is_told_again_to_the_third_that_lost_what_it_had_not_written_yet():
    rig = settled()
    _ask(rig)
    rig.pass_s(1)
    rig.hear("report/c", members=3, boot=THIRD, able=True, **{"from": "c"})
    _ask(rig, boot="0000c0 its next boot", to=[])
    rig.pass_s(5)
    assert rig.report()["room"] == "0000c0 its next boot"


# Set by hand to one member less, the others go by new settings: who was heard before is nobody.
def test_room_is_made_for_a_charger_that_was_taken_out_and_comes_back():
    rig = settled()
    rig.hear("report/a", boot="0000a0 its boot", able=True)
    rig.remember(dict(rig.settings.group, members=1))
    rig.pass_s(1)
    _ask(rig, sender="a", boot="0000a0 another", **{"for": 2})
    rig.pass_s(1)
    assert rig.settings.group["joiner"] == "0000a0"


# What was said to this boot of it alone; what an old record says of another day costs nothing.
@pytest.mark.parametrize(
    "fields",
    [
        {"to": ["an earlier boot"]},
        {"to": []},
        {"of_ma": 40_000},
        {"for": 2},
        {"for": 4},
        {"for": "3"},
        {"to": 5},
    ],
)
def test_no_room_is_made_for_a_question_that_is_not_for_this_boot_and_group(fields):
    rig = settled()
    _ask(rig, **fields)
    rig.pass_s(1)
    assert rig.settings.group["members"] == 2
    assert rig.allowed_ma == SHARE and rig.group.warning is None


def test_no_room_is_made_for_a_charger_of_the_same_id():
    rig = settled()
    _ask(rig, sender="b")
    rig.pass_s(1)
    assert rig.settings.group["members"] == 2


def test_no_room_is_made_below_six_amps_for_each():
    rig = Rig(group={"id": "garage", "ma": 12_000, "members": 2, "key": "a key of the group"})
    rig.pass_s(41)
    _ask(rig, of_ma=12_000)
    rig.pass_s(1)
    assert rig.settings.group["members"] == 2
    assert rig.group.ignored == {"malformed": 1}


# --- the third -----------------------------------------------------------------------------------


class Third(Rig):
    kind = Newcomer

    def __init__(self):
        group = {"id": "garage", "ma": 48_000, "members": 3, "key": "a key of the group"}
        super().__init__(group=dict(group, joining=True), own_id="c", birth="0000c0 1")

    def member(self, name, **fields):
        """A report of the member `name`."""
        self.hear("report/" + name, **{"from": name, "boot": "0000" + name + "0 1"}, **fields)

    def makes_room(self, name):
        self.member(name, members=3, room=self.question()["boot"])

    def question(self):
        return [fields for topic, fields in self.sent if "/join/" in topic][-1]


def test_the_third_asks_every_five_seconds_those_that_have_not_made_room():
    third = Third()
    third.pass_s(1)
    asked = third.question()
    assert (asked["for"], asked["of_ma"], asked["to"]) == (3, 48_000, [])
    assert "members" not in asked and "ma" not in asked
    third.member("a")
    third.member("b")
    third.makes_room("a")
    third.pass_s(3)
    assert len(third.sent) == 1
    third.pass_s(1)
    assert third.question()["to"] == ["0000b0 1"]


def test_i7_the_third_has_nothing_until_both_have_made_room():
    third = Third()
    third.pass_s(1)
    third.member("a")
    third.makes_room("b")
    third.pass_s(100)
    assert third.allowed_ma == 0 and third.settings.group["joining"]
    assert third.group.warning.startswith("joining: 1 of 2 members have made room")
    third.makes_room("a")
    third.pass_s(1)
    assert "joining" not in third.settings.group
    assert third.allowed_ma == 0


def test_i7_room_for_another_boot_of_the_third_is_none():
    third = Third()
    third.pass_s(1)
    third.makes_room("b")
    third.member("a", members=3, room="0000c0 another")
    third.pass_s(5)
    assert third.settings.group["joining"]


def test_the_third_says_that_its_id_is_taken():
    third = Third()
    third.pass_s(1)
    third.member("c")
    assert "has the id c: give this one another" in third.group.warning
    third.member("a")
    third.pass_s(59)
    assert "has the id c" in third.group.warning
    third.pass_s(1)
    assert third.group.warning.startswith("joining: 0 of 2")


def test_the_third_that_hears_members_set_differently_in_turn_warns_of_one_of_them():
    third = Third()
    warned_of = set()
    for _ in range(20):
        third.member("a")
        third.member("b", ma=40_000)
        warned_of.add(third.group.warning)
        third.member("d", ma=32_000)
        third.pass_s(5)
        third.member("a")
        warned_of.add(third.group.warning)
    assert len(warned_of) == 1 and "set to 40000 mA for 2 chargers" in third.group.warning


@pytest.mark.parametrize("fields", [{"ma": 40_000}, {"members": 1}, {"members": 4}])
def test_the_third_says_what_the_group_is_set_to_where_it_was_told_otherwise(fields):
    third = Third()
    third.pass_s(1)
    third.member("a", **fields)
    assert "the group is set to" in third.group.warning
    third.pass_s(5)
    assert third.question()["to"] == []


def test_i7_grants_and_garbage_give_the_third_nothing():
    third = Third()
    third.pass_s(1)
    boot = third.question()["boot"]
    third.hear("grant", grants={"c": [boot, 1, 48_000, 30]})
    third.hear("report/a", boot=[], ma=48_000)
    third.hear("report/a", members="3")
    third.pass_s(60)
    assert third.allowed_ma == 0
    assert third.group.ignored == {"malformed": 2}


def test_the_third_that_is_told_to_leave_warns_of_nothing():
    third = Third()
    third.settings.change({"group": None})
    third.pass_s(1)
    assert third.group.warning is None and third.limits["group"] is None
