"""Finding 7: what fails outside control, pilot, contactor and GFCI ends no charge."""

import pytest


def _fail(*_):
    raise OSError("ESP_FAIL")


def _light(app, monkeypatch):
    monkeypatch.setattr(app.board.status_led, "show", _fail)


def _meter(app, monkeypatch):
    for call in ("any", "read", "write"):
        monkeypatch.setattr(app.board.meter._uart, call, _fail)


def _thermometer(app, monkeypatch):
    monkeypatch.setattr(app.board.thermometer._adc, "read_uv", _fail)


PARTS = {_light: (32, "trouble"), _meter: (32, "meter_silent"), _thermometer: (6, None)}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_7_a_part_that_raises_is_told_of_and_the_car_charges(rig, monkeypatch, part):
    amps, told = PARTS[part]
    before = rig.noted(told)
    part(rig.app, monkeypatch)
    rig.charge()
    rig.wait_s(60)
    rig.now(f"C2 {amps} A closed")
    assert rig.fault is None
    assert told is None or rig.noted(told) == before + 1
