"""The sentence that tells why it charges or does not."""

import pytest

from firmware.core import policy
from firmware.core.ampacity import ORDER
from firmware.services.explain import sentence

_REASONS = [
    value for name, value in vars(policy).items() if name.isupper() and isinstance(value, str)
]


def _state(**differs):
    state = {
        "reason": "unscheduled",
        "fault": None,
        "offered_a": 32,
        "limit_by": "wire",
        "limits": {"board": 48, "wire": 32},
    }
    return {**state, **differs}


def test_a_charge_is_explained_with_its_offer_and_its_limits():
    assert sentence(_state()) == (
        "May charge: the server has set no schedule. Offered: 32 A. "
        "The smallest limit is the wire ampacity (board 48 A, wire 32 A)."
    )


@pytest.mark.parametrize("reason", _REASONS)
def test_every_reason_has_its_words(reason):
    text = sentence(_state(reason=reason))
    assert text.startswith(("May charge: ", "Not charging"))


@pytest.mark.parametrize("reason", _REASONS)
def test_the_words_say_may_charge_exactly_where_the_table_does(reason):
    granting = ("override", "unscheduled", "offline", "no_clock", "scheduled")
    assert sentence(_state(reason=reason)).startswith("May charge") == (reason in granting)


@pytest.mark.parametrize("name", [*ORDER, "wire_unset"])
def test_every_limit_has_its_words(name):
    assert "The smallest limit is the " in sentence(_state(limit_by=name))


def test_a_fault_is_named():
    assert "a fault is active (diode)" in sentence(
        _state(reason="fault", fault={"code": "diode", "since": None})
    )


def test_a_wire_that_is_not_set_tells_how_to_set_it():
    assert "(use: wire <amps>)" in sentence(_state(limit_by="wire_unset"))
