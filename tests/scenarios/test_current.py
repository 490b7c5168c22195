"""The offered current: which limit binds, how fast it moves, and what cannot raise it."""

import pytest

RISE_EVERY_US = 5_000_000
FOLLOW_US = 5_000_000
GROUP_SILENCE_MS = 40_000
TYPED_US = 300_000  # eight keys, each read at a 10 ms tick, the command, some collections


def charging_at(rig, amps):
    rig.new_car(missing_wh=20_000)
    rig.shows(30, pilot="C2", contactor=1, offered_a=amps)
    rig.charger.advance_ms(6000)
    rig.charger.take_changes()


def duties(rig):
    """(t_us, duty) of each change of the duty since last asked."""
    return [(t_us, value) for t_us, name, value in rig.charger.take_changes() if name == "duty"]


def test_the_live_limit_binds_within_5_s_both_ways(rig):
    charging_at(rig, 32)
    for amps, duty in ((16, 2667), (24, 4000)):
        asked_us = rig.charger.report().t_us
        rig.server.retain("limit", amps)
        rig.charger.advance_ms(FOLLOW_US / 1000)
        changes = duties(rig)
        assert changes[-1][1] == pytest.approx(duty, abs=1)
        assert changes[-1][0] - asked_us <= FOLLOW_US
    rig.shows(0, pilot="C2", contactor=1, offered_a=24, limit_by="live")


def test_the_duty_rises_at_most_every_5_s(rig):
    rig.server.retain("limit", 8)
    charging_at(rig, 8)
    for amps in (10, 12, 14, 16, 18, 20):
        rig.server.retain("limit", amps)
        rig.charger.advance_ms(1500)
    rig.shows(10, pilot="C2", contactor=1, offered_a=20)
    rises_us = [t_us for t_us, _ in duties(rig)]
    assert len(rises_us) >= 2
    gaps_us = [later - earlier for earlier, later in zip(rises_us, rises_us[1:], strict=False)]
    assert min(gaps_us) >= RISE_EVERY_US - 20_000


def test_a_lower_wire_ampacity_is_in_force_at_the_next_step(rig):
    charging_at(rig, 32)
    typed_us = rig.charger.report().t_us
    rig.charger.type("wire 10\r")
    rig.charger.advance_until(lambda now: now.duty < 1700, 5)
    assert duties(rig)[0][0] - typed_us <= TYPED_US
    rig.shows(1, pilot="C2", contactor=1, offered_a=10, limit_by="wire")


def test_nothing_the_server_says_lifts_the_offer_above_the_wire(rig):
    rig.server.retain("limit", 80)
    all_day = {"days": "mon-sun", "start": "00:00", "end": "24:00", "amps": 80}
    rig.server.retain("tou", {"version": 1, "tz": "UTC0", "default": "deny", "rules": [all_day]})
    rig.ask("config", {"offline_amps": 40})
    rig.ask("override", {"override": "charge"})
    charging_at(rig, 32)
    assert rig.charger.last.offer_ma <= 32_000
    rig.server_dies()
    rig.shows(50, pilot="C2", contactor=1, link="down", offered_a=32, limit_by="wire")
    assert rig.charger.last.offer_ma <= 32_000


def test_the_wire_is_lowered_over_mqtt_and_raised_to_no_more_than_the_installer_s(rig):
    assert rig.ask("wire", {"amps": 16})["ok"] is True
    charging_at(rig, 16)
    refusal = rig.ask("wire", {"amps": 32.1})
    assert (refusal["ok"], refusal["field"]) == (False, "pin")
    rig.shows(0, pilot="C2", contactor=1, offered_a=16, limit_by="wire")
    assert rig.ask("wire", {"amps": 32})["ok"] is True
    rig.shows(6, pilot="C2", contactor=1, offered_a=32, limit_by="wire")


def test_offline_amps_are_kept_as_asked_and_the_reply_names_the_clamped_value(rig):
    assert rig.ask("config", {"offline_amps": 40})["value"] == {"offline_amps": 32}
    assert rig.charger.console_json("config")["offline_amps"] == 40


def test_the_group_share_binds_and_less_than_6_a_each_is_refused(rig):
    assert rig.charger.console_json("group garage 20 4 new")["ok"] is False
    rig.join_group("garage", 40, 2)
    rig.charger.advance_ms(GROUP_SILENCE_MS)
    charging_at(rig, 20)
    rig.shows(0, pilot="C2", contactor=1, offered_a=20, limit_by="group")
