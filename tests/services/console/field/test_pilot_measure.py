"""`pilot measure`: the generator's own rails tell what this unit's ADC makes of volts."""

import pytest

from firmware import board
from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY
from firmware.core.refusal import Refusal
from firmware.services.console.commission import rails
from firmware.services.console.field import pilot
from tests.services.console.field.parts import Parts, Typist


@pytest.fixture
def parts():
    return Parts()


def _measures(parts, plus_mv, minus_mv, each_turn=None):
    part = parts.board.control_pilot
    part.plus_mv, part.minus_mv = plus_mv, minus_mv
    return Typist(parts).plays(pilot.run(parts, ["measure"]), each_turn=each_turn)


def _kept(parts):
    settings = parts.rig.settings
    return settings.pilot_off_mv, settings.pilot_gain_permille


@pytest.mark.parametrize(
    "plus_mv, minus_mv, kept",
    [
        (12_000, -12_000, (0, 0)),
        (12_600, -11_400, (600, 0)),
        (10_800, -10_800, (-1_200, -100)),
        (13_200, -13_200, (1_200, 100)),
        (10_600, -10_600, (-1_400, -117)),
        (13_400, -13_400, (1_400, 116)),
    ],
)
def test_8_zero_and_gain_are_kept(parts, plus_mv, minus_mv, kept):
    answer = _measures(parts, plus_mv, minus_mv)
    assert (answer["high_mv"], answer["low_mv"], answer["note"]) == (plus_mv, minus_mv, "")
    assert _kept(parts) == kept == (answer["off_mv"], answer["gain_permille"])
    assert parts.rig.settings.unsaved


def test_8_minus_12_v_stands_for_one_burst_at_a_time_and_12_v_at_the_end(parts):
    _measures(parts, 12_000, -12_000)
    driven = parts.board.control_pilot.driven
    assert driven == [DUTY_MINUS12, DUTY_STEADY] * 25


@pytest.mark.parametrize("minus_mv", (-10_599, -13_401, 0))
def test_8_where_minus_12_v_does_not_fit_the_offset_alone_is_kept(parts, minus_mv):
    parts.rig.settings.pilot_gain_permille = 30
    assert _measures(parts, 12_300, minus_mv)["note"].startswith("-12 V is out of reach")
    assert _kept(parts) == (300, 0)


def test_8_an_adc_that_does_not_reach_minus_12_v_is_not_asked(parts, monkeypatch):
    monkeypatch.setattr(board, "PILOT_ZERO_UV", 1_169_000)
    assert not rails.reads_minus()
    answer = _measures(parts, 12_300, -12_000)
    assert answer["low_mv"] is None and answer["note"].startswith("-12 V is out of reach")
    assert _kept(parts) == (300, 0) and not parts.board.control_pilot.driven
    monkeypatch.setattr(board, "PILOT_ZERO_UV", 1_170_000)
    assert rails.reads_minus()


@pytest.mark.parametrize("plus_mv", (10_599, 13_401))
def test_8_a_plus_12_v_that_does_not_fit_changes_nothing(parts, plus_mv):
    parts.rig.settings.pilot_off_mv = -300
    with pytest.raises(Refusal, match=str(plus_mv)):
        _measures(parts, plus_mv, -12_000)
    assert _kept(parts) == (-300, 0)


def test_8_nothing_is_measured_with_a_car_there(parts):
    parts.rig.car = "B"
    parts.rig.advance_ms(1_000)
    with pytest.raises(Refusal, match="not with a car"):
        pilot.run(parts, ["measure"])
    assert _kept(parts) == (None, 0) and not parts.board.control_pilot.driven


# During the looks at +12 V, and at -12 V: what was kept before holds.
@pytest.mark.parametrize("turn", (1, 23, 30, 45))
def test_8_a_car_that_comes_meanwhile_changes_nothing(parts, turn):
    settings, turns = parts.rig.settings, []
    settings.pilot_off_mv, settings.pilot_gain_permille = -1_200, -100

    def comes():
        turns.append(None)
        if len(turns) == turn:
            parts.rig.car = "B"

    with pytest.raises(Refusal, match="not with a car"):
        _measures(parts, 12_300, -12_000, comes)
    assert _kept(parts) == (-1_200, -100) and not settings.unsaved


def test_8_an_adc_that_does_not_reach_plus_12_v_has_nothing_to_measure(parts):
    parts.charger.ruler.usable = False
    with pytest.raises(Refusal, match="does not read"):
        _measures(parts, 10_850, -12_000)
    assert _kept(parts) == (None, 0)


def test_8_an_adc_that_refuses_is_told(parts):
    parts.board.control_pilot.failed = True
    with pytest.raises(Refusal, match="reads None"):
        _measures(parts, 12_000, -12_000)
