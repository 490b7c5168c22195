"""`commission`, question by question: what is taken, what is asked again, what its tests find."""

import json
import sys
from types import SimpleNamespace

import pytest

from firmware.services.console.commission import record
from tests.services.console.commission import commissioning
from tests.services.console.commission.commissioning import (
    FULL,
    NEEDED,
    PIN,
    WIFI,
    instead,
    made_record,
    plays,
)
from tests.services.console.field.parts import Parts


@pytest.fixture
def parts():
    return Parts(wire_a=None)


# --- the circuit ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breaker", "wire_ma"), [("15", 12_000), ("20", 16_000), ("60", 48_000), ("100", 48_000)]
)
def test_the_wire_is_80_percent_of_the_breaker_and_never_above_the_board(parts, breaker, wire_ma):
    _, typist = plays(parts, *instead(("Breaker", breaker)))
    assert parts.rig.settings.wire_ma == wire_ma
    assert ("above the board's rating: 48 A" in typist.said) == (breaker == "100")


def test_an_amount_that_is_no_breaker_counts_as_the_nearest_below_and_why(parts):
    _, typist = plays(parts, *instead(("Breaker", "32")))
    assert "32 A counts as 30 A, the nearest below" in typist.said
    assert (
        parts.rig.settings.wire_ma == 24_000 and made_record(parts)["circuit"]["breaker_a"] == 30
    )


@pytest.mark.parametrize("wrong", ["14", "101", "forty", "-5", "40.5", "", "99999999"])
def test_a_wrong_breaker_is_asked_again_with_what_would_be_right(parts, wrong):
    answer, typist = plays(parts, *instead(("Breaker", [wrong, "40"])))
    assert answer["ok"] and "a whole number from 15 to 100" in typist.said


def test_copper_that_the_breaker_does_not_protect_asks_for_both_anew(parts):
    answers = instead(("Breaker", ["50", "30"]), ("Its copper", "10"))
    _, typist = plays(parts, *answers)
    assert "A 50 A breaker does not protect 10 AWG" in typist.said
    assert made_record(parts)["circuit"] == {"breaker_a": 30, "awg": 10}


def test_copper_that_will_do_at_75_c_only_is_told_as_such(parts):
    _, typist = plays(parts, *instead(("Breaker", "50"), ("Its copper", "8")))
    assert "at least 8 AWG at 75 C (conduit), 6 AWG at 60 C" in typist.said
    assert "Enough at 75 C only" in typist.said


def test_a_size_that_is_none_is_asked_again(parts):
    answer, typist = plays(parts, *instead(("Its copper", ["7", "6 mm", "6"])))
    assert answer["ok"] and typist.said.count("one of 14 12 10 8 6 4 3 2 1") == 2


# --- PIN, group, link ----------------------------------------------------------------------------


def test_two_pins_that_differ_are_asked_for_again(parts):
    answers = instead(("Installer PIN", PIN), ("Once more", ["271829", PIN]))
    _, typist = plays(parts, *answers)
    assert "these two differ" in typist.said
    parts.pin_lock.permit(PIN, 100)


def test_a_pin_that_will_not_do_is_asked_for_again(parts):
    answers = instead(("Installer PIN", ["12345", PIN]), ("Once more", ["12345", PIN]))
    _, typist = plays(parts, *answers)
    assert "6 to 16 digits" in typist.said
    parts.pin_lock.permit(PIN, 100)


def test_e4_a_new_pin_ends_a_lock_out_and_the_one_that_stays_does_not(parts):
    settings, lock = parts.rig.settings, parts.pin_lock
    settings.locked_s = 1_800
    lock.restore([4, 1_800], 0)
    plays(parts, *NEEDED)
    assert settings.locked_s == 1_800 and lock.is_locked(1_799)
    plays(parts, *instead(("Installer PIN", PIN), ("Once more", PIN)))
    assert settings.locked_s == 0 and not lock.is_locked(0)
    lock.permit(PIN, 0)


def test_a_group_that_leaves_less_than_6_a_each_is_asked_for_again(parts):
    answers = instead(
        ("Load group", ["a b", "garage"]),
        ("Continuous A", ["many", "16"]),
        ("How many chargers", ["0", "3", "2"]),
        ("Its key", "-"),
    )
    _, typist = plays(parts, *answers)
    assert "below 6 A" in typist.said and "1 to 32 of A-Z" in typist.said
    assert parts.rig.settings.group["members"] == 2


