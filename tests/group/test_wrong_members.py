"""Whatever the coordinator or another member is, a member keeps to the circuit (I7)."""

import pytest

from firmware.services.group import circle
from tests.group.test_group import SHARE, Rig, settled
from tests.group.test_seat import seated

_HUGE = 2**70


@pytest.mark.parametrize(
    "amps",
    [
        {"b": 64_000, "a": 0},
        {"b": 10**9, "a": 0},
        {"b": _HUGE, "a": 0},
        {"b": _HUGE, "a": -_HUGE},
        {"b": -5, "a": 0},
        {"b": 48_000, "a": -1},
        {"b": 48_000, "a": 1},
        {"b": 24_001},
        {"b": 32_000.0, "a": 0},
        {"b": "32000", "a": 0},
        {"b": 48_000, "a": 0, "c": 0},
    ],
)
def test_i7_b1_a_grant_above_the_circuit_is_not_followed_and_warned_of(amps):
    rig = settled()
    rig.grant_to(**amps)
    assert rig.allowed_ma == SHARE
    assert rig.group.ignored == {"excess": 1}
    assert rig.group.warning == "a grants more than the circuit carries: not followed"
    rig.pass_s(60)
    assert rig.group.warning is None


@pytest.mark.parametrize("amps", [{"b": 48_000, "a": 0}, {"b": 24_000}, {"b": 0}])
def test_b1_a_grant_of_what_the_circuit_carries_is_followed(amps):
    rig = settled()
    rig.grant_to(**amps)
    assert rig.allowed_ma == amps["b"]
    assert rig.group.warning is None


def test_b1_of_two_warnings_the_first_stands():
    rig = settled()
    rig.hear("report/a", members=4)
    first = rig.group.warning
    rig.pass_s(59)
    rig.grant_to(b=64_000)
    assert rig.group.warning == first
    rig.pass_s(1)
    rig.grant_to(b=64_000)
    assert "more than the circuit" in rig.group.warning


# Whoever recorded it needs no key: the messages are signed.
def test_i7_b3_what_was_recorded_before_a_mains_cut_is_stale_after_it(monkeypatch):
    monkeypatch.setattr(circle.os, "urandom", bytes)
    before = Rig(birth="0000b0 1")
    before.pass_s(41)
    recorded = []
    for _ in range(20):
        before.pass_s(1)
        recorded.append(before.grant(48_000))
    assert before.allowed_ma == 48_000
    after = Rig(birth="0000b0 2")
    after.pass_s(41)
    for topic, payload in recorded:
        after.pass_s(1)
        after.group.on_message(topic, payload)
        assert after.allowed_ma == SHARE
    assert after.group.ignored == {"stale": 20}


_DOUBLED = "two chargers use the id b: give one of them another"


@pytest.mark.parametrize("leaf", ["report/b", "grant"])
def test_i7_field_8_anothers_message_under_the_own_id_ends_what_is_granted_and_is_warned_of(leaf):
    rig = settled()
    rig.grant(32_000)
    other = {"from": "b", "boot": "0000b1 and more", "able": True, "grants": {}}
    rig.hear(leaf, **other)
    rig.pass_s(1)
    assert rig.allowed_ma == SHARE
    assert rig.group.warning == _DOUBLED
    assert rig.group.ignored == {"same_id": 1}
    rig.pass_s(58)
    rig.grant(32_000)
    assert rig.allowed_ma == SHARE
    rig.pass_s(1)
    rig.grant(32_000)
    assert rig.allowed_ma == 32_000


def test_field_8_what_it_said_itself_before_a_reset_is_no_other_charger():
    before = settled()
    after = Rig(birth="0000b0 2")
    after.pass_s(41)
    after.group.on_message(*before.last)
    assert after.group.warning is None


def test_field_8_the_seat_tells_of_two_chargers_with_one_id_that_never_meet():
    rig = seated()
    amounts = dict.fromkeys(("round", "bound_ma", "want_ma", "draw_ma", "waited_s"), 0)
    report = {"from": "b", "able": False, "to": None, **amounts}
    rig.hear("report/b", boot="0000b0 first start", **report)
    rig.hear("report/b", boot="0000b0 second start", **report)
    assert rig.group.warning is None
    rig.hear("report/b", boot="0000b1 another chip", **report)
    assert rig.group.warning == _DOUBLED


# Its boot ids are random, and name no chip.
def test_a_member_of_an_older_release_that_boots_or_is_updated_is_no_second_charger():
    rig = seated()
    amounts = dict.fromkeys(("round", "bound_ma", "want_ma", "draw_ma", "waited_s"), 0)
    report = {"from": "b", "able": False, "to": None, **amounts}
    for boot in ("0123456789ab", "ba9876543210", "0000b0 and a hash"):
        rig.hear("report/b", boot=boot, **report)
    assert rig.group.warning is None
