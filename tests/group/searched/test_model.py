"""I7 in every state of the model; and each of its rules is needed."""

import pytest

from tests.group.searched import copied
from tests.group.searched.model import Rules, drawn, following, search, start

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
    "answers_no_new_boot": False,
    "counts_the_boot_before": False,
}
_SEARCHES = {
    "two seats": (start(2), drawn, following),
    "one seat": (start(1), drawn, following),
    "two takers of one id": (copied.Takers(), copied.takers_draw, copied.after_takers),
    "two lenders of one id": (copied.Lenders(), copied.lenders_draw, copied.after_lenders),
}
_AT_LEAST = {
    "two seats": 3_000,
    "one seat": 60_000,
    "two takers of one id": 2_000,
    "two lenders of one id": 25_000,
}
# The rules that only two of one id need.
_OF_ONE_ID = ("answers_no_new_boot", "counts_the_boot_before")


def _search(name, rules):
    first, draws, after = _SEARCHES[name]
    return search(first, rules, draws, after)


@pytest.mark.parametrize("name", _SEARCHES)
def test_i7_holds_in_every_state(name, record_property, capsys):
    states, way = _search(name, Rules())
    with capsys.disabled():
        print(f"\n  load group model, {name}: {states} states visited")
    record_property("states", states)
    assert way == []
    assert states >= _AT_LEAST[name]


@pytest.mark.parametrize("rule", _BROKEN)
def test_without_this_rule_there_is_a_way_to_break_it(rule):
    rules = Rules(**{rule: _BROKEN[rule]})
    names = ["two takers of one id"] if rule in _OF_ONE_ID else ["two seats", "one seat"]
    assert any(_search(name, rules)[1] for name in names)


def test_every_rule_is_broken_once():
    assert set(_BROKEN) == set(Rules._fields)
