"""Reading and changing data/link.json."""

import json

import pytest

from firmware import link_file
from firmware.link_file import LINK_PATH
from firmware.link_reader import ConfigError

_ID = "a1b2c3"


class Flash:
    """A store of text files that counts its writes; `full`: it refuses them."""

    def __init__(self, text=None):
        self.files = {} if text is None else {LINK_PATH: text}
        self.writes = 0
        self.full = False

    def read(self, path):
        return self.files.get(path)

    def write(self, path, text):
        if self.full:
            raise OSError(28)
        self.writes += 1
        self.files[path] = text

    def set_aside(self, path, aside):
        self.files[aside] = self.files.pop(path)

    @property
    def document(self):
        return json.loads(self.files[LINK_PATH])


# --- reading -------------------------------------------------------------------------------------


def test_a_charger_without_the_file_runs_without_a_link_and_says_so():
    config, trouble = link_file.load(Flash(), _ID)
    assert config.broker_host == "" and config.id == _ID
    assert "data/link.json" in trouble


def test_a_good_file_is_taken_without_a_word():
    flash = Flash('{"id": "garage-1", "broker": {"host": "192.0.2.1"}}')
    config, trouble = link_file.load(flash, _ID)
    assert (config.id, config.broker_host, trouble) == ("garage-1", "192.0.2.1", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"wifi": 3}',
        '{"wifi": {"password": "short"}}',
        '{"broker": {"port": "1883"}}',
        '{"broker": {"tsl": true}}',
        "[" * 4_000,
        " " * 5_000,
    ],
)
def test_a_bad_file_is_no_link_and_says_what_is_wrong(text):
    config, trouble = link_file.load(Flash(text), _ID)
    assert config.broker_host == "" and config.id == _ID
    assert trouble.startswith("data/link.json: ")


def test_i9_what_is_wrong_is_told_without_the_password():
    flash = Flash('{"wifi": {"password": "hush"}, "broker": {"password": 12345678}}')
    _, trouble = link_file.load(flash, _ID)
    assert "hush" not in trouble and "12345678" not in trouble


# --- changing ------------------------------------------------------------------------------------


def test_the_first_change_makes_the_file():
    flash = Flash()
    link_file.change(flash, "broker.host", "192.0.2.1", _ID)
    assert flash.document == {"broker": {"host": "192.0.2.1"}}


def test_a_change_leaves_the_rest_as_it_was():
    flash = Flash('{"id": "garage-1", "wifi": {"ssid": "home", "password": "long enough"}}')
    link_file.change(flash, "wifi.ssid", "yard", _ID)
    link_file.change(flash, "tz", "CET-1CEST,M3.5.0,M10.5.0/3", _ID)
    assert flash.document == {
        "id": "garage-1",
        "wifi": {"ssid": "yard", "password": "long enough"},
        "tz": "CET-1CEST,M3.5.0,M10.5.0/3",
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "a b"),
        ("broker.port", 0),
        ("broker.port", 65_536),
        ("broker.tls", "yes"),
        ("broker.hots", "192.0.2.1"),
        ("brokre.host", "192.0.2.1"),
        ("broker.host.name", "192.0.2.1"),
        ("", "x"),
        (".", "x"),
        ("broker", "192.0.2.1"),
        ("wifi.password", "short"),
    ],
)
def test_a_change_that_is_refused_writes_nothing(path, value):
    text = '{"broker": {"host": "192.0.2.1"}}'
    flash = Flash(text)
    with pytest.raises(ConfigError):
        link_file.change(flash, path, value, _ID)
    assert flash.files == {LINK_PATH: text} and flash.writes == 0


@pytest.mark.parametrize("text", ["{", "", "[]", "7", "null"])
def test_field_14_a_file_that_cannot_be_read_is_replaced_and_kept_aside(text):
    flash = Flash(text)
    assert "data/link.bad.json" in link_file.change(flash, "wifi.ssid", "home", _ID)
    assert flash.document == {"wifi": {"ssid": "home"}}
    assert flash.files["data/link.bad.json"] == text
    assert link_file.change(flash, "wifi.ssid", "yard", _ID) is None
    assert flash.files["data/link.bad.json"] == text


def test_field_14_a_byte_order_mark_is_skipped():
    flash = Flash('\ufeff{"id": "garage-1", "broker": {"host": "192.0.2.1"}}')
    config, trouble = link_file.load(flash, _ID)
    assert (config.id, config.broker_host, trouble) == ("garage-1", "192.0.2.1", None)
    assert link_file.change(flash, "ntp", "time.example", _ID) is None
    assert flash.document["id"] == "garage-1" and len(flash.files) == 1


def test_field_14_a_change_that_is_refused_sets_nothing_aside():
    flash = Flash("{")
    with pytest.raises(ConfigError):
        link_file.change(flash, "broker.port", 0, _ID)
    assert flash.files == {LINK_PATH: "{"}


@pytest.mark.parametrize("section", [3, "x", [], None, True])
def test_a_section_that_is_no_object_is_replaced(section):
    flash = Flash(json.dumps({"wifi": section}))
    link_file.change(flash, "wifi.ssid", "home", _ID)
    assert flash.document == {"wifi": {"ssid": "home"}}


def test_a_flash_that_refuses_says_so_and_keeps_the_old_file():
    flash = Flash("{}")
    flash.full = True
    with pytest.raises(OSError):
        link_file.change(flash, "wifi.ssid", "home", _ID)
    assert flash.files == {LINK_PATH: "{}"}


def test_many_changes_are_one_write():
    flash = Flash('{"id": "garage-1"}')
    changes = {"wifi.ssid": "home", "wifi.password": "long enough", "broker.tls": True}
    assert link_file.change_many(flash, changes, _ID) is None
    assert flash.writes == 1
    assert flash.document == {
        "id": "garage-1",
        "wifi": {"ssid": "home", "password": "long enough"},
        "broker": {"tls": True},
    }


def test_one_wrong_among_many_changes_nothing():
    flash = Flash("{}")
    with pytest.raises(ConfigError) as refusal:
        link_file.change_many(flash, {"wifi.ssid": "home", "broker.port": 0}, _ID)
    assert refusal.value.field == "broker.port"
    assert flash.files == {LINK_PATH: "{}"} and flash.writes == 0


@pytest.mark.parametrize("changes", [{}, {"id": "garage-1"}])
def test_what_changes_nothing_is_not_written(changes):
    flash = Flash('{"id": "garage-1"}')
    assert link_file.change_many(flash, changes, _ID) is None
    assert flash.writes == 0


# --- checking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value"),
    [("wifi.ssid", "home"), ("wifi.password", ""), ("broker.port", 65_535), ("tz", "UTC0")],
)
def test_a_value_that_will_do_is_taken(path, value):
    link_file.check(path, value)


@pytest.mark.parametrize(
    ("path", "value"),
    [("wifi.password", "short"), ("broker.port", 65_536), ("tz", ""), ("broker.hots", "x")],
)
def test_a_value_that_will_not_do_is_told_with_what_would(path, value):
    with pytest.raises(ConfigError) as refusal:
        link_file.check(path, value)
    assert refusal.value.field == path
    assert "short" not in str(refusal.value)
