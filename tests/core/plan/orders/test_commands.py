"""Every command, accepted and refused; what is refused changes nothing."""

from firmware.core.plan.orders import LOCAL, SERVER
from firmware.services.console import pin_hash
from tests.core.rig import CLOSED_TILL_23, NOON, Rig, refused

_GARAGE = {"id": "garage", "amps": 48, "members": 2}
_GARAGE_WITH_KEY = dict(_GARAGE, key="secret")

# command, payload, the field it is refused for
_REFUSED_FROM_ANYBODY = (
    ("limit", True, "amps"),
    ("limit", "16 mA", "amps"),
    ("limit", -1, "amps"),
    ("limit", 80.1, "amps"),
    ("limit", 80.25, "amps"),
    ("limit", [16], "amps"),
    ("limit", {}, "amps"),
    ("limit", {"amps": None}, "amps"),
    ("limit", {"amps": 16, "amp": 10}, "amp"),
    ("override", None, "override"),
    ("override", "stop", "override"),
    ("override", 1, "override"),
    ("override", ["charge"], "override"),
    ("override", {"override": "Charge"}, "override"),
    ("override", {"override": "charge", "for": 3}, "for"),
    ("override", {}, "override"),
    ("wire", None, ""),
    ("wire", 32, ""),
    ("wire", {}, "amps"),
    ("wire", {"amps": 5.9}, "amps"),
    ("wire", {"amps": 48.1}, "amps"),
    ("wire", {"amps": "32"}, "amps"),
    ("wire", {"amps": None}, "amps"),
    ("wire", {"amps": 16, "volts": 240}, "volts"),
    ("group", None, ""),
    ("group", [], ""),
    ("group", {}, "id"),
    ("group", {"id": "garage"}, "amps"),
    ("group", {"id": "garage", "amps": 48}, "members"),
    ("group", dict(_GARAGE, id=7), "id"),
    ("group", dict(_GARAGE, id=""), "id"),
    ("group", dict(_GARAGE, id="a b"), "id"),
    ("group", dict(_GARAGE, id="x" * 33), "id"),
    ("group", dict(_GARAGE, members=0), "members"),
    ("group", dict(_GARAGE, members=-2), "members"),
    ("group", dict(_GARAGE, members=2.0), "members"),
    ("group", dict(_GARAGE, members="2"), "members"),
    ("group", dict(_GARAGE, members=True), "members"),
    ("group", dict(_GARAGE, members=65), "members"),
    ("group", dict(_GARAGE, members=9), "amps"),
    ("group", dict(_GARAGE, amps=0), "amps"),
    ("group", dict(_GARAGE, amps=81), "amps"),
    ("group", dict(_GARAGE, key=5), "key"),
    ("group", dict(_GARAGE, key="k" * 65), "key"),
    ("group", dict(_GARAGE, member=3), "member"),
    ("group", {"id": None, "amps": 48}, "amps"),
    ("config", None, ""),
    ("config", 16, ""),
    ("config", {"wire_ma": 48_000}, "wire_ma"),
    ("config", {"offline_ma": 48_000}, "offline_ma"),
    ("config", {"offline_amps": 5.9}, "offline_amps"),
    ("config", {"offline_amps": 80.1}, "offline_amps"),
    ("config", {"offline_amps": None}, "offline_amps"),
    ("config", {"link_timeout_s": 29}, "link_timeout_s"),
    ("config", {"link_timeout_s": 3_601}, "link_timeout_s"),
    ("config", {"link_timeout_s": 300.0}, "link_timeout_s"),
    ("config", {"link_timeout_s": None}, "link_timeout_s"),
    ("config", {"pause_ttl_s": -1}, "pause_ttl_s"),
    ("config", {"pause_ttl_s": 86_401}, "pause_ttl_s"),
    ("config", {"start_delay_max_s": 1_801}, "start_delay_max_s"),
    ("config", {"boot_wait_s": 301}, "boot_wait_s"),
    ("config", {"boot_wait_s": True}, "boot_wait_s"),
    ("config", {"outage_mode": "off"}, "outage_mode"),
    ("config", {"outage_mode": None}, "outage_mode"),
    ("time", None, ""),
    ("time", {}, "epoch"),
    ("time", {"epoch": 1_767_225_599}, "epoch"),
    ("time", {"epoch": 4_102_444_800}, "epoch"),
    ("time", {"epoch": 1.8e9}, "epoch"),
    ("time", {"epoch": "1800000000"}, "epoch"),
    ("time", {"epoch": True}, "epoch"),
    ("time", {"epoch": NOON, "zone": "UTC"}, "zone"),
    ("tou", 7, ""),
    ("tou", {}, "version"),
    ("tou", dict(CLOSED_TILL_23, default="maybe"), "default"),
    ("tou", dict(CLOSED_TILL_23, rule=[]), "rule"),
    ("reboot", {}, ""),
    ("contactor", "close", ""),
)


