"""The decision table, row by row and then whole."""

from firmware.core import policy
from firmware.core.policy import decide

_FREE = {
    "fault": False,
    "plugged": True,
    "offered_ma": 32_000,
    "override": None,
    "origin": None,
    "link_up": True,
    "down_s": 0,
    "pause_ttl_s": 3_600,
    "schedule": None,
    "clock_valid": True,
    "outage_mode": "charge",
}
_DOWN = {"link_up": False}
_PAUSED = {"override": "pause", "origin": "server"}

# What differs from a car under a server without wishes -> charge, reason. Rows as in the table.
_ROWS = (
    ({"fault": True, "plugged": False}, False, "fault"),
    ({"fault": True, "override": "charge", "origin": "local"}, False, "fault"),
    ({"plugged": False, "offered_ma": 0}, False, "unplugged"),
    ({"plugged": False, "override": "charge", "origin": "local"}, False, "unplugged"),
    ({"offered_ma": 5_999, "override": "charge", "origin": "local"}, False, "limit"),
    ({"offered_ma": 6_000}, True, "unscheduled"),
    ({"override": "pause", "origin": "local"}, False, "paused"),
    (
        {"override": "pause", "origin": "local", "link_up": False, "down_s": 99_999},
        False,
        "paused",
    ),
    (_PAUSED, False, "paused"),
    (dict(_PAUSED, link_up=False, down_s=3_599), False, "paused"),
    (dict(_PAUSED, link_up=False, down_s=3_600), True, "offline"),
    (dict(_PAUSED, link_up=False, down_s=0, pause_ttl_s=0), True, "offline"),
    (dict(_PAUSED, schedule="closed", link_up=False, down_s=3_600), True, "offline"),
    ({"override": "charge", "origin": "server", "schedule": "closed"}, True, "override"),
    ({"override": "charge", "origin": "local", "link_up": False}, True, "override"),
    ({}, True, "unscheduled"),
    (_DOWN, True, "offline"),
    (dict(_DOWN, outage_mode="hold"), True, "offline"),
    ({"schedule": "closed", "clock_valid": False}, True, "no_clock"),
    (dict(_DOWN, schedule="closed", clock_valid=False, outage_mode="hold"), True, "no_clock"),
    (dict(_DOWN, schedule="closed"), True, "offline"),
    (dict(_DOWN, schedule="open"), True, "offline"),
    ({"schedule": "open"}, True, "scheduled"),
    (dict(_DOWN, schedule="open", outage_mode="hold"), True, "scheduled"),
    ({"schedule": "closed"}, False, "waiting"),
    (dict(_DOWN, schedule="closed", outage_mode="hold"), False, "waiting"),
)

_DOMAINS = (
    ("fault", (False, True)),
    ("plugged", (False, True)),
    ("offered_ma", (0, 5_999, 6_000)),
    ("override", (None, "charge", "pause")),
    ("origin", (None, "server", "local")),
    ("link_up", (False, True)),
    ("down_s", (0, 3_600)),
    ("schedule", (None, "open", "closed")),
    ("clock_valid", (False, True)),
    ("outage_mode", ("charge", "hold")),
)


def _everything(given, domains):
    if not domains:
        yield given
        return
    name, values = domains[0]
    for value in values:
        yield from _everything(dict(given, **{name: value}), domains[1:])


def test_each_row_of_the_table_decides_what_it_says():
    for differs, charge, reason in _ROWS:
        assert decide(**dict(_FREE, **differs)) == (charge, reason), differs


def test_a_fault_no_car_or_too_little_current_never_charges():
    for given in _everything(_FREE, _DOMAINS):
        charge, _ = decide(**given)
        if given["fault"] or not given["plugged"] or given["offered_ma"] < 6_000:
            assert not charge, given


def test_every_combination_has_one_of_the_reasons_of_the_table():
    refusing = (policy.FAULT, policy.UNPLUGGED, policy.LIMIT, policy.PAUSED, policy.WAITING)
    granting = (
        policy.OVERRIDE,
        policy.UNSCHEDULED,
        policy.OFFLINE,
        policy.NO_CLOCK,
        policy.SCHEDULED,
    )
    for given in _everything(_FREE, _DOMAINS):
        charge, reason = decide(**given)
        assert reason in (granting if charge else refusing), given


def test_without_the_server_only_a_pause_or_hold_keeps_a_car_from_charging():
    for given in _everything(dict(_FREE, link_up=False), _DOMAINS[3:5] + _DOMAINS[6:9]):
        charge, reason = decide(**given)
        assert charge or reason == "paused", given
