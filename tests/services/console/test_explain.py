"""The sentence that tells why it charges or does not."""

import pytest

from firmware.core import policy
from firmware.core.ampacity import ORDER
from firmware.core.protection.faults import FAULTS
from firmware.services.console.explain import date, sentence, span

NOON = 1_795_435_200  # 2026-11-23 12:00 UTC
_HOUR_S = 3_600
_GRANTING = ("override", "unscheduled", "offline", "no_clock", "scheduled")
_REASONS = [
    value for name, value in vars(policy).items() if name.isupper() and isinstance(value, str)
]


def _state(**differs):
    state = {
        "pilot": "C2",
        "charging": False,
        "reason": "unscheduled",
        "fault": None,
        "offered_a": 32,
        "limit_by": "wire",
        "limits": {"wire": 32, "board": 48},
        "override": "auto",
        "full": False,
        "trouble": None,
    }
    return {**state, **differs}


def _fault(code="ground_fault", latched=False):
    return {"code": code, "since": None, "retry_at": None, "latched": latched}


def test_a_charge_is_explained_with_its_offer_and_its_limits():
    assert sentence(_state(charging=True)) == (
        "Charging: the server has set no schedule; offered: 32 A; "
        "what binds is the wire ampacity (in A: board 48, wire 32)."
    )


@pytest.mark.parametrize("reason", _REASONS)
@pytest.mark.parametrize("now, ends_s", [(None, None), (None, 60), (NOON, 60)])
def test_every_reason_has_its_words_in_one_sentence(reason, now, ends_s):
    text = sentence(_state(reason=reason, charging=reason in _GRANTING), now, ends_s)
    assert text.startswith(("Charging: ", "Not charging: "))
    assert text.count(". ") == 0 and text.endswith(".") and "@" not in text


@pytest.mark.parametrize("reason", _REASONS)
def test_the_words_say_charging_or_may_exactly_where_the_table_does(reason):
    text = sentence(_state(reason=reason))
    assert text.startswith("May charge") == (reason in _GRANTING)


@pytest.mark.parametrize("name", [*ORDER, "wire_unset", "none"])
def test_every_limit_has_its_words(name):
    assert "what binds is " in sentence(_state(limit_by=name))


def test_the_limits_stand_in_the_order_in_which_ties_go():
    limits = {name: 10 for name in reversed(ORDER)}
    chain = ", ".join(f"{name} 10" for name in ORDER)
    assert chain in sentence(_state(limits=limits))


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_named_and_told_in_words(code):
    text = sentence(_state(reason="fault", fault=_fault(code)))
    assert text.startswith(f"Not charging: fault {code}, ")


@pytest.mark.parametrize(
    "fault, ends_s, words",
    [
        (_fault(), 840, "tries again in 14 min if the cause is gone"),
        (_fault(), None, "tries again by itself"),
        (_fault(latched=True), None, "ends when the car is unplugged"),
        (_fault("welded", latched=True), None, "then type `faults clear`"),
    ],
)
def test_a_fault_says_how_it_ends(fault, ends_s, words):
    assert words in sentence(_state(reason="fault", fault=fault), None, ends_s)


@pytest.mark.parametrize(
    "now, ends_s, words",
    [
        (NOON, 11 * _HOUR_S, "opens 2026-11-23 23:00 UTC, in 11 h 0 min"),
        (NOON, None, "opens at a time more than 8 days away"),
    ],
)
def test_a_wait_says_when_the_schedule_opens(now, ends_s, words):
    assert words in sentence(_state(reason="waiting"), now, ends_s)


def test_a_pause_by_the_last_limit_of_a_lost_server_is_no_override():
    assert "its limit was less than 6 A" in sentence(_state(reason="paused"))
    assert "paused by an override" in sentence(_state(reason="paused", override="pause"))


def test_an_override_that_cannot_help_is_mentioned():
    assert "; override charge is set." in sentence(_state(reason="limit", override="charge"))
    assert "is set." not in sentence(_state(reason="override", override="charge"))


@pytest.mark.parametrize(
    "differs, words",
    [
        ({"pilot": "B2"}, "the car does not ask for power"),
        ({"pilot": "B2", "full": True}, "the car has had enough"),
        ({"pilot": "B1"}, "the pilot rests"),
        ({"pilot": "C2"}, ", but it rains"),
    ],
)
def test_a_car_that_may_charge_and_does_not_is_explained(differs, words):
    text = sentence(_state(**differs), missing="it rains")
    assert text.startswith("May charge: ") and words in text


def test_a_wire_that_is_not_set_tells_how_to_set_it():
    assert "(type `wire <amps>`)" in sentence(_state(limit_by="wire_unset"))


@pytest.mark.parametrize(
    "seconds, words",
    [
        *((-5, "0 s"), (119, "119 s"), (120, "2 min"), (121, "3 min"), (3_599, "60 min")),
        *(
            (3_600, "1 h 0 min"),
            (3_601, "1 h 1 min"),
            (172_799, "2 d 0 h"),
            (90_000, "25 h 0 min"),
        ),
    ],
)
def test_spans_are_told_in_two_units_at_most_and_rounded_up(seconds, words):
    assert span(seconds) == words


def test_a_date_is_told_in_utc():
    assert date(NOON + 61) == "2026-11-23 12:01 UTC"


def test_what_it_does_without_is_told():
    told = sentence(_state(charging=True, reason="offline", trouble="no link, for want of memory"))
    assert told.endswith("(in A: board 48, wire 32); trouble: no link, for want of memory.")
