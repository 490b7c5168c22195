"""Orders as bytes from the broker, and from the console; the replies to both."""

import json
from pathlib import Path

import pytest

from tests.core.rig import CLOSED_TILL_23, NOON

NOT_JSON = "not JSON, or a number of more than 20 digits"

# --- accepted ------------------------------------------------------------------------------------


def test_an_order_is_done_and_answered_and_the_plan_made_anew(send, rig, decided):
    assert send("limit", b"16") == {"cmd": "limit", "ok": True, "value": {"amps": 16}}
    assert rig.plan.orders.live_ma == 16_000
    assert decided.count == 1


@pytest.mark.parametrize("payload", [b"charge", b'"charge"', b'{"override": "charge"}'])
def test_a_word_needs_no_quotes(send, rig, payload):
    assert send("override", payload)["ok"]
    assert (rig.plan.orders.override, rig.plan.orders.origin) == ("charge", "server")


def test_an_empty_payload_takes_an_order_back(send, rig):
    send("limit", b"16", retained=True)
    send("tou", CLOSED_TILL_23, retained=True)
    for name in ("limit", "tou"):
        assert send(name, b"") == {"cmd": name, "ok": True}
    assert rig.plan.orders.live_ma is None and rig.plan.orders.schedule is None


def test_the_reply_tells_whether_it_is_on_flash(send, rig):
    assert send("config", {"boot_wait_s": 31})["saved"] is True
    rig.charge()
    assert send("config", {"boot_wait_s": 32})["saved"] is False
    assert "saved" not in send("config", {"boot_wait_s": 32})
    assert "saved" not in send("limit", b"16")


# --- the sender's mark ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("limit", {"amps": 16}),
        ("override", {"override": "charge"}),
        ("wire", {"amps": 16}),
        ("config", {"boot_wait_s": 31}),
        ("time", {"epoch": NOON}),
        ("tou", CLOSED_TILL_23),
    ],
)
@pytest.mark.parametrize("mark", ["m-1", 7, 0])
def test_every_command_may_carry_an_id_which_the_reply_repeats(send, name, payload, mark):
    reply = send(name, {**payload, "id": mark})
    assert reply["ok"] and reply["id"] == mark


def test_a_refusal_repeats_it_too(send):
    reply = send("limit", {"amps": 99, "id": "m-2"})
    assert not reply["ok"] and reply["id"] == "m-2"


def test_the_id_of_a_group_is_its_own(send):
    reply = send("group", {"id": "garage", "amps": 48, "members": 2})
    assert reply["field"] == "pin" and "id" not in reply


# --- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [b"{", b"16 17", b"\xff\xfe", b"\x00", b"{'amps': 16}", b"[", b'"\xff"', b"nul"],
)
def test_what_is_no_json_is_refused(send, rig, decided, payload):
    reply = send("limit", payload)
    assert reply == {"cmd": "limit", "ok": False, "error": NOT_JSON, "field": ""}
    assert rig.plan.orders.live_ma is None and decided.count == 0


def test_a_refusal_names_the_field_and_what_is_accepted_and_changes_nothing(send, rig, decided):
    before = rig.settings.to_json()
    reply = send("config", {"boot_wait_s": 301})
    assert reply == {
        "cmd": "config",
        "ok": False,
        "error": "0 s to 300 s",
        "field": "boot_wait_s",
    }
    assert rig.settings.to_json() == before and decided.count == 0


def test_a_schedule_is_refused_with_the_path_of_its_field_and_the_old_one_stays(send, rig):
    send("tou", CLOSED_TILL_23)
    wrong = {**CLOSED_TILL_23, "rules": [{"days": "mon", "start": "07:00", "end": "25:00"}]}
    assert send("tou", wrong)["field"] == "rules[0].end"
    assert rig.plan.orders.schedule.version == 7


def test_a_command_that_nobody_knows_is_refused(send):
    assert send("contactor", b"1")["ok"] is False


@pytest.mark.parametrize("name", ["override", "wire", "group", "config", "time"])
def test_a_retained_command_is_ignored_without_a_word(send, rig, decided, name):
    before = rig.settings.to_json()
    assert send(name, b"charge", retained=True) is None
    assert rig.settings.to_json() == before and decided.count == 0
    assert rig.plan.orders.override is None


