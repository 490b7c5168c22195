"""data/link.json: defaults, bounds at n-1 and n, and what each refusal says."""

import json

import pytest

from firmware.link_reader import ConfigError, parse, to_json

FULL = {
    "id": "garage-1",
    "wifi": {"ssid": "home", "password": "w1f1secret"},
    "broker": {
        "host": "broker.example",
        "port": 8883,
        "user": "ann",
        "password": "br0kersecret",
        "tls": True,
        "ca": "data/ca.der",
        "certificate": "data/charger.der",
        "key": "data/charger_key.der",
        "psk_identity": "ann",
        "psk": "5ec4e7" * 10 + "5ec4",
    },
    "ntp": "time.example:1123",
    "tz": "CET-1CEST,M3.5.0,M10.5.0/3",
}


def refusal(document, default_id="cafe01"):
    text = document if isinstance(document, (str, bytes)) else json.dumps(document)
    with pytest.raises(ConfigError) as refused:
        parse(text, default_id)
    return refused.value


def test_an_empty_object_gives_the_defaults_and_the_boards_own_id():
    config = parse("{}", "cafe01")
    assert (config.id, config.wifi_ssid, config.wifi_password) == ("cafe01", "", "")
    assert (config.broker_host, config.broker_port, config.tls) == ("", 1883, False)
    assert (config.broker_user, config.broker_password) == ("", "")
    assert (config.ca, config.ntp, config.tz) == ("data/ca.der", "pool.ntp.org", "UTC0")


def test_every_field_is_taken():
    config = parse(json.dumps(FULL), "cafe01")
    assert (config.id, config.wifi_ssid, config.wifi_password) == (
        "garage-1",
        "home",
        "w1f1secret",
    )
    assert (config.broker_host, config.broker_port, config.tls) == ("broker.example", 8883, True)
    assert (config.broker_user, config.broker_password) == ("ann", "br0kersecret")
    assert (config.certificate, config.key) == ("data/charger.der", "data/charger_key.der")
    assert (config.ntp, config.tz) == ("time.example:1123", "CET-1CEST,M3.5.0,M10.5.0/3")


def test_tls_moves_the_default_port_and_no_other():
    assert parse('{"broker": {"tls": true}}', "c").broker_port == 8883
    assert parse('{"broker": {"tls": true, "port": 1883}}', "c").broker_port == 1883


def test_a_pre_shared_key_is_tls_under_the_chargers_name_and_never_sent_in_clear():
    key = {"psk": "5e" * 32}
    config = parse(json.dumps({"id": "garage-1", "broker": key}), "c")
    assert (config.tls, config.broker_port, config.psk_identity) == (True, 8883, "garage-1")
    for half in (key, {"psk_identity": "ann"}):
        refused = refusal({"broker": {"tls": False, **half}})
        assert refused.field == "broker.tls" and "pre-shared key" in str(refused)
    assert parse('{"broker": {"tls": false, "psk_identity": "", "psk": ""}}', "c").tls is False


def test_written_with_its_secrets_it_reads_back_the_same():
    config = parse(json.dumps(FULL), "cafe01")
    assert json.loads(to_json(config, secrets=True)) == FULL


def test_shown_without_secrets_it_says_only_that_there_are_some():
    shown = to_json(parse(json.dumps(FULL), "cafe01"))
    assert "secret" not in shown and "5ec4e7" not in shown
    assert json.loads(shown)["wifi"]["password"] == "***"
    assert json.loads(to_json(parse("{}", "c")))["wifi"]["password"] == ""


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("id", ["a", "A-z_09", "x" * 32], ["", "x" * 33, "a/b", "a b", "+", "#", "ä", 7, None]),
        ("wifi.ssid", ["", "my home", "x" * 32], ["x" * 33, "ä" * 17, 7]),
        (
            "wifi.password",
            ["", "x" * 8, "ä" * 4, "x" * 63, "0aF9" * 16],
            ["x" * 7, "ä" * 3, "ä" * 32, "x" * 64, "0" * 65, 12345678, None],
        ),
        ("broker.host", ["", "10.0.0.5", "b" * 253], ["b" * 254, "a b", "a\n", "ä", 7, None]),
        ("broker.port", [1, 65_535], [0, 65_536, -1, True, "1883", 1883.0, None]),
        ("broker.user", ["", "u" * 128], ["u" * 129, 7, None]),
        ("broker.password", ["", "p" * 128], ["p" * 129, 7, None]),
        ("broker.tls", [True, False], [1, 0, "true", None]),
        ("broker.psk_identity", ["", "garage-1", "i" * 64], ["i" * 65, "a:b", "a b", "ä", 7]),
        ("broker.psk", ["", "0aF9" * 16], ["0" * 63, "0" * 65, "g" + "0" * 63, 7, None]),
        ("broker.ca", ["data/x.der", "d" * 64], ["", "/etc/ca.der", "d" * 65, "a b", 7]),
        (
            "ntp",
            ["", "pool.ntp.org", "10.0.0.5:123", "h:65535"],
            ["h:", "h:0", "h:65536", "h:x", ":123", "a b", "::1", 7, None],
        ),
        ("tz", ["UTC0", "t" * 64], ["", "t" * 65, "UTC 0", 0, None]),
    ],
)
def test_each_field_has_its_bounds_and_a_refusal_names_it(field, good, bad):
    section, _, name = field.rpartition(".")

    def document(value):
        return json.dumps({section: {name: value}} if section else {name: value})

    for value in good:
        parse(document(value), "cafe01")
    for value in bad:
        refused = refusal(document(value))
        assert refused.field == field
        assert str(refused).startswith(field + ": ")


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"brokre": {}}, "brokre"),
        ({"broker": {"tsl": True}}, "broker.tsl"),
        ({"wifi": {"host": "x"}}, "wifi.host"),
        ({"ssid": "home"}, "ssid"),
    ],
)
def test_a_mistyped_name_is_refused_with_the_names_there_are(document, field):
    refused = refusal(document)
    assert refused.field == field
    assert "known are" in str(refused)


@pytest.mark.parametrize("section", ["wifi", "broker"])
@pytest.mark.parametrize("content", [None, [], "x", 7])
def test_a_section_that_is_no_object_is_refused(section, content):
    assert refusal({section: content}).field == section


@pytest.mark.parametrize("text", ["", "{", "nope", "[]", "7", "null", '"id"', "[" * 4_000])
def test_what_is_no_json_object_is_refused_as_a_whole(text):
    assert refusal(text).field == ""


def test_a_file_of_4096_characters_is_read_and_one_more_is_refused():
    parse("{}".ljust(4_096), "c")
    assert "4096" in str(refusal("{}".ljust(4_097)))


def test_no_refusal_repeats_a_secret():
    for broken in ({"password": "sesame"}, {"password": 5355}, {"ssid": "s" * 33}):
        refused = refusal({"wifi": {"password": "otherwise", **broken}})
        assert not any(word in str(refused) for word in ("sesame", "5355", "otherwise", "sss"))
