"""A schedule's JSON read in pieces. Runs on MicroPython, too."""

import json

from firmware.core.tou import ScheduleError, parse
from firmware.core.tou.reader import Reader

SCHEDULE = {
    "version": 7,
    "tz": "PST8PDT,M3.2.0,M11.1.0",
    "default": "deny",
    "rules": [
        {"days": "mon-fri", "season": ["10-01", "05-31"], "start": "23:00", "end": "07:00"},
        {"days": "sun", "start": "00:00", "end": "24:00", "amps": 16.5},
    ],
    "holidays": ["2026-12-25", "2028-02-29"],
    "slots": [{"from": 1795000000, "to": 1795007200, "amps": 16}],
    "valid_until": 1796000000,
}
LEAST = '"version": 1, "tz": "UTC0", "default": "deny"'
NOT_JSON = "not JSON"


def outcome(payload, sizes=(1,)):
    """(bytes of the schedule, None of `null`, its field and text when refused, or NOT_JSON; mark),
    fed in pieces of `sizes` in turn."""
    reader = Reader(json.loads)
    at = turn = 0
    try:
        while at < len(payload):
            size = sizes[turn % len(sizes)]
            reader.feed(payload[at : at + size])
            at += size
            turn += 1
        schedule = reader.schedule()
    except ScheduleError as error:
        return (error.field, str(error)), reader.mark
    except ValueError:
        return NOT_JSON, None
    return schedule and bytes(schedule.packed), reader.mark


def read(text):
    return outcome(text.encode())[0]


def field(text):
    return read(text)[0]


def packed(message):
    return bytes(parse(message).packed)


# --- taken ---------------------------------------------------------------------------------------


def test_in_pieces_of_any_size_it_is_the_same_schedule():
    payload = json.dumps(SCHEDULE).encode()
    for size in range(1, len(payload) + 1):
        assert outcome(payload, (size,)) == (packed(SCHEDULE), None)


def test_the_largest_schedule_is_taken():
    rule = {"days": "mon-sun,hol", "season": ["01-01", "12-31"], "start": "00:00", "end": "24:00"}
    slots = [{"from": n, "to": n + 60, "amps": 80} for n in range(48)]
    holidays = ["2027-01-30"] * 30
    message = dict(SCHEDULE, rules=[dict(rule, amps=80)] * 16, slots=slots, holidays=holidays)
    assert outcome(json.dumps(message).encode(), (64,)) == (packed(message), None)


def test_fields_come_in_any_order():
    for last in SCHEDULE:
        text = ", ".join(
            json.dumps(key) + ":" + json.dumps(SCHEDULE[key])
            for key in sorted(SCHEDULE, key=lambda key: (key == last, key))
        )
        assert read("{" + text + "}") == packed(SCHEDULE)


def test_blanks_count_only_between_quotes():
    text = json.dumps(SCHEDULE)
    for sign in ("{", "}", "[", "]", ", ", ": "):
        text = text.replace(sign, "\n\t\r  " + sign + " " * 600)
    assert read("\n" + text + "\n") == packed(SCHEDULE)
    assert field('{"version ": 1}') == "version "


def test_escapes_and_signs_between_quotes_are_text():
    text = '{"\\u0076ersion": 1, "tz": "UT\\u00430", "default": "\\u0064eny"}'
    assert read(text) == packed({"version": 1, "tz": "UTC0", "default": "deny"})
    for strange in ("a\\\\", '\\"', '\\\\\\"}],:', "{[", "}]", ":,"):
        assert field("{" + LEAST + ', "rules": [{"days": "' + strange + '"}]}') == "rules[0].start"
        assert field("{" + LEAST + ', "' + strange + '": 1}') == json.loads('"' + strange + '"')


def test_lists_may_be_empty():
    text = "{" + LEAST + ', "rules": [], "slots": [ ], "holidays":[]}'
    assert read(text) == packed({"version": 1, "tz": "UTC0", "default": "deny"})


def test_null_is_no_schedule():
    assert outcome(b" null\n") == (None, None)


# --- the sender's mark ---------------------------------------------------------------------------