def _remembered(rig):
    """All that a command can change."""
    orders = rig.plan.orders
    asked = (orders.schedule, orders.live_ma, orders.override, orders.origin)
    return rig.settings.to_json(), asked, dict(rig.plan.limits), rig.clock.epoch(), len(rig.kept)


def _commissioned(**group):
    rig = Rig(epoch=NOON)
    rig.server.connect(limit=20, tou=CLOSED_TILL_23)
    rig.override("pause")
    if group:
        rig.order("group", group)
    return rig


# --- all of them ---------------------------------------------------------------------------------


def test_what_nobody_may_send_is_refused_with_its_field_and_changes_nothing():
    rig = _commissioned()
    before = _remembered(rig)
    for name, payload, field in _REFUSED_FROM_ANYBODY:
        assert refused(rig.order, name, payload, LOCAL) == field, (name, payload)
        assert _remembered(rig) == before, (name, payload)


def test_from_the_server_it_is_refused_too_and_changes_nothing():
    for group in ({}, _GARAGE):
        rig = _commissioned(**group)
        before = _remembered(rig)
        for name, payload, _ in _REFUSED_FROM_ANYBODY:
            assert refused(rig.order, name, payload, SERVER) != "accepted"
            assert _remembered(rig) == before, (name, payload)


def test_i4_no_command_is_about_the_contactor():
    names = "tou limit override wire group config time".split()
    rig = _commissioned()
    for name in ("contactor", "close", "relay", "pilot", "fault", "service"):
        assert name not in names
        for origin in (LOCAL, SERVER):
            assert refused(rig.order, name, 1, origin) == ""


# --- one by one ----------------------------------------------------------------------------------


def test_a_limit_is_kept_as_asked_and_the_answer_is_clamped():
    rig = _commissioned()
    for payload, amps, live_ma in (
        (16, 16, 16_000),
        ({"amps": 12.5}, 12.5, 12_500),
        (80, 32, 80_000),
        (3, 3, 3_000),
        (0, 0, 0),
    ):
        assert rig.server.order("limit", payload) == {"amps": amps}, payload
        assert rig.plan.orders.live_ma == live_ma


def test_an_empty_limit_and_an_empty_schedule_are_none():
    rig = _commissioned()
    assert rig.server.order("limit", None) is None
    assert rig.plan.orders.live_ma is None
    assert rig.server.order("tou", None) is None
    assert rig.plan.orders.schedule is None


def test_a_schedule_is_answered_with_its_version():
    rig = Rig(epoch=NOON)
    assert rig.server.order("tou", CLOSED_TILL_23) == {"version": 7}
    assert rig.plan.orders.schedule.version == 7


def test_a_schedule_is_never_kept():
    rig = Rig(epoch=NOON)
    rig.server.order("tou", CLOSED_TILL_23)
    assert rig.kept == [] and rig.commands.saved is None
    assert "23:00" not in rig.settings.to_json()


def test_each_override_is_taken_plain_and_wrapped():
    rig = Rig()
    for payload in ("charge", "pause", "auto"):
        for form in (payload, {"override": payload}):
            assert rig.server.order("override", form) == {"override": payload}
            assert rig.plan.orders.override == (None if payload == "auto" else payload)
            assert rig.plan.orders.origin == (None if payload == "auto" else SERVER)


