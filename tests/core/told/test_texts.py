"""What a refusal says, word for word: it is all that the sender gets to mend the order by."""

from firmware.core import tou
from firmware.core.refusal import Refusal
from tests.core.rig import CLOSED_TILL_23, Rig

_WINDOW = {"days": "mon", "start": "07:00", "end": "09:00"}
_EXAMPLE = "tz: expected a POSIX TZ string such as PST8PDT,M3.2.0,M11.1.0: "

_ORDERS = (
    (
        "colour",
        7,
        ("", "no such command: config group limit override time tou wire"),
    ),
    ("override", "stop", ("override", "charge, pause or auto")),
    ("override", {"kind": "charge"}, ("kind", "unknown field")),
    ("limit", {}, ("amps", "is missing")),
    ("limit", "16 mA", ("amps", "amps from 0 to 80")),
    ("wire", {"amps": 6.55}, ("amps", "amps with at most one decimal")),
    ("wire", 16, ("", "a JSON object with amps pin")),
    ("wire", {"amps": 5}, ("amps", "amps from 6 to 80")),
    ("wire", {"amps": 49}, ("amps", "6 to 48 A, the board's rating")),
    ("group", 16, ("", "a JSON object with id amps members key pin join")),
    (
        "group",
        {"id": "g", "amps": 40, "members": 0},
        ("members", "how many chargers share the circuit: 1 or more"),
    ),
    ("time", {"epoch": 7}, ("epoch", "Unix seconds, from 2026 on")),
    (
        "config",
        7,
        (
            "",
            "a JSON object with link_timeout_s pause_ttl_s start_delay_max_s boot_wait_s"
            " outage_mode wake_up state_f offline_amps pin",
        ),
    ),
)

_BY_NETWORK = "no installer PIN is set: do it at the serial console"

# Changes of a good schedule, and what is said of them.
_SCHEDULES = (
    ({"colour": 7}, "colour: unknown; expected version, tz, default, rules, holidays, slots, "),
    ({"version": 1.5}, "version: expected an integer of at most 64 bits"),
    ({"default": "maybe"}, "default: expected allow or deny"),
    ({"valid_until": -1}, "valid_until: expected whole Unix seconds"),
    ({"rules": 7}, "rules: expected a list of at most 16"),
    ({"holidays": ["2026-02-29"]}, "holidays[0]: expected a date that exists, YYYY-MM-DD"),
    ({"holidays": [[]]}, "holidays[0]: expected a date that exists, YYYY-MM-DD"),
    ({"slots": [7]}, "slots[0]: expected an object"),
    ({"slots": [{"from": 7}]}, "slots[0].to: missing"),
    ({"slots": [{"from": 7, "to": 7}]}, "slots[0].to: expected a time after from"),
    ({"tz": 7}, _EXAMPLE + "expected a text of at most 64 characters"),
    (
        {"tz": "AB1"},
        _EXAMPLE + "expected a zone name of 3 letters or more, or <...> at character 3",
    ),
    ({"tz": "ABC"}, _EXAMPLE + "expected a number from 0 to 24 at character 4"),
    ({"tz": "ABC1:60"}, _EXAMPLE + "expected a number from 0 to 59 at character 8"),
    ({"tz": "ABC1:00:60"}, _EXAMPLE + "expected a number from 0 to 59 at character 11"),
    (
        {"tz": "<ABC1"},
        _EXAMPLE + "expected a zone name of 3 letters or more, or <...> at character 6",
    ),
    ({"tz": "ABC1DEF,J1"}, _EXAMPLE + "expected ,M at character 8"),
    ({"tz": "ABC1DEF,M13.1.0"}, _EXAMPLE + "expected a number from 1 to 12 at character 12"),
    ({"tz": "ABC1DEF,M3.6.0"}, _EXAMPLE + "expected a number from 1 to 5 at character 13"),
    ({"tz": "ABC1DEF,M3.2.7"}, _EXAMPLE + "expected a number from 0 to 6 at character 15"),
    ({"tz": "ABC1DEF,M3.2.0,M4.1.0x"}, _EXAMPLE + "expected the end at character 22"),
)

# The same of one rule.
_RULES = (
    ({"days": "mun"}, "rules[0].days: expected days such as mon-fri,sun,hol"),
    ({"start": "24:00"}, "rules[0].start: expected HH:MM from 00:00 to 23:59"),
    ({"end": "24:01"}, "rules[0].end: expected HH:MM from 00:00 to 24:00"),
    ({"end": "07:00"}, "rules[0].end: expected another time than the start"),
    ({"amps": 5}, "rules[0].amps: expected 0 (closed) or 6 to 80 A"),
    ({"season": 7}, 'rules[0].season: expected ["MM-DD", "MM-DD"], both included'),
)


def _answer(function, *arguments):
    try:
        function(*arguments)
    except Refusal as refusal:
        return refusal.field, str(refusal)
    return "accepted"


def test_every_order_that_is_refused_tells_field_and_what_is_accepted():
    rig = Rig()
    for name, value, wanted in _ORDERS:
        assert _answer(rig.commands.execute, name, value, "local") == wanted


def test_what_needs_a_pin_says_where_it_can_be_done():
    rig = Rig()
    group = {"id": "g", "amps": 40, "members": 2}
    for name, value in (("wire", {"amps": 48}), ("group", group)):
        assert _answer(rig.commands.execute, name, value, "server") == ("pin", _BY_NETWORK)


def test_every_schedule_that_is_refused_tells_path_and_what_is_accepted():
    for change, wanted in _SCHEDULES:
        schedule = dict(CLOSED_TILL_23)
        schedule.update(change)
        field, text = _answer(tou.parse, schedule)
        assert text.startswith(wanted), text
        assert field == wanted.split(":")[0]


def test_every_rule_that_is_refused_tells_path_and_what_is_accepted():
    for change, wanted in _RULES:
        rule = dict(_WINDOW)
        rule.update(change)
        schedule = dict(CLOSED_TILL_23)
        schedule["rules"] = [rule]
        field, text = _answer(tou.parse, schedule)
        assert (field, text) == (wanted.split(":")[0], wanted)


def test_what_is_no_schedule_at_all_is_said_of_the_whole():
    assert _answer(tou.parse, 7) == ("", "schedule: expected an object")
