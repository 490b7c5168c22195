"""`commission`: what it stores, and when it does not; the record that it makes."""

import json

import pytest

from firmware.core.refusal import Refusal
from firmware.services.console.commission import dialogue as commission
from firmware.services.console.commission import record
from tests.services.console.commission.commissioning import (
    BROKER,
    FULL,
    KEY,
    NEEDED,
    PIN,
    WIFI,
    made_record,
    plays,
)
from tests.services.console.field.parts import CHIP_ID, NOON, Parts


@pytest.fixture
def parts():
    return Parts(wire_a=None)


# --- what it stores ------------------------------------------------------------------------------


def test_with_nothing_but_name_and_breaker_the_wire_is_set_and_a_record_made(parts):
    answer, _ = plays(parts, *NEEDED)
    assert answer["ok"] and answer["passed"] and answer["note"] == "all in force"
    assert parts.rig.settings.wire_ma == 32_000
    assert parts.charger.plan.limits["wire"] == 32_000
    assert parts.store.writes == [record.PATH] and parts.kept == 1


def test_d1_what_was_vouched_for_before_is_vouched_for_no_longer(parts):
    parts.rig.settings.change({"wire_ma": 16_000, "vouched_ma": 48_000})
    plays(parts, *NEEDED)
    assert parts.rig.settings.wire_ma == 32_000
    assert parts.rig.settings.vouched_ma is None


def test_8_zero_and_gain_of_the_unit_s_adc_are_stored(parts):
    parts.board.control_pilot.plus_mv, parts.board.control_pilot.minus_mv = 10_800, -10_800
    plays(parts, *NEEDED)
    settings = parts.rig.settings
    assert (settings.pilot_off_mv, settings.pilot_gain_permille) == (-1_200, -100)


def test_everything_is_stored_with_one_write_of_each(parts):
    answer, _ = plays(parts, *FULL)
    assert answer["ok"] and answer["note"] == "in force after: reboot"
    settings = parts.rig.settings
    assert settings.group == {"id": "garage", "ma": 48_000, "members": 2, "key": KEY}
    parts.pin_lock.permit(PIN, 100)
    assert parts.store.writes == ["data/link.json", record.PATH] and parts.kept == 1
    assert json.loads(parts.store.files["data/link.json"]) == {
        "wifi": {"ssid": "home", "password": WIFI},
        "broker": {
            "host": "broker.example",
            "tls": True,
            "port": 8_883,
            "user": "garage-1",
            "password": BROKER,
        },
        "tz": "PST8PDT,M3.2.0,M11.1.0",
    }


def test_field_11_a_network_s_name_and_password_are_kept_as_typed(parts):
    answers = (("Wi-Fi network", "Cafe  am See "), ("Its password", " long enough "))
    plays(parts, *NEEDED, *answers)
    kept = json.loads(parts.store.files["data/link.json"])["wifi"]
    assert kept == {"ssid": "Cafe  am See ", "password": " long enough "}


def test_field_14_a_file_that_cannot_be_read_is_kept_aside_and_that_is_told():
    parts = Parts(wire_a=None)
    parts.store.files["data/link.json"] = "{"
    answer, _ = plays(parts, *NEEDED, ("Wi-Fi network", "home"))
    assert "data/link.bad.json" in answer["note"]
    assert parts.store.files["data/link.bad.json"] == "{"


def test_the_record_says_who_when_what_and_with_which_results(parts):
    answer, _ = plays(parts, *FULL)
    made = made_record(parts)
    assert record.holds(made) and made["crc"] == answer["crc"]
    assert (made["installer"], made["licence"]) == ("Ann Wirth", "C10-12345")
    assert made["when"] == NOON + made["uptime_s"] and made["chip"] == CHIP_ID
    assert made["circuit"] == {"breaker_a": 40, "awg": 8}
    assert made["settings"]["wire_ma"] == 32_000 and made["settings"]["pin"] == "set"
    assert made["link"]["broker"]["port"] == 8_883
    assert made["tests"]["ground_fault"] == {
        "ok": True,
        "trip_ms": 20,
        "trip_max_ms": 150,
        "release_ms": 20,
        "release_max_ms": 1_000,
    }
    assert made["tests"]["pilot"] == {"ok": True, "high_mv": 12_000, "low_mv": -12_000}
    assert parts.rig.settings.pilot_off_mv == 0
    assert made["tests"]["temperature"] == {"ok": True, "celsius": 21}
    assert made["tests"]["meter"] == {"ok": True, "voltage_mv": 240_100}
    assert made["tests"]["earth"] == made["tests"]["contactor_open"] == {"ok": True}
    assert made["passed"] is True


