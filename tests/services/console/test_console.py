"""The console: what is echoed, what is answered, and what is asked for and not shown."""

import json

import pytest

from firmware.core.protection.faults import WELDED
from firmware.services.console import console as console_module
from firmware.services.console.console import PROMPT
from tests.running import sleep_ms
from tests.services.console.rig import ConsoleRig

_PIN = "271828"
_CTRL_C = "\x03"


@pytest.fixture
def field(monkeypatch):
    field = ConsoleRig(monkeypatch)
    yield field
    field.end()


@pytest.fixture
def charging(field):
    field.rig.charge()
    return field


def test_what_is_typed_is_echoed_and_a_backspace_takes_it_back(field):
    assert field.types("pin x") == "pin x"
    assert field.types("\b\b") == "\b \b\b \b"


def test_an_empty_line_gives_a_new_prompt_and_cr_lf_is_one_end(field):
    assert field.types("\r\n") == "\n" + PROMPT
    assert field.types("\n") == "\n" + PROMPT


def test_a_pin_is_asked_for_twice_and_shown_nowhere(field):
    assert field.types("pin\r") == "pin\nnew PIN (not shown): "
    assert field.types(_PIN) == ""
    assert field.types("\r") == "\nonce more: "
    answer = field.types(_PIN + "\r")
    assert "ok: True" in answer and answer.endswith(PROMPT)
    assert _PIN not in field.screen.text
    field.rig.pin_lock.permit(_PIN, 100)
    assert field.rig.kept == [False]


def test_i9_a_pin_is_kept_as_a_hash_only(field):
    field.types("pin\r" + (_PIN + "\r") * 2)
    stored = field.rig.settings.to_json()
    assert _PIN not in stored.replace(field.rig.settings.pin, "")
    assert len(field.rig.settings.pin.split("$")) == 2


def test_two_that_differ_change_nothing(field):
    answer = field.types("pin\r" + _PIN + "\r271829\r")
    assert "differ" in answer and field.rig.settings.pin is None
    assert field.types("x") == "x"


def test_a_pin_that_is_too_short_is_answered_with_what_would_do(field):
    answer = field.types("pin\r12345\r12345\r")
    assert "6 to 16 digits" in answer and field.rig.settings.pin is None


def test_a_pin_on_the_command_line_is_refused(field):
    assert "type pin alone" in field.types("pin " + _PIN + "\r")
    assert field.rig.settings.pin is None


def test_a_pin_may_be_taken_away(field):
    field.types("pin\r" + (_PIN + "\r") * 2)
    assert "ok: True" in field.types("pin none\r")
    assert field.rig.settings.pin is None


def test_a_question_left_alone_is_given_up_and_typing_is_echoed_again(field, monkeypatch):
    field.types("pin\r" + _PIN)
    monkeypatch.setattr(console_module, "sleep_ms", sleep_ms)
    field.leave()
    monkeypatch.setattr(console_module, "sleep_ms", field._sleep)
    assert "given up" in field.screen.text
    assert field.types("help\r").startswith("help\n")
    assert _PIN not in field.screen.text


def test_every_key_puts_the_minute_off(field, monkeypatch):
    monkeypatch.setattr(console_module, "sleep_ms", sleep_ms)
    field.types("x")
    field.rig.wait_s(59)
    field.types("y")
    field.console.tidy()
    assert field.types("z") == "z"


# ---- Ctrl-C, which comes as a byte only while the contactor is closed


def test_ctrl_c_gives_up_a_line(field):
    assert field.types("override pau" + _CTRL_C) == "override pau^C\n" + PROMPT
    assert "ok" not in field.types("\r")


def test_ctrl_c_gives_up_a_question_and_what_was_typed_of_the_answer(field):
    answer = field.types("pin\r" + _PIN + _CTRL_C)
    assert answer.endswith("given up\n" + PROMPT) and _PIN not in answer
    assert field.types("\r") == "\n" + PROMPT
    assert field.rig.settings.pin is None


def test_ctrl_c_on_an_empty_line_says_how_to_end_a_charge(charging):
    assert "`service` ends the charge" in charging.types(_CTRL_C)
    assert charging.rig.shows == "C2 32 A closed"


def test_mpremote_that_knocks_gets_a_few_lines_and_changes_nothing(charging):
    answer = charging.types("\r\x03\x03\r\x01\r\x03\r\x01\x02\x04")
    assert len(answer) < 600 and "Traceback" not in answer
    assert charging.rig.shows == "C2 32 A closed"


def test_a_raw_paste_of_code_is_answered_with_sentences(charging):
    answer = charging.types("\x05A\x01import machine\rmachine.reset()\r\x04")
    assert answer.count("no such command") == 2
    assert charging.rig.shows == "C2 32 A closed" and charging.parts.restarts == 0


# ---- what is typed is taken as it is, or not at all


def _kept(field, name):
    return json.loads(field.parts.store.read("data/link.json"))["wifi"][name]


