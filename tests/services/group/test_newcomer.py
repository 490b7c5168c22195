"""The whole charger joins a running group of two, and makes room for another."""

import sys

import pytest

from firmware.core.group.member import SILENCE_S
from firmware.services.group.message import pack, unpack
from tests.rig import Rig

_KEY = b"only-for-us-here"
_YARD = {"id": "yard", "ma": 48_000, "members": 2, "key": _KEY.decode()}
_JOINING = {"id": "yard", "amps": 48, "members": 3, "key": _KEY.decode(), "join": True}
_TOPIC = b"pilotlight/group/yard/"


@pytest.fixture
def said(monkeypatch):
    """What a charger that has no broker says to its group: (leaf, fields)."""
    messages = []

    def publish(topic, payload):
        messages.append((topic[len(_TOPIC) :].decode(), unpack(_KEY, topic, payload)))

    monkeypatch.setattr("firmware.services.group.joining._say_nothing", publish)
    return messages


def _hear(rig, leaf, **fields):
    topic = _TOPIC + leaf.encode()
    rig.app.membership.group.on_message(topic, pack(_KEY, topic, fields))


def _says_room(rig, said, name, seq):
    boot = [fields["boot"] for leaf, fields in said if leaf.startswith("join/")][-1]
    report = {"from": name, "boot": "0000" + name, "seq": seq, "ma": 48_000, "members": 3}
    _hear(rig, "report/" + name, room=boot, **report)


def _has_nothing(rig, seconds):
    rig.stays_s(seconds, "C1 steady open")


def test_i7_a_third_that_joins_has_nothing_until_both_have_made_room_whatever_power_cuts(
    rig, said
):
    rig.charge()
    assert rig.app.desk.order("group", _JOINING)["ok"]
    rig.until("C1 steady open", 7_000)
    _has_nothing(rig, 60)
    assert "0 of 2 members have made room" in rig.console("why")
    _says_room(rig, said, "b0", 1)
    rig.power_returns()
    _has_nothing(rig, 60)
    _says_room(rig, said, "a0", 2)
    _has_nothing(rig, 60)
    _says_room(rig, said, "b0", 3)
    _has_nothing(rig, SILENCE_S)
    rig.until("C2 16 A closed", 10_000)
    assert rig.app.membership.group.warning is None
    assert "firmware.services.group.newcomer" not in sys.modules


def test_i7_a_member_that_charges_makes_room_and_keeps_it_through_a_power_cut(
    world, tmp_path, monkeypatch, said
):
    monkeypatch.chdir(tmp_path)
    rig = Rig(world, group=_YARD)
    rig.wait_s(SILENCE_S)
    rig.charge()
    rig.now("C2 24 A closed")
    asked = {"from": "c", "boot": "0000c0 1", "for": 3, "of_ma": 48_000}
    _hear(rig, "join/c", seq=1, to=[rig.app.membership.group._boot], **asked)
    rig.after(40, "C1 steady closed")
    rig.power_returns()
    assert rig.console("group")["members"] == 3
    rig.wait_s(1)
    _hear(rig, "join/c", seq=2, to=[], **asked)
    rig.wait_s(5)
    assert said[-1][1]["room"] == "0000c0 1"
    rig.until("C2 16 A closed", 45_000)