@pytest.mark.parametrize(
    ("typed", "date"), [("2026-11-23", "2026-11-23"), ("", None), (["23.11.26", ""], None)]
)
def test_without_a_clock_the_installer_is_asked_for_the_date(typed, date):
    parts = Parts(wire_a=None, epoch=None)
    _, typist = plays(parts, *NEEDED, ("Today", typed))
    made = made_record(parts)
    assert made["when"] is None and made["date"] == date and made["uptime_s"] >= 10
    assert ("such as 2026-11-23" in typist.said) == (type(typed) is list)


def test_with_a_clock_nobody_is_asked_for_the_date(parts):
    _, typist = plays(parts, *NEEDED)
    assert "Today" not in typist.said and made_record(parts)["date"] is None


@pytest.mark.parametrize("answer", ["no", ["maybe", "no"]])
def test_nothing_is_stored_without_a_yes(parts, answer):
    before = parts.rig.settings.to_json()
    given_up, _ = plays(parts, *FULL[:-1], ("Store", answer))
    assert not given_up["ok"] and "nothing is stored" in given_up["error"]
    assert parts.rig.settings.to_json() == before
    assert parts.store.writes == [] and parts.kept == 0


def test_given_up_at_any_question_it_has_changed_nothing(parts):
    before = parts.rig.settings.to_json()
    for number in range(12):
        dialogue, told = commission.run(parts, []), None
        for _ in range(number):
            told = dialogue.send("40" if type(told) is tuple else None)
        dialogue.close()
    assert parts.rig.settings.to_json() == before and parts.store.writes == []


def test_the_second_time_empty_lines_keep_everything(parts):
    plays(parts, *FULL)
    before = parts.rig.settings.to_json(), parts.store.files["data/link.json"]
    group = parts.rig.settings.group
    answer, _ = plays(parts, ("Store", "yes"))
    assert answer["ok"] and answer["note"] == "all in force"
    assert (parts.rig.settings.to_json(), parts.store.files["data/link.json"]) == before
    assert parts.rig.settings.group is group
    assert made_record(parts)["licence"] == "C10-12345"
    assert parts.store.writes.count("data/link.json") == 1 and parts.kept == 1


def test_a_dash_clears_what_may_be_none(parts):
    plays(parts, *FULL)
    cleared = ("Your licence", "Its copper", "Installer PIN", "Load group", "MQTT broker")
    answer, _ = plays(parts, *[(how, "-") for how in (*cleared, "Wi-Fi")], ("Store", "yes"))
    assert answer["ok"]
    assert parts.rig.settings.pin is None and parts.rig.settings.group is None
    link = json.loads(parts.store.files["data/link.json"])
    assert link["wifi"] == {"ssid": "", "password": ""} and link["broker"]["host"] == ""
    assert made_record(parts)["licence"] == "" and made_record(parts)["circuit"]["awg"] is None


def test_a_former_record_that_was_tampered_with_suggests_nothing(parts):
    plays(parts, *FULL)
    text = parts.store.files[record.PATH]
    parts.store.files[record.PATH] = text.replace("Ann Wirth", "Eve")
    _, typist = plays(parts, *NEEDED)
    assert "Eve" not in typist.said


def test_a_flash_that_refuses_is_told_and_what_limits_is_in_force(parts):
    parts.flash_takes_settings = False
    answer, _ = plays(parts, *NEEDED)
    assert not answer["ok"] and "the flash refused" in answer["error"]
    assert parts.charger.plan.limits["wire"] == 32_000
    assert record.PATH not in parts.store.files


def test_a_flash_that_refuses_the_record_is_told(parts):
    parts.store.full = True
    answer, _ = plays(parts, *NEEDED)
    assert not answer["ok"] and "run commission again" in answer["error"]


# --- when it is refused --------------------------------------------------------------------------


def test_while_charging_it_does_not_begin(parts):
    parts.charge()
    with pytest.raises(Refusal, match="not while charging"):
        commission.run(parts, [])


def test_nothing_closes_while_it_asks_and_while_the_flash_is_written(parts):
    plays(parts, *NEEDED)
    assert parts.held == [True, False]


def test_it_takes_no_words(parts):
    with pytest.raises(Refusal):
        commission.run(parts, ["40"])