@pytest.mark.parametrize("name", ["ABC  XYZ", "Guest ", " x", "net json", "json", 'Bob\'s "x" #2'])
def test_field_11_a_network_s_name_is_kept_as_typed(field, name):
    assert "reboot" in field.types(f"link wifi.ssid {name}\r")
    assert _kept(field, "ssid") == name


@pytest.mark.parametrize("word", ["ends in blank ", " begins so", "two  blanks"])
def test_field_11_what_is_asked_for_unseen_is_kept_as_typed(field, word):
    assert "ok: True" in field.types(f"link wifi.password\r{word}\r")
    assert _kept(field, "password") == word


def test_field_11_what_cannot_be_typed_is_refused(field):
    for line in ("link wifi.ssid Café am See", "link wifi.ssid " + "x" * 200, "é"):
        answer = field.types(line + "\r")
        assert "cannot be typed here" in answer and answer.endswith("\n" + PROMPT)
    assert field.parts.store.read("data/link.json") is None
    assert "ok: True" in field.types("link wifi.ssid Cafe\r")


def test_field_11_an_answer_that_cannot_be_typed_is_asked_for_again(field):
    field.types("link wifi.password\r")
    answer = field.types("Straße-2024\r")
    assert "cannot be typed here" in answer and answer.endswith("(not shown): ")
    assert field.types("Strasse-2024") == ""
    assert "ok: True" in field.types("\r") and _kept(field, "password") == "Strasse-2024"


def test_field_20_a_zone_by_its_place_is_refused_at_once(field):
    assert "CET-1CEST,M3.5.0,M10.5.0/3" in field.types("link tz Europe/Berlin\r")
    assert field.parts.store.read("data/link.json") is None
    assert "ok: True" in field.types("link tz CET-1CEST,M3.5.0,M10.5.0/3\r")


# ---- what stays in the history


def _recalled(field):
    return field.types("\x1b[A").strip("\b")


def test_an_answer_is_not_in_the_history(field):
    field.types("pin\r" + (_PIN + "\r") * 2)
    assert _recalled(field) == "pin"


@pytest.mark.parametrize(
    "line",
    [
        "link wifi.password hunter22",
        " link broker.password x",
        "group garage 48 2 secret",
        "export http://example.org/?token=secret",
    ],
)
def test_a_line_that_may_hold_a_secret_is_not_in_the_history(field, line):
    field.types("why\r" + line + "\r")
    assert _recalled(field) == "why"


def test_a_password_s_field_alone_asks_for_it_and_does_not_show_it(field):
    assert field.types("link wifi.password\r").endswith("wifi.password (not shown): ")
    answer = field.types("hunter22\r")
    assert "ok: True" in answer and "hunter22" not in field.screen.text
    assert "hunter22" in field.parts.store.read("data/link.json")


def test_e3_a_groups_key_is_asked_for_and_not_shown(field):
    assert field.types("group garage 48 2 ?\r").endswith("(not shown): ")
    assert "only-for-us-here" not in field.types("only-for-us-here\r")
    assert field.rig.settings.group["key"] == "only-for-us-here"


def test_a_group_that_runs_is_joined_by_one_word_more(field):
    assert field.types("group garage 48 3 join\r").endswith("(not shown): ")
    field.types("only-for-us-here\r")
    group = field.rig.settings.group
    assert (group["key"], group["members"], group["joining"]) == ("only-for-us-here", 3, True)


def test_b4_a_bare_enter_makes_no_group_without_a_key(field):
    assert "at least 16 characters" in field.types("group garage 48 2\r\r")
    assert field.rig.settings.group is None
    assert "ok: True" in field.types("group garage 48 2 -\r")
    assert field.rig.settings.group["key"] == ""


def test_b4_a_key_is_made_and_shown_once_or_typed_unseen_and_never_on_the_line(field):
    made = field.types("group garage 48 2 new\r")
    key = field.rig.settings.group["key"]
    assert len(key) == 64 and key in made and key not in field.types("group\r")
    assert "unseen" in field.types("group garage 48 2 only-for-us-here\r")
    assert field.rig.settings.group["key"] == key


def test_b4_faults_clear_takes_note_of_a_short_key_and_of_a_weld_only_when_asked_again(field):
    settings, faults = field.rig.settings, field.rig.charger.faults
    settings.warning = "the load group's key can be guessed"
    settings.latched = WELDED
    faults.strike(WELDED, 0)
    assert "seen: the load group's key" in field.types("faults clear\r")
    assert settings.warning is None
    assert settings.latched == faults.active == WELDED
    assert "ok: True" in field.types("faults clear\r")
    assert settings.latched is None and faults.active is None


def test_e4_an_obvious_pin_is_refused_and_a_new_one_ends_a_lock_out(field):
    assert "too easily guessed" in field.types("pin\r" + "123456\r" * 2)
    settings, lock = field.rig.settings, field.rig.pin_lock
    settings.locked_s = 1_800
    lock.restore([0, 900], 0)
    field.types("pin\r" + (_PIN + "\r") * 2)
    assert settings.locked_s == 0
    lock.permit(_PIN, 1)
