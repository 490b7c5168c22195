"""The group's service between a broker and the limit that it fills."""

from types import SimpleNamespace

import pytest

from firmware.core.refusal import Refusal
from firmware.services.group.circle import Group
from firmware.services.group.message import pack, unpack
from firmware.settings import Settings

_KEY = "a key of the group"
_GROUP = {"id": "garage", "ma": 48_000, "members": 2, "key": _KEY}
SHARE = 24_000


class _Clock:
    def __init__(self):
        self.now_s = 0

    def uptime_s(self):
        return self.now_s


class Rig:
    """One member; what it publishes is read, and its peers' messages are made up."""

    kind = Group

    def __init__(self, group=_GROUP, own_id="b", birth="0000b0 1"):
        self.clock = _Clock()
        self.limits = {"group": 0}
        self.settings = Settings()
        self.settings.change({"group": group})
        self.want_ma = 32_000
        self.sent = []
        self.heard = 0
        self.contactor_closed = False
        parts = (own_id, birth, self.settings, self.limits, self.demand, self.publish, self.clock)
        self.group = self.kind(*parts, self.may_load, self.remember)

    def may_load(self):
        return not self.contactor_closed

    def remember(self, group):
        self.settings.change({"group": group})

    def demand(self):
        return self.want_ma, 0, 0

    def publish(self, topic, payload):
        fields = unpack(_KEY.encode(), topic, payload)
        self.sent.append((topic.decode(), fields))
        self.last = (topic, payload)

    def pass_s(self, seconds):
        for _ in range(seconds * 4):
            self.clock.now_s += 0.25
            now_s, self.clock.now_s = self.clock.now_s, int(self.clock.now_s)
            self.group.tick()
            self.clock.now_s = now_s
        self.clock.now_s = int(self.clock.now_s)

    def report(self):
        return [fields for topic, fields in self.sent if "/report/" in topic][-1]

    def hear(self, leaf, key=_KEY, group="garage", **fields):
        self.heard += 1
        message = {"from": "a", "boot": "peer", "seq": self.heard, "ma": 48_000, "members": 2}
        message.update(fields)
        topic = ("pilotlight/group/" + group + "/" + leaf).encode()
        payload = pack(key.encode(), topic, message)
        self.group.on_message(topic, payload)
        return topic, payload

    def grant(self, ma, **more):
        report = self.report()
        grants = {"a": ["peer", 1, 48_000 - ma, 30], "b": [report["boot"], report["seq"], ma, 30]}
        return self.hear("grant", grants=grants, **more)

    def grant_to(self, **amps):
        """A message that grants `id=ma`."""
        report = self.report()
        boot, seq = report["boot"], report["seq"]
        self.hear("grant", grants={name: [boot, seq, ma, 30] for name, ma in amps.items()})

    @property
    def allowed_ma(self):
        return self.limits["group"]


def settled():
    rig = Rig()
    rig.pass_s(41)
    return rig


def test_without_a_group_there_is_no_limit_and_nothing_is_said():
    rig = Rig(group=None)
    assert rig.limits["group"] is None
    assert rig.group.subscription() is None
    assert rig.group.coordinator is None
    assert rig.group.warning is None
    rig.group.on_message(b"pilotlight/group/garage/grant", b"")
    assert rig.sent == [] and rig.group.ignored == {}


def test_a_share_below_six_amps_is_refused_with_a_reason():
    with pytest.raises(Refusal, match="below 6 A"):
        Settings().change({"group": dict(_GROUP, ma=11_999)})


def test_nothing_for_forty_seconds_after_boot_then_the_share():
    rig = Rig()
    rig.pass_s(39)
    assert rig.allowed_ma == 0
    rig.pass_s(1)
    assert rig.allowed_ma == SHARE


def test_a_group_without_a_key_has_shares_and_says_nothing():
    rig = Rig(group=dict(_GROUP, key=""))
    rig.pass_s(41)
    assert rig.allowed_ma == SHARE
    assert rig.sent == [] and rig.group.subscription() is None


def test_it_reports_every_five_seconds_and_when_something_changed():
    rig = settled()
    topic, fields = rig.sent[-1]
    assert topic == "pilotlight/group/garage/report/b"
    assert (fields["want_ma"], fields["bound_ma"], fields["to"]) == (32_000, SHARE, None)
    count = len(rig.sent)
    rig.pass_s(10)
    assert len(rig.sent) == count + 2
    rig.want_ma = 0
    rig.pass_s(1)
    assert len(rig.sent) == count + 3