@pytest.mark.parametrize(("name", "payload"), [("limit", b"16"), ("tou", CLOSED_TILL_23)])
def test_a_retained_limit_or_schedule_is_taken(send, name, payload):
    assert send(name, payload, retained=True)["ok"]


@pytest.mark.parametrize(
    ("name", "payload"),
    [("limit", b"unavailable"), ("limit", b"null"), ("limit", b"99"), ("tou", {"version": "7"})],
)
def test_a1_what_is_retained_and_refused_is_not_taken_back(send, rig, name, payload):
    send("limit", b"10", retained=True)
    send("tou", CLOSED_TILL_23, retained=True)
    assert not send(name, payload, retained=True)["ok"]
    rig.plan.orders.finish_snapshot()
    kept = rig.plan.orders.live_ma if name == "limit" else rig.plan.orders.schedule.version
    assert kept == (10_000 if name == "limit" else 7)
    assert rig.plan.orders.refused == (name,)


def test_a1_what_is_too_long_is_not_taken_back_either(desk, rig):
    desk.refuse("limit", "longer than 512 bytes", "", True)
    assert rig.plan.orders.refused == ("limit",)


def test_a1_for_want_of_memory_it_is_asked_for_again_after_a_minute(desk, rig):
    desk.refuse("tou", "longer than 6144 bytes", "", True)
    now_ms = rig.clock.ticks_ms()
    assert not desk.asks_again(now_ms + 60_000)
    desk.refuse("tou", "not enough memory for it at this moment", "", True)
    assert not desk.asks_again(now_ms + 59_999)
    assert desk.asks_again(now_ms + 60_000) and not desk.asks_again(now_ms + 60_000)


# --- what tools send -----------------------------------------------------------------------------


def _rows():
    """docs/mqtt.md: topic, payload, what is taken."""
    text = (Path(__file__).parents[3] / "docs/mqtt.md").read_text(encoding="utf-8")
    for line in text.split("## What tools send")[1].split("\n## ")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].startswith("`"):
            topic, payload = (cell.strip("`") for cell in cells[:2])
            yield topic, payload.replace("\\n", "\n").encode(), cells[2]


@pytest.mark.parametrize(("topic", "payload", "wanted"), list(_rows()))
def test_every_payload_of_the_page_is_taken_as_it_says(send, rig, topic, payload, wanted):
    send("limit", b"10")
    send("override", b"pause")
    reply = send(topic, payload)
    orders = rig.plan.orders
    if wanted == "refused":
        assert not reply["ok"]
    else:
        assert reply["ok"]
    if topic == "limit":
        amps = {"refused": 10, "none": None}.get(wanted, wanted.removesuffix(" A"))
        assert orders.live_ma == (None if amps is None else int(float(amps) * 1_000))
    else:
        assert orders.override == {"refused": "pause", "auto": None}.get(wanted, wanted)


def test_the_page_has_rows():
    assert len(list(_rows())) > 20


# --- secrets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("wire", {"amps": 48, "pin": "271828"}),
        ("group", {"id": "g", "amps": 48, "members": 2, "key": "271828", "pin": "271828"}),
        ("group", {"id": "g", "amps": 48, "members": 2, "key": 271828}),
        ("wire", {"amps": "271828"}),
        ("override", "271828"),
    ],
)
def test_i9_what_was_sent_comes_back_in_no_reply_and_no_log(send, rig, name, payload):
    reply = send(name, payload)
    assert not reply["ok"]
    assert "271828" not in json.dumps(reply) + str(rig.journal.entries)


# --- from the console ----------------------------------------------------------------------------


def test_the_installer_may_what_the_server_may_not(desk, send, rig):
    assert send("wire", {"amps": 40})["field"] == "pin"
    assert desk.order("wire", {"amps": 40})["ok"]
    assert rig.settings.wire_ma == 40_000


def test_the_driver_on_the_spot_is_local(desk, rig):
    desk.order("override", "pause")
    assert rig.plan.orders.origin == "local"


def test_what_the_console_refuses_is_answered_alike(desk):
    assert desk.order("wire", {"amps": 5})["field"] == "amps"
