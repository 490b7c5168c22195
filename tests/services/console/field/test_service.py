"""`service`: the charge ends first, then the prompt is given away; given up, it charges on."""

import pytest

from firmware.core.refusal import Refusal
from firmware.services.console.field import service
from tests.services.console.field.parts import Parts, Served, Typist


@pytest.fixture
def parts():
    return Parts()


@pytest.fixture
def typist(parts):
    return Typist(parts)


def test_with_the_contactor_open_the_prompt_follows_at_once(parts, typist):
    with pytest.raises(Served):
        typist.plays(service.run(parts, []))
    assert "machine.reset()" in typist.said and "15 minutes" in typist.said
    assert "Ending the charge" not in typist.said
    assert parts.held == [True]


def test_given_up_in_between_it_charges_on(parts):
    dialogue = service.run(parts, [])
    next(dialogue)
    next(dialogue)
    dialogue.close()
    assert parts.held == [True, False]


def test_nothing_closes_while_the_last_words_go_out(parts):
    dialogue = service.run(parts, [])
    next(dialogue)
    parts.rig.car = "C"
    for _ in range(20):
        assert next(dialogue) is None
        parts.rig.advance_ms(20)
        assert not parts.charger.session.closed


def test_it_takes_no_words(parts):
    with pytest.raises(Refusal):
        service.run(parts, ["now"])