def _joins(parts, *words):
    garage = ("Load group", "garage"), ("Continuous A", "40"), ("How many chargers", "2")
    return plays(parts, *instead(*garage, ("Its key", list(words))))[1]


def test_b4_a_groups_key_has_16_characters_or_is_made_and_an_empty_line_is_none(parts):
    typist = _joins(parts, "", "k" * 15, "k" * 65, "new")
    assert typist.said.count("16 to 64 characters") == 3
    key = parts.rig.settings.group["key"]
    assert len(key) == 64 and typist.said.count(key) == 1


def test_b4_a_short_key_that_is_there_is_kept_by_an_empty_line(parts):
    stored = {"id": "garage", "ma": 48_000, "members": 2, "key": "k" * 15}
    parts.rig.settings.group = stored
    _joins(parts, "")
    assert parts.rig.settings.group == dict(stored, ma=40_000)


@pytest.mark.parametrize(
    ("question", "wrong", "right", "wanted"),
    [
        ("Its password", "short", WIFI, "8 to 63 characters"),
        ("MQTT broker", "two words", "broker.example", "a host name or IPv4 address"),
        ("Port", "65536", "1884", "a whole number from 1 to 65535"),
        ("TLS", "maybe", "no", "key, certificate or no"),
        ("Time zone", "Mars", "UTC0", "such as CET-1CEST"),
        ("Time zone", "PST8PDT", "PST8PDT,M3.2.0,M11.1.0", "at character 8"),
    ],
)
def test_a_wrong_answer_about_the_link_is_asked_again(parts, question, wrong, right, wanted):
    answers = [(how, line) for how, line in FULL if how != question]
    answer, typist = plays(parts, *answers, (question, [wrong, right]))
    assert answer["ok"] and wanted in typist.said


def test_tls_without_the_authoritys_certificate_is_told(parts):
    _, typist = plays(parts, *FULL)
    assert "data/ca.der is missing" in typist.said


def test_tls_that_does_not_fit_into_the_memory_is_told(parts):
    _, typist = plays(parts, *FULL)
    assert "of memory" not in typist.said
    parts.heap_bytes, parts.frozen = 175_000, False
    _, typist = plays(parts, *FULL)
    assert "TLS does not; freeze the program" in typist.said


def test_a_port_of_its_own_is_kept_whatever_tls_is_set_to():
    parts = Parts('{"broker": {"host": "b.example", "port": 9000}}')
    _, typist = plays(parts, *instead(("TLS", "certificate")))
    assert "Port of the broker [9000]" in typist.said
    assert json.loads(parts.store.files["data/link.json"])["broker"]["port"] == 9_000


# --- the key that charger and broker share -------------------------------------------------------


def _broker(parts):
    return json.loads(parts.store.files["data/link.json"])["broker"]


def test_a_key_is_proposed_made_and_shown_once_for_the_broker():
    parts = Parts()
    _, typist = plays(parts, *instead(("MQTT broker", "b.example")))
    broker = _broker(parts)
    assert "TLS to the broker: key, certificate or no [key]" in typist.said
    assert broker["tls"] and broker["port"] == 8_883 and len(broker["psk"]) == 64
    assert typist.said.count(broker["psk"]) == 1
    assert "a1b2c3:" + broker["psk"] in typist.said
    assert broker["psk"] not in parts.store.files[record.PATH]


def test_a_key_of_the_brokers_is_typed_unseen_and_kept_by_an_empty_line():
    parts = Parts()
    answers = (("MQTT broker", "b.example"), ("Its name", "ann"))
    _, typist = plays(parts, *instead(*answers, ("The key", ["5e5e", "5e" * 32])))
    assert "64 hexadecimal digits" in typist.said and "5e5e" not in typist.said
    assert (_broker(parts)["psk_identity"], _broker(parts)["psk"]) == ("ann", "5e" * 32)
    before = _broker(parts)
    _, typist = plays(parts, *NEEDED)
    assert _broker(parts) == before and "The key, 64 hex digits, or new (not shown) [set]" in (
        typist.said
    )


