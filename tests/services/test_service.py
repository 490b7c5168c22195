"""`service`: the charge ends first, then the prompt is given away; given up, it charges on."""

import pytest

from firmware.core.refusal import Refusal
from firmware.services.field import service
from tests.services.field_parts import Parts, Served, Typist


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


def test_while_charging_the_car_ends_its_draw_and_the_contactor_opens_first(parts, typist):
    parts.charge()

    def obey():
        if not parts.charger.offered_ma:
            parts.rig.car = "B"

    with pytest.raises(Served):
        typist.plays(service.run(parts, []), each_turn=obey)
    assert "Ending the charge" in typist.said
    assert not parts.rig.board.coil
    assert parts.held == [True]


def test_a_car_that_does_not_obey_is_opened_after_its_grace(parts, typist):
    parts.charge()
    began_ms = parts.rig.clock.ms
    with pytest.raises(Served):
        typist.plays(service.run(parts, []))
    assert not parts.rig.board.coil
    assert parts.rig.clock.ms - began_ms < 7_500


def test_a_contactor_that_stays_closed_for_15_s_is_told_and_the_hold_given_back(parts, typist):
    parts.charge()
    parts.charger.session.closed = True
    parts.hold_for_service = lambda held: parts.held.append(held)
    began_ms = parts.rig.clock.ms
    answer = typist.plays(service.run(parts, []))
    assert not answer["ok"] and "still closed" in answer["error"]
    assert parts.held == [True, False]
    assert parts.rig.clock.ms - began_ms == 15_000


def test_given_up_in_between_it_charges_on(parts):
    parts.charge()
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
