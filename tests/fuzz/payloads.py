"""Commands as a stranger, a broken server or a clumsy owner might send them.

Most are good ones with something of their JSON exchanged for something odd, the others have their
bytes made wrong. Nobody here knows the installer's PIN.
"""

import copy
import json
from typing import Any

from tests.fuzz.mutation import mutated

NAMES = ("tou", "limit", "override", "wire", "group", "config", "time")
WRONG_PIN = "271828182845"
KEY = "k3y-of-the-garage"

_RULE = {"days": "mon-fri,hol", "season": ["10-01", "05-31"], "start": "23:00", "end": "07:00"}
_SLOT = {"from": 1_795_000_000, "to": 1_795_007_200, "amps": 16}
_SCHEDULE = {
    "version": 7,
    "tz": "PST8PDT,M3.2.0,M11.1.0",
    "default": "deny",
    "rules": [_RULE, dict(_RULE, days="sat,sun", amps=12.5)],
    "holidays": ["2026-12-25"],
    "slots": [_SLOT],
    "valid_until": 1_796_000_000,
}
_GROUP = {"id": "garage", "amps": 40, "members": 2, "key": KEY, "pin": WRONG_PIN}
GOOD = {
    "tou": [_SCHEDULE, _SCHEDULE, {"version": 1, "tz": "UTC0", "default": "allow"}, None],
    "limit": [16, {"amps": 16}, {"amps": 5, "id": "a"}, 0, None],
    "override": ["charge", "pause", {"override": "auto", "id": 7}],
    "wire": [{"amps": 32}, {"amps": 48, "pin": WRONG_PIN}, {"amps": 10}, {"amps": 80}],
    "group": [
        *(_GROUP, dict(_GROUP, amps=80), dict(_GROUP, key="k")),
        *(
            {"id": None},
            {"id": None, "pin": WRONG_PIN},
            {"id": "garage", "amps": 40, "members": 2},
        ),
    ],
    "config": [
        {"offline_amps": 16, "link_timeout_s": 300, "pause_ttl_s": 60},
        {"outage_mode": "hold", "start_delay_max_s": 9, "boot_wait_s": 31},
        {"wake_up": True},
    ],
    "time": [{"epoch": 1_795_435_200}],
}
_NAMES_NOBODY_HAS = ("", "?", "reboot", "contactor", "pin", "faults", "tou/x")

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 5, 6, 7, 48, 81, 1 << 30, 1 << 31, 1 << 64, -(1 << 40)),
    *(0.0, -0.0, 6.04, 31.999999, 1e9, 1e308, -1e-300, float("inf"), float("-inf"), float("nan")),
    *("", "6", "16", "charge", "null", "\x00", "\ud800", "é" * 20, "9" * 400, WRONG_PIN, KEY),
    *([], {}, [[]], [[[[[[[[]]]]]]]], {"amps": {"amps": 16}}, {"": ""}, [1] * 60, ["10-01"] * 3),
)


def payload(chance):
    """-> (name, bytes, retained, secure)"""
    name = chance.choice(NAMES)
    value = copy.deepcopy(chance.choice(GOOD[name]))
    if chance.random() < 0.7:
        octets = _text(_odd(chance, value))
    else:
        octets = mutated(chance, _text(value))
    if chance.random() < 0.1:
        name = chance.choice((*NAMES, *_NAMES_NOBODY_HAS))
    return name, octets, chance.random() < 0.1, chance.random() < 0.5


def _text(value):
    if value is None:
        return b""
    if value in ("charge", "pause", "auto"):
        return value.encode()
    return json.dumps(value).encode("utf-8", "surrogatepass")


# Up to three times a place in the document is exchanged, dropped, doubled or named otherwise.
def _odd(chance, value):
    for _ in range(chance.randrange(4)):
        value = _exchange(chance, value)
    return value


def _exchange(chance, value):
    if isinstance(value, dict) and value and chance.random() < 0.95:
        return _exchange_in_dict(chance, dict(value))
    if isinstance(value, list) and value and chance.random() < 0.95:
        at = chance.randrange(len(value))
        return [*value[:at], _exchange(chance, value[at]), *value[at + chance.randrange(2) :]]
    return copy.deepcopy(chance.choice(_ODD))


def _exchange_in_dict(chance, value):
    key = chance.choice(sorted(value))
    what = chance.random()
    if what < 0.1:
        del value[key]
    elif what < 0.2:
        value[chance.choice(("id", "pin", "key", "amp", "amps ", "x" * 200))] = value[key]
    else:
        value[key] = _exchange(chance, value[key])
    return value
