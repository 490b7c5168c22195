"""What is wrong is refused with a reason; nothing is lost by it, and the car still charges."""

import struct

import pytest

LINK_TIMEOUT_S = 30
CLOSED = {"version": 1, "tz": "UTC0", "default": "deny"}
TOO_LARGE = b'{"amps": 16, "id": "' + b"x" * 7000 + b'"}'


def charges(site, **said):
    site.new_car(missing_wh=20_000)
    site.shows(60, pilot="C2", contactor=1, **said)


@pytest.mark.parametrize(
    "text",
    ["", "{broken", "[]", '{"broker": 7}', '{"id": "a b", "broker": {"host": "x"}}', "\x00" * 99],
)
def test_a_bad_link_file_costs_the_link_and_nothing_else(new_site, text):
    site = new_site(files={"link.json": text})
    charges(site, reason="offline", link="down", limit_by="wire_unset")
    assert "link.json" in site.console("log")


@pytest.mark.parametrize("text", ["", "{broken", "[1, 2]", "\xff\xfe", '{"wire_ma": "x"}'])
def test_a_bad_settings_file_means_6_a_and_says_so(new_site, text):
    site = new_site(files={"settings.json": text})
    charges(site, offered_a=6, limit_by="wire_unset", commissioned=False)
    assert site.status()["trouble"]
    site.set_wire(20)
    site.shows(20, pilot="C2", contactor=1, offered_a=20, limit_by="wire")


def test_one_bad_field_of_the_settings_costs_only_itself(new_site):
    site = new_site(files={"settings.json": '{"wire_ma": 16000, "link_timeout_s": -5}'})
    charges(site, offered_a=16, limit_by="wire", commissioned=True)
    assert "link_timeout_s" in site.status()["trouble"]
    assert site.charger.console_json("config")["link_timeout_s"] == 300


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        ({**CLOSED, "tz": "Mars/Olympus"}, "tz"),
        ({**CLOSED, "version": "7"}, "version"),
        ({**CLOSED, "amp": 16}, "amp"),
        ({**CLOSED, "rules": [{"start": "00:00", "end": "25:00"}]}, "rules[0]"),
    ],
)
def test_a_bad_schedule_is_refused_with_its_field_and_the_old_one_stays(rig, schedule, field):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.charger.advance_ms(1000)
    rig.server.replies.clear()
    rig.server.send("tou", schedule)
    rig.charger.advance_until(lambda _: rig.server.replies, 5, "a reply")
    (reply,) = rig.server.replies
    assert (reply["cmd"], reply["ok"]) == ("tou", False)
    assert reply["field"].startswith(field)
    rig.shows(0, pilot="B1", contactor=0, reason="waiting")


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("limit", b"{"),
        ("limit", b"\xff\xfe\x00"),
        ("limit", b'"sixteen"'),
        ("limit", b"-1"),
        ("limit", TOO_LARGE),
        ("override", b"faster"),
        ("config", b'{"boot_wait_s": 1e9}'),
        ("config", b'{"no_such": 1}'),
        ("wire", b'{"amps": 5}'),
        ("group", b'{"id": "g", "amps": 10, "members": 2}'),
        ("time", b'{"epoch": "now"}'),
        ("firmware", b"{}"),
    ],
)
def test_a_bad_command_is_answered_and_changes_nothing(rig, name, payload):
    charges(rig, reason="unscheduled", offered_a=32)
    rig.server.replies.clear()
    rig.server.send(name, payload)
    rig.charger.advance_until(lambda _: rig.server.replies, 5, "a reply")
    (reply,) = rig.server.replies
    assert (reply["cmd"], reply["ok"]) == (name, False)
    assert reply["error"]
    assert "field" in reply
    rig.stays(3, pilot="C2", contactor=1, reason="unscheduled", offered_a=32, link="up")


def kiss_of_death(answer):
    answer[1] = 0
    return bytes(answer)


def stranger(answer):
    answer[24:32] = b"12345678"
    return bytes(answer)


def from_1990(answer):
    answer[40:44] = struct.pack("!I", 2_840_140_800)
    return bytes(answer)


def unsynchronised(answer):
    answer[0] |= 0xC0
    return bytes(answer)


def cut_short(answer):
    return bytes(answer[:20])


@pytest.mark.parametrize("spoil", [kiss_of_death, stranger, from_1990, unsynchronised, cut_short])
def test_a_bad_ntp_answer_is_not_believed_and_the_car_charges(booting, spoil):
    booting.uplink.time_server.spoil = spoil
    booting.server.retain("tou", CLOSED)
    charges(booting, reason="no_clock", link="up")
    assert "ntp" in booting.console("log")
    booting.uplink.time_server.spoil = None
    booting.shows(90, pilot="B1", contactor=0, reason="waiting")


def test_no_secret_is_in_what_the_charger_says(rig):
    rig.join_group("garage", 40, 2)
    said = "".join(rig.console(line) for line in ("log", "status", "group", "link", "config"))
    said += str(rig.server.state) + str(rig.server.events)
    assert "sesame-open" not in said
    assert "only-for-us-here" not in said


@pytest.mark.parametrize("payload", [b"unavailable", b"null", TOO_LARGE])
def test_a1_a_retained_limit_that_is_refused_keeps_the_old_one_over_a_reconnection(rig, payload):
    rig.server.retain("limit", b"10")
    charges(rig, offered_a=10, limit_by="live")
    rig.server.retain("limit", payload)
    rig.charger.advance_ms(5_000)
    rig.server_dies()
    rig.shows(60, pilot="C2", contactor=1, link="down")
    rig.server_returns()
    rig.shows(120, pilot="C2", contactor=1, link="up")
    rig.stays(10, pilot="C2", contactor=1, offered_a=10, limit_by="live")
    assert rig.status()["trouble"].startswith("the server's limit could not be taken")