def test_a_grant_is_in_force_at_once():
    rig = settled()
    rig.grant(32_000)
    assert rig.allowed_ma == 32_000
    rig.grant(6_000)
    assert rig.allowed_ma == 6_000
    rig.pass_s(8)
    assert (rig.report()["to"], rig.report()["bound_ma"]) == ("peer", 6_000)


def test_a_grant_for_another_boot_is_ignored_and_counted():
    rig = settled()
    rig.hear("grant", grants={"b": ["earlier", rig.report()["seq"], SHARE, 30]})
    assert rig.allowed_ma == SHARE
    assert rig.group.ignored == {"stale": 1}


def test_a_grant_that_lingered_for_a_minute_is_ignored_and_counted():
    rig = settled()
    old = rig.report()
    rig.pass_s(60)
    rig.hear("grant", grants={"b": [old["boot"], old["seq"], SHARE, 30]})
    assert rig.allowed_ma == SHARE
    assert rig.group.ignored == {"stale": 1}


def test_a_replayed_grant_is_ignored_and_counted():
    rig = settled()
    replay = rig.grant(32_000)
    rig.grant(6_000)
    rig.group.on_message(*replay)
    assert rig.allowed_ma == 6_000
    assert rig.group.ignored == {"replayed": 1}


def test_a_forged_or_foreign_grant_is_ignored_and_counted():
    rig = settled()
    rig.grant(32_000, key="another")
    topic, payload = rig.grant(6_000, group="elsewhere")
    rig.group.on_message(b"pilotlight/group/garage/grant", payload)
    assert rig.allowed_ma == SHARE
    assert rig.group.ignored == {"forged": 2, "foreign": 1}


def test_a_message_of_another_group_with_the_same_key_and_as_long_a_name_is_foreign():
    rig = settled()
    rig.grant(6_000, group="ragage")
    assert rig.allowed_ma == SHARE
    assert rig.group.ignored == {"foreign": 1}


def test_a_grant_for_others_is_none_of_its_business():
    rig = settled()
    rig.hear("grant", grants={"c": ["boot", 1, SHARE, 30]})
    assert rig.allowed_ma == SHARE and rig.group.ignored == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"grants": 5},
        {"grants": {"b": [1]}},
        {"grants": {"b": None}, "ma": None},
        {"grants": {"b": ["boot", None, 6_000, 30]}},
        {"grants": {"b": ["boot", 1, [], 30]}},
        {"seq": "x"},
        {"boot": []},
        {"members": 0},
    ],
)
def test_a_signed_message_with_wrong_fields_changes_nothing(fields):
    rig = settled()
    rig.grant(30_000)
    rig.hear("grant", **fields)
    assert rig.allowed_ma == 30_000


def test_different_settings_are_warned_of_and_everyone_has_the_smallest_share():
    rig = settled()
    rig.hear("report/a", members=4)
    rig.pass_s(1)
    assert rig.allowed_ma == 12_000
    assert "different group settings" in rig.group.warning
    assert rig.group.ignored == {"differing": 1}


def test_other_settings_are_sat_out_like_a_boot():
    rig = settled()
    rig.settings.change({"group": dict(_GROUP, members=3)})
    rig.pass_s(1)
    assert rig.allowed_ma == 0
    rig.pass_s(40)
    assert rig.allowed_ma == 16_000
    rig.settings.change({"group": None})
    rig.pass_s(1)
    assert rig.limits["group"] is None


def test_i7_a_grant_that_comes_right_after_other_settings_is_the_other_groups():
    rig = settled()
    rig.settings.change({"group": dict(_GROUP, members=4)})
    rig.limits["group"] = 0
    report = rig.report()
    rig.hear("grant", members=4, grants={"b": [report["boot"], report["seq"], 12_000, 30]})
    assert rig.allowed_ma == 0
    assert rig.group.ignored == {"stale": 1}


def _out_of_memory(*_):
    raise MemoryError


def test_without_memory_for_messages_the_limit_is_kept_up_all_the_same():
    rig = settled()
    topic, payload = rig.grant(6_000)
    rig.group._codec = SimpleNamespace(pack=_out_of_memory, unpack=_out_of_memory)
    rig.group.on_message(topic, payload)
    rig.pass_s(31)
    assert rig.allowed_ma == 0
    rig.pass_s(40)
    assert rig.allowed_ma == SHARE
    assert rig.group.ignored["no_memory"] > 2


def test_who_grants_is_forgotten_when_unheard_for_three_rounds():
    rig = settled()
    assert rig.group.coordinator is None
    rig.grant(32_000)
    rig.pass_s(14)
    assert rig.group.coordinator == "a"
    rig.pass_s(1)
    assert rig.group.coordinator is None
