"""What `why` and `pilot` tell of a car that asks while the contactor does not close."""

import gc

import pytest

from firmware.core.pilot.plateaus import LOW_UNKNOWN
from firmware.core.protection.self_test import IDLE, TESTING
from firmware.services.console.field import pilot, reasons
from tests.core.rig import Rig
from tests.fuzz.console_parts import Parts
from tests.running import played

_EVERY_TENTH = ["C"] * 9 + [None]


@pytest.fixture
def rig(monkeypatch):
    monkeypatch.setattr(gc, "mem_free", lambda: 50_000, raising=False)  # CPython counts none
    return Rig()


def _why(rig):
    return reasons.why(Parts(rig), [])


def _pilot(rig, spread=True):
    parts = Parts(rig)
    parts.control.burst.spread = spread
    return played(rig, pilot.run(parts, []))


def test_why_names_the_disturbed_pilot_and_pilot_counts(rig):
    rig.plug_in(4_000)
    rig.glitches = _EVERY_TENTH * 100
    rig.ask_power()
    rig.advance_ms(2_000)
    assert rig.shows == "C2 32 A open"
    told = _why(rig)
    assert "the pilot was disturbed " in told and "500 ms" in told and "sensor" not in told
    assert _pilot(rig)["disturbed"] == 5
    rig.glitches = []
    rig.advance_ms(1_000)
    assert _why(rig).startswith("Charging: ") and _pilot(rig)["disturbed"] == 0


def test_pilot_counts_what_was_held_up(rig):
    assert _pilot(rig)["held_up"] == 0
    assert _pilot(rig, spread=False)["held_up"] == 50


def _trips_by_itself(charger):
    charger.self_test.phase = IDLE
    charger.senses.tripped = True


@pytest.mark.parametrize(
    "words, make_so",
    [
        ("is being tested", lambda charger: setattr(charger.self_test, "phase", TESTING)),
        ("trips while nothing", _trips_by_itself),
        ("in the first 10 s", lambda charger: setattr(charger.plan, "may_close", False)),
        ("misses the protective", lambda charger: setattr(charger.senses, "ground_ok", False)),
        ("trips while nothing", lambda charger: setattr(charger.senses, "tripped", True)),
        ("take too long", lambda charger: setattr(charger.read_back, "blind", True)),
        ("another offer", lambda charger: charger.read_back._differs.look(True, 1)),
        ("not seen soundly", lambda charger: setattr(charger.pilot, "low", LOW_UNKNOWN)),
        ("written down", lambda charger: setattr(charger, "marked", False)),
        ("closes now", lambda charger: None),
    ],
)
def test_why_names_what_a_closing_waits_for(rig, words, make_so):
    rig.charge()
    charger = rig.charger
    charger.evse.state, charger.session.closed = "C2", False
    make_so(charger)
    told = _why(rig)
    assert told.startswith("May charge: ") and words in told and told.count(". ") == 0
