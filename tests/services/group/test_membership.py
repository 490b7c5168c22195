"""The whole charger in a load group: in, out, through a mains cut, and what it asks for."""

from types import SimpleNamespace

import pytest

from firmware.core.group.member import SILENCE_S
from firmware.services.group import circle
from firmware.services.group.demand import Demand
from firmware.services.group.message import pack
from tests.rig import Rig

_YARD = {"id": "yard", "ma": 40_000, "members": 2, "key": "only-for-us-here"}


@pytest.fixture
def member(world, tmp_path, monkeypatch):
    """A charger of the group, booted, whose first 40 s are over."""
    monkeypatch.chdir(tmp_path)
    rig = Rig(world, group=_YARD)
    rig.wait_s(SILENCE_S)
    return rig


def test_a_charger_without_a_group_loads_nothing_of_it(rig):
    rig.charge()
    assert rig.app.membership.group is None
    assert rig.app.plan.limits["group"] is None
    assert rig.console("group") == {"group": None}


def test_i7_a_group_that_is_joined_while_charging_ends_the_charge_and_has_its_share_after_40_s(
    rig,
):
    rig.charge()
    assert rig.console("group yard 40 2 new")["ok"]
    rig.after(40, "C1 steady closed")
    rig.until("C1 steady open", 7_000)  # only then is there time to load what a group needs
    rig.wait_s(SILENCE_S - 1)
    rig.now("C1 steady open")
    rig.until("C2 20 A closed", 6_000)


def test_i2_i7_a_share_that_is_lowered_binds_at_once_and_what_is_left_of_it_after_40_s(member):
    member.charge()
    member.now("C2 20 A closed")
    assert member.console("group yard 40 4 new")["ok"]
    member.after(40, "C1 steady closed")
    member.wait_s(SILENCE_S - 1)
    member.now("C1 steady open")
    member.until("C2 10 A closed", 6_000)


def test_a_group_that_is_left_limits_no_more(member):
    member.charge()
    assert member.console("group none")["ok"]
    member.wait_s(6)
    member.now("C2 32 A closed")
    assert member.console("group") == {"group": None}


@pytest.mark.parametrize("how", ["reset", "power_returns"])
def test_i7_after_a_boot_nothing_is_offered_for_40_s(member, how):
    member.charge()
    getattr(member, how)()
    member.advance_ms(40)
    for _ in range(SILENCE_S - 1):
        member.after(1_000, "C1 steady open")
    member.until("C2 20 A closed", 35_000)


def _differs(group):
    topic = b"pilotlight/group/yard/report/other"
    fields = {"from": "other", "boot": "peer", "seq": 1, "ma": 40_000, "members": 4}
    group.on_message(topic, pack(_YARD["key"].encode(), topic, fields))


# Two lives whose random numbers are the same: a chip's may be, as long as no radio runs.
@pytest.mark.parametrize("how", ["reset", "power_returns"])
def test_i7_b3_another_start_has_another_boot_id_whatever_the_random_numbers(
    member, how, monkeypatch
):
    monkeypatch.setattr(circle.os, "urandom", bytes)
    boots = []
    for _ in range(3):
        member.wait_s(SILENCE_S)
        boots.append(member.app.membership.group._boot)
        getattr(member, how)()
    assert len(set(boots)) == 3
    assert {boot[:6] for boot in boots} == {"a1b2c3"}


def test_the_console_tells_who_coordinates_the_warning_and_what_was_ignored(member):
    group = member.app.membership.group
    told = member.console("group")
    assert told["key"] == "set" and "only-for-us-here" not in str(told)
    assert (told["coordinator"], told["warning"], told["ignored"]) == (None, None, {})
    group.on_message(b"pilotlight/group/yard/grant", b"x" * 80)
    _differs(group)
    told = member.console("group")
    assert told["ignored"] == {"forged": 1, "differing": 1}
    assert "different group settings" in told["warning"]
    assert "Group: members have different group settings" in member.console("why")


def test_a_warning_is_logged_when_it_comes_and_when_it_ends(member):
    _differs(member.app.membership.group)
    member.wait_s(10)
    assert member.noted("group") == 1
    member.wait_s(60)
    assert member.noted("group") == 2
    assert member.app.journal.entries[-1][2] == "what was warned of is over"


def test_without_memory_for_its_work_nothing_is_offered_until_there_is(member, monkeypatch):
    member.charge()

    def starved():
        raise MemoryError

    monkeypatch.setattr(member.app.membership.group, "tick", starved)
    member.advance_ms(300)
    member.now("C1 steady closed")
    monkeypatch.undo()
    member.until("C2 20 A closed", 15_000)


# --- what it asks for ----------------------------------------------------------------------------


def _demand(rig):
    demand = Demand(rig.app.charger, rig.app.recorder.readings, rig.app.clock)

    def each_second(seconds):
        for _ in range(seconds):
            rig.advance_ms(1_000)
            asked = demand.now()
        return asked

    return each_second


def test_no_car_asks_for_nothing(member):
    assert _demand(member)(1) == (0, 0, 0)


def test_a_car_asks_for_what_the_wire_carries_and_draws_the_highest_of_5_s(member):
    member.charge()
    asked = _demand(member)
    want_ma, draw_ma, waited_s = asked(5)
    assert want_ma == 32_000
    assert 18_000 < draw_ma <= 20_000
    assert waited_s == member.app.clock.uptime_s() - member.app.charger.session.plugged_s
    member.open_s2()
    assert asked(3)[1] == draw_ma
    assert asked(5) == (32_000, 0, waited_s + 8)


def test_without_a_meter_it_draws_what_it_is_offered_while_the_contactor_is_closed(member):
    member.charge()
    demand = Demand(member.app.charger, SimpleNamespace(current_ma=None), member.app.clock)
    assert demand.now()[1] == 20_000
    member.open_s2()
    member.wait_s(6)
    demand = Demand(member.app.charger, SimpleNamespace(current_ma=None), member.app.clock)
    assert demand.now()[1] == 0
