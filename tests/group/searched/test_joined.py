"""I7 in every state that a joining charger can lead to; and each of the rules is needed."""

import pytest

from tests.group.searched import joined, two_join
from tests.group.searched.model import search

_MODELS = {"one joins": joined, "two join": two_join}
_STATES = {"one joins": 1_402, "two join": 1_325}
_BROKEN = [
    (joined, {"all_are_waited_for": False}),
    (joined, {"tells_what_is_on_flash": False}),
    (joined, {"silence_where_room_is_made": 0}),
    (joined, {"silence_of_the_newcomer": 0}),
    (joined, {"joining_outlives_a_cut": False}),
    (two_join, {"room_is_for_one": False}),
    (two_join, {"only_this_boot_counts": False}),
]


def _search(model, rules):
    return search(model.State(), rules, model.drawn, model.following)


@pytest.mark.parametrize("name", _MODELS)
def test_i7_holds_in_every_state_while_chargers_join(name, record_property, capsys):
    states, way = _search(_MODELS[name], _MODELS[name].Rules())
    with capsys.disabled():
        print(f"\n  load group model, {name}: {states} states visited")
    record_property("states", states)
    assert way == []
    assert states >= _STATES[name]


@pytest.mark.parametrize(("model", "rule"), _BROKEN)
def test_without_this_rule_of_joining_there_is_a_way_to_break_it(model, rule):
    assert _search(model, model.Rules(**rule))[1]


def test_every_rule_of_joining_is_broken_once():
    for model in _MODELS.values():
        broken = {name for owner, rule in _BROKEN if owner is model for name in rule}
        assert broken == set(model.Rules._fields)