def test_an_id_is_the_sender_s_mark_wherever_it_stands():
    for text in ('{"id": "m-1", ' + LEAST + "}", "{" + LEAST + ', "id": "m-1"}'):
        assert outcome(text.encode()) == (packed(json.loads("{" + LEAST + "}")), "m-1")
    for text in ('{"id": "m-1", "x": 1}', '{"x": 1, "y": [1], "id": "m-1"}'):
        assert outcome(text.encode()) == (
            (
                "x",
                "x: unknown; expected version, tz, default, rules, holidays, slots, valid_until",
            ),
            "m-1",
        )


def test_an_id_elsewhere_is_an_unknown_field():
    assert field('{"rules": [{"id": 1}]}') == "rules[0].id"


# --- refused -------------------------------------------------------------------------------------


def test_what_is_no_object_is_refused_as_a_whole():
    for text in ("7", "[]", "[{}, 1]", '"{}"', "true", "[" + "1," * 400 + "1]"):
        assert read(text) == ("", "schedule: expected an object")


def test_a_field_named_twice_is_refused():
    for twice in ('"version": 1', '"rules": []', '"default": "deny"'):
        text = "{" + LEAST + ', "rules": [], ' + twice + "}"
        assert field(text) == twice.split('"')[1]


def test_an_item_is_refused_by_its_place():
    rule = '{"days": "mon", "start": "00:00", "end": "07:00"}'
    rules = ", ".join([rule] * 2 + [rule.replace("07:00", "25:00")] * 2)
    assert field("{" + LEAST + ', "rules": [' + rules + "]}") == "rules[2].end"
    assert field("{" + LEAST + ', "rules": [' + ",".join([rule] * 17) + "]}") == "rules"


def test_a_list_that_is_none_is_refused():
    for value in ("7", "{}", "null", '"[]"'):
        assert field("{" + LEAST + ', "slots": ' + value + "}") == "slots"


def test_a_missing_field_is_named_at_the_end():
    assert read("{}") == ("version", "version: missing")
    assert field('{"version": 1, "tz": "UTC0"}') == "default"


def test_a_value_of_more_than_512_bytes_is_refused_and_nothing_of_it_kept():
    long = '"' + "x" * 511 + '"'
    assert read('{"tz": ' + long + "}") == ("tz", "tz: longer than 512 bytes")
    assert read('{"slots": [' + long + "]}") == ("slots[0]", "slots[0]: longer than 512 bytes")
    assert field("{" + long + ": 1}") == ""
    assert read('{"tz": ' + long.replace("xx", "x", 1) + "}")[0] == "tz"
    deep = "[" * 300 + "]" * 300
    assert field('{"holidays": [' + deep + "]}") == "holidays[0]"


def test_behind_what_is_wrong_the_rest_must_still_be_json():
    assert read('{"x": 1, "y": nul}') == NOT_JSON
    assert read('{"x": 1, "y": 2') == NOT_JSON


def test_what_is_cut_short_is_no_json():
    payload = json.dumps(dict(SCHEDULE, id="m-1")).encode()
    for size in range(1, len(payload)):
        assert outcome(payload[:size], (7, 1)) == (NOT_JSON, None)


def test_what_is_no_json_is_refused():
    least = "{" + LEAST
    for text in (
        ["", " ", "{", "}", "{]", "nul", "1 2", '{"version": 1]', least + "}}", "{,}", "{:1}"]
        + [least + ",}", '{"version"}', '{"version",}', '{"version": 1: 2}', '{"version": }']
        + ['{"rules": [,]}', '{"rules": [}', '{"rules": [1:2]}', '{"rules": [] 1}']
        + ['{"rules": []: 1}', '{"rules": []]}', '{"rules": [1}]}', '{"rules": 1}]']
        + [least + "} x", least + "}, ", least + "}" + least + "}", '{"version": 1 2}']
        + ["{1: 2}", "{[]: 2}", '"version": 1', "{'version': 1}"]
    ):
        assert read(text) == NOT_JSON, text


def test_bytes_that_are_no_utf_8_are_no_json():
    for octets in (b"\xff", b'{"version\xff": 1}', b'{"tz": "\xc3"}', b"\xef\xbb\xbf{}"):
        assert outcome(octets)[0] == NOT_JSON, octets
