"""Who may set the group, and when what it gives is in force (I2, I4, I7)."""

from firmware.core.group.member import SILENCE_S
from firmware.core.plan.orders import SERVER
from firmware.core.plan.plan import Plan
from firmware.services.console import pin_hash
from tests.core.rig import Rig, refused

_GARAGE = {"id": "garage", "amps": 48, "members": 2, "key": "k" * 16}
_SHARE_OF_10_A = {"id": "g", "amps": 20, "members": 2}


def _by_server(rig, payload):
    return refused(rig.order, "group", payload, SERVER)


def test_the_installer_may_join_change_and_leave():
    rig = Rig()
    assert rig.order("group", _GARAGE) == {"id": "garage", "share": 24}
    rig.wait_s(SILENCE_S)
    assert rig.plan.limits["group"] == 24_000
    assert rig.order("group", dict(_GARAGE, members=3, amps=50)) == {"id": "garage", "share": 16.6}
    assert rig.order("group", dict(_GARAGE, id="yard", key="")) == {"id": "yard", "share": 24}
    assert rig.order("group", {"id": None}) is None
    assert rig.settings.group is None and rig.plan.limits["group"] is None


def test_a_share_of_six_amps_is_taken_and_less_is_not():
    rig = Rig()
    assert refused(rig.order, "group", dict(_GARAGE, amps=12)) == "accepted"
    assert refused(rig.order, "group", dict(_GARAGE, amps=11.9)) == "amps"


def test_i7_who_joins_has_nothing_and_only_the_installer_may_end_that():
    rig = Rig()
    three = dict(_GARAGE, members=3)
    assert refused(rig.order, "group", dict(three, key="", join=True)) == "key"
    assert rig.order("group", dict(three, join=True)) == {"id": "garage", "share": 0}
    rig.wait_s(SILENCE_S)
    assert rig.plan.limits["group"] == 0
    assert _by_server(rig, three) == "pin"
    assert rig.order("group", three) == {"id": "garage", "share": 16}


def test_the_server_may_lower_the_share():
    for change in ({"amps": 40}, {"members": 3}, {}):
        rig = Rig()
        rig.order("group", _GARAGE)
        assert _by_server(rig, dict(_GARAGE, **change)) == "accepted", change


def test_i4_the_server_may_not_join_leave_rename_rekey_or_raise():
    for present, asked in (
        (None, _GARAGE),
        (_GARAGE, {"id": None}),
        (_GARAGE, {"id": None, "pin": "123456"}),
        (_GARAGE, dict(_GARAGE, id="yard")),
        (_GARAGE, dict(_GARAGE, key="o" * 16)),
        (_GARAGE, dict(_GARAGE, key="")),
        (_GARAGE, dict(_GARAGE, amps=48.1)),
        (_GARAGE, dict(_GARAGE, members=1)),
        (_GARAGE, dict(_GARAGE, amps=80, members=3)),
        (_GARAGE, dict(_GARAGE, amps=80, join=True)),
        (_GARAGE, dict(_GARAGE, members=3, join=True)),
    ):
        rig = Rig()
        if present:
            rig.order("group", present)
        before = rig.settings.to_json()
        assert _by_server(rig, asked) == "pin", asked
        assert rig.settings.to_json() == before


def test_i2_i7_a_lower_share_binds_at_the_next_control_step_by_nothing_and_is_used_after_40_s():
    for present in (None, dict(_SHARE_OF_10_A, amps=40), dict(_SHARE_OF_10_A, id="h")):
        rig = Rig()
        if present:
            rig.order("group", present)
            rig.wait_s(SILENCE_S)
        rig.charge()
        rig.order("group", _SHARE_OF_10_A)
        rig.advance_ms(20)
        assert rig.shows == "C1 steady closed", present
        rig.wait_s(SILENCE_S - 1)
        assert rig.shows == "C1 steady open", present
        rig.wait_s(3)
        assert rig.shows == "C2 10 A closed", present


def test_i7_a_higher_share_is_not_in_force_before_40_s_either():
    rig = Rig()
    rig.order("group", _SHARE_OF_10_A)
    rig.wait_s(SILENCE_S)
    rig.order("group", dict(_SHARE_OF_10_A, amps=40))
    for _ in range(SILENCE_S):
        assert rig.plan.limits["group"] == 0
        rig.advance_ms(1_000)
    assert rig.plan.limits["group"] == 20_000


def test_i7_nothing_is_offered_for_40_s_after_a_boot_in_a_group():
    plan = _plan_of_a_member()
    assert plan.limits["group"] == 0
    plan.bind_settings()
    assert plan.limits["group"] == 0


def _plan_of_a_member():
    rig = Rig()
    rig.order("group", _SHARE_OF_10_A)
    return Plan(48_000, 48_000, rig.settings, False, rig.journal)


def test_another_setting_leaves_what_the_group_grants_as_it_is():
    plan = _plan_of_a_member()
    plan.limits["group"] = 16_000
    plan.settings.change({"wire_ma": 20_000})
    plan.bind_settings()
    assert plan.limits["group"] == 16_000


def test_a_group_that_is_left_limits_no_more_at_once():
    rig = Rig()
    rig.charge()
    rig.order("group", _SHARE_OF_10_A)
    rig.order("group", {"id": None})
    assert rig.plan.limits["group"] is None
    rig.wait_s(6)
    assert rig.shows == "C2 32 A closed"


def test_a_group_without_an_id_is_refused_and_the_one_there_is_stays():
    rig = Rig()
    group = {"id": "garage", "amps": 40, "members": 2}
    rig.order("group", group)
    assert refused(rig.order, "group", {"amps": 40, "members": 2}) == "id"
    assert rig.settings.group == {"id": "garage", "ma": 40_000, "members": 2, "key": ""}
    rig.wait_s(SILENCE_S)
    assert rig.plan.limits["group"] == 20_000


def test_only_a_lower_share_is_written_while_closed():
    rig = Rig()
    for amps, members, lowers in ((40, 2, True), (20, 1, False), (19, 1, True), (40, 2, False)):
        rig.order("group", {"id": "garage", "amps": amps, "members": members})
        assert rig.kept[-1] == lowers, amps


def test_with_the_pin_the_group_may_be_joined_raised_and_left_by_network():
    rig = Rig()
    rig.settings.pin = pin_hash.made("271828")
    assert _by_server(rig, _GARAGE) == "pin"
    rig.server.order("group", dict(_GARAGE, pin="271828"))
    more = dict(_GARAGE, amps=_GARAGE["amps"] + 1)
    assert _by_server(rig, more) == "pin"
    rig.server.order("group", dict(more, pin="271828"))
    assert rig.settings.group["ma"] == more["amps"] * 1_000
    assert _by_server(rig, {"id": None}) == "pin"
    rig.server.order("group", {"id": None, "pin": "271828"})
    assert rig.settings.group is None
