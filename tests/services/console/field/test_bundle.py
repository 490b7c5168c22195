"""The diagnostics bundle: what is in it, one section at a time, whatever else is broken."""

import io
import json
from contextlib import redirect_stdout

import pytest

from firmware.services.console.commission import record
from firmware.services.console.field import bundle
from tests.services.console.field.parts import CHIP_ID, NOON, Parts

_SECTIONS = (
    *(
        "versions",
        "settings",
        "link",
        "state",
        "limits",
        "faults",
        "log",
        "security",
        "sessions",
        "group",
    ),
    *("contactor", "commissioning", "resets", "memory", "traces", "black_box"),
)


@pytest.fixture
def parts():
    return Parts()


def _whole(parts):
    return json.loads("".join(bundle.pieces(parts)))


def test_it_is_one_json_object_with_every_section_in_order(parts):
    assert tuple(_whole(parts)) == _SECTIONS


def test_printed_for_the_pc_each_section_is_a_line(parts):
    paper = io.StringIO()
    with redirect_stdout(paper):
        bundle.print_lines(parts)
    lines = [json.loads(line) for line in paper.getvalue().splitlines()]
    assert tuple(line["name"] for line in lines) == _SECTIONS
    assert {line["name"]: line["document"] for line in lines} == _whole(parts)


def test_it_tells_who_it_is_of_and_when(parts):
    versions = _whole(parts)["versions"]
    assert versions["chip"] == CHIP_ID and versions["board_a"] == 48
    assert versions["epoch"] == NOON + versions["uptime_s"]


def test_a_fault_and_what_led_to_it_are_in_it(parts):
    parts.charge()
    parts.rig.board.earth = False
    parts.rig.advance_ms(100)
    parts.black_box.take(parts.control.burst, parts.charger, parts.clock.ticks_ms())
    whole = _whole(parts)
    assert whole["faults"]["active"] == "ground_lost" and whole["faults"]["raised"]
    assert [entry[1] for entry in whole["log"]][-1] == "fault"
    assert whole["state"]["fault"]["code"] == "ground_lost"
    assert whole["black_box"][1].startswith("ms_before_end,")
    assert whole["black_box"][-1].endswith("ground_lost")


def test_long_sections_come_item_by_item(parts):
    for number in range(64):
        parts.journal.note("note", str(number) * 40)
    longest = max(len(piece) for piece in bundle.pieces(parts))
    assert longest < 1_200
    assert len(_whole(parts)["log"]) == 64


def test_a_charger_nobody_commissioned_has_no_record(parts):
    assert _whole(parts)["commissioning"] is None


def test_a_record_comes_with_whether_it_is_as_it_was_made(parts):
    record.write(parts, record.sealed({"installer": "Ann"}))
    assert _whole(parts)["commissioning"]["crc_holds"] is True
    parts.store.files[record.PATH] = parts.store.files[record.PATH].replace("Ann", "Bob")
    kept = _whole(parts)["commissioning"]
    assert kept["crc_holds"] is False and kept["record"]["installer"] == "Bob"


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_a_record_that_cannot_be_read_is_told_as_such(parts, text):
    parts.store.files[record.PATH] = text
    assert _whole(parts)["commissioning"] == {"record": None, "crc_holds": False}


def test_a_section_that_fails_does_not_take_the_others_with_it(parts):
    parts.logbook.told = None
    del parts.board
    whole = _whole(parts)
    assert whole["sessions"] == {"error": "TypeError"}
    assert whole["black_box"] == {"error": "AttributeError"}
    assert tuple(whole) == _SECTIONS


def test_i9_of_secrets_it_says_only_whether_they_are_set():
    link = {
        "wifi": {"ssid": "home", "password": "w1f1secret"},
        "broker": {"password": "br0ker", "psk": "5ec4" * 16},
    }
    parts = Parts(json.dumps(link))
    group = {"id": "garage", "ma": 40_000, "members": 2, "key": "gr0up-key-secret"}
    parts.rig.settings.change({"pin": "salt$hash", "group": group})
    parts.rig.settings.foreign = {"future_token": "t0ken"}
    text = "".join(bundle.pieces(parts))
    for secret in ("w1f1secret", "br0ker", "5ec4", "gr0up-key-secret", "salt$hash", "t0ken"):
        assert secret not in text, secret
    settings = json.loads(text)["settings"]
    assert settings["pin"] == "set" and settings["group"]["key"] == "set"
    assert settings["foreign"] == ["future_token"]


# --- the record's own form -----------------------------------------------------------------------


def test_the_records_text_is_what_any_sorting_json_writer_makes_of_it():
    sealed = record.sealed({"b": [1, {"z": None, "a": True}], "a": 'x"\\', "tests": {}})
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"))
    assert record.canonical(sealed) == text


def test_the_crc_is_that_of_the_text_without_it():
    import zlib

    sealed = record.sealed({"wire_ma": 32_000, "installer": "Ann"})
    rest = {name: value for name, value in sealed.items() if name != "crc"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    assert sealed["crc"] == f"{zlib.crc32(text.encode()):08x}"


def test_whatever_is_changed_in_it_is_noticed():
    sealed = record.sealed({"wire_ma": 32_000, "installer": "Ann"})
    assert record.holds(sealed)
    assert not record.holds({**sealed, "wire_ma": 40_000})
    assert not record.holds({**sealed, "extra": 1})
    assert not record.holds({"wire_ma": 32_000, "installer": "Ann"})


def test_nothing_is_written_while_charging(parts):
    parts.charge()
    with pytest.raises(ValueError, match="not while charging"):
        record.write(parts, record.sealed({}))
    assert parts.store.writes == []
