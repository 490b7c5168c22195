"""Schedules that are refused, whole and with the path of the field."""

import copy

import pytest

from firmware.core.tou import ScheduleError, parse

_PACIFIC = "PST8PDT,M3.2.0,M11.1.0"
_RULE = {"days": "mon-fri", "season": ["10-01", "05-31"], "start": "23:00", "end": "07:00"}
_MESSAGE = {
    "version": 7,
    "tz": _PACIFIC,
    "default": "deny",
    "rules": [{**_RULE, "amps": 32}, {"days": "sun", "start": "00:00", "end": "24:00"}],
    "holidays": ["2026-12-25", "2028-02-29"],
    "slots": [{"from": 1795000000, "to": 1795007200, "amps": 16}],
    "valid_until": 1796000000,
}
_TYPES = [None, True, False, -1, 0.5, float("nan"), float("inf"), "", "x", "é", [], {}, [[]]]
_TYPES += [["mon"], {"a": 1}, b"mon", 10**400, -(10**400), "1" * 70, "00:0٣", "٣", "-1:00"]


def _paths(value, path=()):
    """The way to every value inside the message."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from _paths(child, (*path, key))


def _changed(path, value):
    message = copy.deepcopy(_MESSAGE)
    target = message
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return message


def _text(path):
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.lstrip(".")


def _refusal(message):
    """The field of the refusal, or None where the message is accepted."""
    try:
        parse(message)
    except ScheduleError as error:
        assert str(error).startswith(error.field or "schedule")
        return error.field
    return None


def test_the_message_of_the_specification_is_accepted():
    plan = parse(_MESSAGE)
    assert plan.version == 7
    assert plan.at(1795000000)[:2] == (True, 16)


@pytest.mark.parametrize("path", list(_paths(_MESSAGE)), ids=_text)
def test_a_field_of_a_strange_type_is_refused_by_its_path_or_harmless(path):
    for value in _TYPES:
        field = _refusal(_changed(path, value))
        at_or_below = field is None or field.startswith(_text(path).split(".season[")[0])
        other_end = _text(path).endswith("from") and field == "slots[0].to"
        assert at_or_below or other_end, (value, field)


@pytest.mark.parametrize("obj", [None, True, 3, 1.5, "", "{}", [], [{}], b"", ()])
def test_what_is_no_object_is_refused_as_a_whole(obj):
    assert _refusal(obj) == ""


@pytest.mark.parametrize("key", ["version", "tz", "default"])
def test_a_required_field_must_be_there(key):
    message = {name: value for name, value in _MESSAGE.items() if name != key}
    assert _refusal(message) == key


def test_the_optional_fields_may_be_absent():
    assert _refusal({"version": 0, "tz": "UTC0", "default": "deny"}) is None


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("rule",), "rule"),
        (("rules", 1, "amp"), "rules[1].amp"),
        (("rules", 0, "Days"), "rules[0].Days"),
        (("slots", 0, "start"), "slots[0].start"),
        ((3,), "3"),
    ],
)
def test_an_unknown_key_is_refused_everywhere(path, field):
    assert _refusal(_changed(path, 16)) == field


@pytest.mark.parametrize(
    ("key", "length_max", "item"),
    [
        ("rules", 16, _RULE),
        ("slots", 48, {"from": 1, "to": 2}),
        ("holidays", 30, "2026-12-25"),
    ],
)
def test_a_list_may_be_full_but_not_overfull(key, length_max, item):
    assert _refusal({**_MESSAGE, key: [item] * length_max}) is None
    assert _refusal({**_MESSAGE, key: [item] * (length_max + 1)}) == key


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("version", [0, -1, 2**63 - 1], [2**63, 7.0, True, "7", None]),
        ("default", ["allow", "deny"], ["Allow", "", None, True, ["deny"]]),
        ("valid_until", [0, 253402300799], [-1, 253402300800, 1.8e9, True, None]),
        (
            "rules.0.start",
            ["00:00", "23:59"],
            ["24:00", "07:60", "7:00", "0700", "07:00 ", "+7:00"],
        ),
        (
            "rules.0.end",
            ["00:00", "24:00"],
            ["24:01", "23:00", "25:00", "07:a5", "a7:00", "07-00", " 7:00", "07:0"],
        ),
        ("rules.0.amps", [0, 0.0, 6, 6.5, 80], [5.9, 80.1, -6, 1, True, "16", None, float("nan")]),
        (
            "rules.0.days",
            ["mon", "sun-sat", "hol"],
            ["", "mon,", "Mon", "mon, tue", "mon-", "-mon", "hol-mon", "mon-tue-wed", "mon--tue"],
        ),
        (
            "rules.0.season",
            [["01-01", "12-31"], ["02-29", "02-29"]],
            [["02-30", "03-01"], ["1-01", "02-01"], ["00-10", "02-01"], ["01-00", "02-01"]]
            + [["01-01"], ["01-01", "02-01", "03-01"], "01-01", ["01-01", 201], None],
        ),
        (
            "holidays.0",
            ["2028-02-29", "0000-01-01", "9999-12-31"],
            ["2027-02-29", "2026-13-01", "2026-00-01", "2026-12-32", "26-12-25", "2026/12/25"]
            + ["2026-1-05", "+026-12-25", 20261225, None, ["2026-12-25"]],
        ),
        ("slots.0.from", [0, 1795007199], [-1, 1.79e9, True, "0", None]),
        ("slots.0.to", [1795000001], [True, 1.8e9, None, 253402300800]),
        ("slots.0.amps", [0, 6, 80], [5, 81, False, None]),
        ("tz", ["UTC0", _PACIFIC], ["UTC", "PST8PDT", "PST8PDT,J60,J300", "", None, 0, ["UTC0"]]),
    ],
)
def test_each_field_is_held_to_its_bounds(path, good, bad):
    keys = tuple(int(key) if key.isdigit() else key for key in path.split("."))
    assert [value for value in good if _refusal(_changed(keys, value)) is not None] == []
    assert [value for value in bad if _refusal(_changed(keys, value)) != _text(keys)] == []


@pytest.mark.parametrize("end", [1795000000, 1794999999])
def test_a_slot_must_end_after_it_starts(end):
    assert _refusal(_changed(("slots", 0, "to"), end)) == "slots[0].to"


def test_a_refusal_tells_the_user_what_is_expected():
    with pytest.raises(ScheduleError, match=r"^rules\[0\].start: expected HH:MM from 00:00 to 23"):
        parse(_changed(("rules", 0, "start"), "24:00"))
    with pytest.raises(ScheduleError, match="^rules.0..amp: unknown; expected days, start, end"):
        parse(_changed(("rules", 0, "amp"), 16))
    with pytest.raises(ScheduleError, match="^tz: expected a POSIX TZ string such as PST8PDT,M3"):
        parse(_changed(("tz",), "America/Los_Angeles"))