def test_the_time_sets_the_clock():
    rig = Rig(epoch=None)
    for epoch in (1_767_225_600, NOON, 4_102_444_799):
        assert rig.server.order("time", {"epoch": epoch}) == {"epoch": epoch}
        assert rig.clock.epoch() == epoch


def test_each_number_of_the_configuration_is_taken_at_both_its_ends():
    rig = Rig()
    for name, lowest, highest in (
        ("link_timeout_s", 30, 3_600),
        ("pause_ttl_s", 0, 86_400),
        ("start_delay_max_s", 0, 1_800),
        ("boot_wait_s", 0, 300),
    ):
        for value in (lowest, highest):
            assert rig.server.order("config", {name: value}) is None
            assert getattr(rig.settings, name) == value


def test_the_offline_limit_is_kept_as_asked_and_the_answer_is_clamped():
    rig = Rig()
    for amps, clamped in ((6, 6), (16.5, 16.5), (80, 32)):
        assert rig.server.order("config", {"offline_amps": amps}) == {"offline_amps": clamped}
        assert rig.settings.offline_ma == amps * 1_000


def test_a_configuration_is_taken_whole_or_not_at_all():
    rig = Rig()
    before = rig.settings.to_json()
    for wrong in ({"boot_wait_s": 301}, {"outage_mode": "off"}, {"bot_wait_s": 3}):
        payload = {"link_timeout_s": 60, "outage_mode": "hold", "offline_amps": 10}
        payload.update(wrong)
        assert refused(rig.order, "config", payload, LOCAL) == list(wrong)[0]
        assert rig.settings.to_json() == before


# --- saving --------------------------------------------------------------------------------------


def test_only_a_change_is_kept():
    rig = Rig()
    for _ in range(2):
        rig.order("config", {"boot_wait_s": 30, "outage_mode": "charge"})
        assert rig.kept == [] and rig.commands.saved is None
    rig.order("config", {"boot_wait_s": 31})
    assert rig.kept == [False] and rig.commands.saved is True


def test_while_charging_only_what_lowers_a_limit_is_saved():
    rig = Rig()
    rig.charge()
    for name, payload, saved in (
        ("wire", {"amps": 24}, True),
        ("wire", {"amps": 40}, False),
        ("group", _GARAGE, True),
        ("group", dict(_GARAGE, amps=60), False),
        ("group", dict(_GARAGE, amps=40), True),
        ("group", {"id": None}, False),
        ("config", {"boot_wait_s": 31}, False),
    ):
        rig.order(name, payload)
        assert rig.commands.saved is saved, (name, payload)


def test_what_could_not_be_saved_yet_is_in_force_already():
    rig = Rig()
    rig.charge()
    rig.order("wire", {"amps": 40})
    assert rig.commands.saved is False
    assert rig.plan.limits["wire"] == 40_000
    rig.wait_s(6)
    assert rig.shows == "C2 40 A closed"


def test_the_answer_about_saving_is_that_of_the_last_command():
    rig = Rig()
    rig.order("wire", {"amps": 24})
    assert rig.commands.saved is True
    rig.order("override", "auto")
    assert rig.commands.saved is None


def test_d2_with_a_pin_set_the_outage_mode_is_the_installers():
    rig = Rig()
    assert refused(rig.order, "config", {"outage_mode": "hold"}, SERVER) == "accepted"
    rig.settings.pin = pin_hash.made("271828")
    assert refused(rig.order, "config", {"outage_mode": "charge"}, SERVER) == "pin"
    assert refused(rig.order, "config", {"outage_mode": "hold"}, SERVER) == "accepted"
    rig.order("config", {"outage_mode": "charge", "pin": "271828"}, SERVER)
    assert rig.settings.outage_mode == "charge"
    rig.order("config", {"outage_mode": "hold"})
    assert rig.settings.outage_mode == "hold"


def test_d2_whoever_keeps_the_settings_is_told_what_was_changed_and_by_whom():
    rig = Rig()
    rig.order("config", {"boot_wait_s": 31, "offline_amps": 10}, SERVER)
    assert rig.told == ("boot_wait_s offline_amps", True)
    rig.order("wire", {"amps": 20})
    assert rig.told == ("wire", False)
