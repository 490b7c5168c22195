"""I7 in every state of the model; and each of its rules is needed."""

import pytest

from tests.group.model import Rules, search, start

_BROKEN = {
    "silence": 3,
    "silence_after_boot": 3,
    "lease_ends_with_the_word": False,
    "waits_for_acknowledgement": False,
    "waits_for_the_car": False,
    "one_holder": False,
    "gives_back_with_care": False,
    "reserves_the_silent": False,
    "word_covers_what_is_raised": False,
}


@pytest.mark.parametrize(
    ("takers", "at_least"), [(1, 60_000), (2, 3_000)], ids=["one seat", "two seats"]
)
def test_i7_holds_in_every_state(takers, at_least, record_property, capsys):
    states, way = search(start(takers), Rules())
    with capsys.disabled():
        print(f"\n  load group model, {takers} seat(s): {states} states visited")
    record_property("states", states)
    assert way == []
    assert states >= at_least


@pytest.mark.parametrize("rule", _BROKEN)
def test_without_this_rule_there_is_a_way_to_break_it(rule):
    rules = Rules(**{rule: _BROKEN[rule]})
    assert any(search(start(takers), rules)[1] for takers in (2, 1))


def test_every_rule_is_broken_once():
    assert set(_BROKEN) == set(Rules._fields)