@pytest.mark.parametrize(("chosen", "tls"), [("certificate", True), ("no", False)])
def test_another_choice_drops_the_key(chosen, tls):
    parts = Parts('{"broker": {"host": "b.example", "psk": "%s"}}' % ("5e" * 32))
    plays(parts, *instead(("TLS", chosen)))
    assert (_broker(parts)["tls"], _broker(parts)["psk"]) == (tls, "")


def test_a_micropython_without_keys_is_proposed_none(monkeypatch):
    older = SimpleNamespace(**dict(vars(sys.implementation), version=(1, 28, 0)))
    monkeypatch.setattr(sys, "implementation", older)
    parts = Parts()
    answers = (("MQTT broker", "b.example"), ("TLS", ["key", ""]))
    _, typist = plays(parts, *instead(*answers))
    assert "certificate or no [no]" in typist.said and "1.29 or newer" in typist.said
    assert "psk" not in _broker(parts)


# --- the tests -----------------------------------------------------------------------------------


def test_a_dead_ground_fault_sensor_fails_and_the_record_says_so(parts):
    parts.rig.board.test_rise_ms = None
    answer, typist = plays(parts, *NEEDED)
    assert answer["ok"] and answer["passed"] is False
    assert made_record(parts)["tests"]["ground_fault"]["ok"] is False
    assert "ground fault: FAILED" in typist.said and "Check the residual-current" in typist.said


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("earth", lambda parts: setattr(parts.rig.board, "earth", False)),
        ("contactor_open", lambda parts: setattr(parts.rig.board, "welded", True)),
        ("pilot", lambda parts: setattr(parts.board.control_pilot, "plus_mv", 10_599)),
        ("pilot", lambda parts: setattr(parts.board.control_pilot, "plus_mv", 13_401)),
        ("pilot", lambda parts: setattr(parts.board.control_pilot, "minus_mv", 0)),
        ("pilot", lambda parts: setattr(parts.board.control_pilot, "failed", True)),
        ("temperature", lambda parts: setattr(parts.readings, "temperature_c", None)),
        ("temperature", lambda parts: setattr(parts.readings, "temperature_c", 61)),
        ("meter", lambda parts: setattr(parts.readings, "voltage_mv", None)),
    ],
)
def test_what_is_broken_fails_its_test_and_only_that(parts, name, spoil):
    spoil(parts)
    parts.rig.advance_ms(40)
    answer, typist = plays(parts, *NEEDED)
    tests = made_record(parts)["tests"]
    assert [each for each in tests if tests[each]["ok"] is False] == [name]
    assert not answer["passed"] and "Not all passed" in typist.said


def test_with_a_car_there_the_pilot_is_not_judged(parts):
    parts.rig.car = "B"
    parts.rig.advance_ms(100)
    answer, typist = plays(parts, *NEEDED)
    assert made_record(parts)["tests"]["pilot"] == {"ok": None} and not answer["passed"]
    assert "pilot: not done. Unplug the car" in typist.said


# --- secrets -------------------------------------------------------------------------------------


def test_i9_secrets_are_asked_for_without_echo_and_never_shown_again(parts):
    _, first = plays(parts, *FULL)
    _, second = plays(parts, ("Store", "yes"))
    said = first.said + second.said + parts.store.files[record.PATH] + str(parts.journal.entries)
    for secret in (*commissioning.SECRETS, parts.rig.settings.pin):
        assert secret not in said
    hidden = {question for question, shown in first.asked if not shown}
    assert len(hidden) == 5 and all("not shown" in question for question in hidden)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Its password", "sh0rt"),
        ("Installer PIN", "s3cret-words"),
        ("Its key", "k" * 65),
        ("Password there", "p" * 129),
    ],
)
def test_i9_a_secret_that_is_refused_is_not_repeated(parts, question, wrong):
    answers = [(how, line) for how, line in FULL if how not in (question, "Once more")]
    right = dict(FULL)[question]
    once_more = ("Once more", [wrong, PIN] if question == "Installer PIN" else PIN)
    answer, typist = plays(parts, *answers, (question, [wrong, right]), once_more)
    assert answer["ok"] and wrong not in typist.said
