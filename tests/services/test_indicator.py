"""The light and the button on the simulated board: what a driver sees, and what a press does."""

import os
import subprocess
from pathlib import Path

import pytest

from firmware.core.pilot.button import LOOK_EVERY_MS
from firmware.core.pilot.indication import (
    CAR,
    CHARGING,
    LEFT_OUT,
    LIMITED,
    OFFLINE,
    PAUSED,
    READY,
    REFUSED,
    TAKEN,
    colour,
)
from firmware.services import indicator
from tests import running

indicator.sleep_ms = running.sleep_ms

_ROOT = Path(__file__).resolve().parents[2]
_SLOT_MS = 200
_CYCLE_MS = 4_000
_WHITE, _RED = TAKEN[0], REFUSED[0]


class Front:
    """The light and the button at the front of the charger that the rig is."""

    def __init__(self, rig, has_server=False):
        self.rig = rig
        app = rig.app
        self.status_led, self.button = app.board.status_led, app.board.button
        self.clock = app.clock
        # Of the two that look at the button one has to rest.
        others = [duty for duty in app.rounds._duties if duty[0] != app.indicator.turn]
        app.rounds.take_on(tuple(others))
        self.indicator = indicator.Indicator(app.charger, self, app.desk, app.journal, has_server)
        self.sees(100)

    def sees(self, ms):
        """The colours shown meanwhile, one for each look."""
        colours = []
        for _ in range(ms // LOOK_EVERY_MS):
            self.indicator.turn()
            red, green, blue = self.rig.world.led
            colours.append(red << 16 | green << 8 | blue)
            self.rig.advance_ms(LOOK_EVERY_MS)
        return colours

    def presses(self, ms):
        """The colours shown while the button is held, and for a second after."""
        self.rig.world.press_button(ms)
        return self.sees(ms + 1_000)

    def says(self, signal, link=None):
        """It shows the cycle of this signal, from whatever slot on."""
        self.sees(1_000)  # an answer to a press is over
        cycle = [colour(signal, link, slot) for slot in range(20)]
        seen = self.sees(2 * _CYCLE_MS)[:: _SLOT_MS // LOOK_EVERY_MS]
        return any(seen[slot : slot + 20] == cycle for slot in range(20))

    @property
    def log(self):
        """What the charger's log has of the button."""
        return [detail for _, code, detail, *_ in self.rig.app.journal.entries if code == "button"]

    @property
    def override(self):
        return self.rig.app.plan.orders.override


@pytest.fixture
def front(rig):
    return Front(rig)


# --- the light -----------------------------------------------------------------------------------
def test_the_light_follows_a_charge(front, rig):
    assert front.says(READY)
    rig.offer()
    assert front.says(CAR)
    rig.ask_power()
    rig.wait_s(5)
    assert front.says(CHARGING)
    rig.app.desk.order("config", {"offline_amps": 16})
    assert front.says(LIMITED)


def test_the_light_is_written_only_when_it_changes(front, rig):
    front.sees(_CYCLE_MS)
    before = rig.world.change_count
    assert set(front.sees(10 * _CYCLE_MS)) == {READY[0]}
    assert rig.world.change_count == before


@pytest.mark.parametrize("slot", range(20))
def test_a_change_is_seen_at_once_wherever_the_cycle_stands(front, rig, slot):
    front.sees(slot * _SLOT_MS)
    rig.app.charger.faults.strike("welded", 0)
    assert front.sees(LOOK_EVERY_MS) == [_RED]


def test_a_server_that_is_not_there_is_told_beside_the_state(rig):
    front = Front(rig, has_server=True)
    assert front.says(READY, link=OFFLINE)
    rig.charge()
    assert front.says(CHARGING, link=OFFLINE)
    rig.connect()
    assert OFFLINE[0] not in front.sees(_CYCLE_MS)


def test_a_link_that_was_left_out_has_a_mark_of_its_own(rig):
    front = Front(rig, has_server=True)
    rig.app.plan.go_without_link("no link, for want of memory")
    assert front.says(READY, link=LEFT_OUT)
    rig.charge()
    assert front.says(CHARGING, link=LEFT_OUT)


def test_a_charger_without_a_server_does_not_miss_it(front):
    assert OFFLINE[0] not in front.sees(_CYCLE_MS)


# --- the button ----------------------------------------------------------------------------------


def test_a_short_press_charges_and_the_next_one_takes_it_back(front):
    front.presses(200)
    assert front.override == "charge"
    front.presses(1_900)
    assert front.override is None
    assert front.log == ["charge", "auto"]


def test_a_long_press_pauses_a_charge_while_it_is_still_held(front, rig):
    rig.charge()
    rig.world.press_button(10_000)
    front.sees(1_900)
    assert front.override is None
    front.sees(300)
    assert (front.override, rig.app.plan.orders.origin) == ("pause", "local")
    rig.wait_s(10)
    rig.now("C1 steady open")
    assert front.says(PAUSED)
    front.presses(200)
    assert front.override is None


def test_a_press_that_is_taken_is_answered_by_one_white_flash(front):
    seen = front.presses(200)
    assert seen.count(_WHITE) in (9, 10), "200 ms, looked at every 20 and some"
    assert _RED not in seen
    assert _WHITE not in front.sees(_CYCLE_MS)


def test_a_press_that_is_refused_is_shown_and_logged(front, rig, monkeypatch):
    def no_memory(*_):
        raise MemoryError

    monkeypatch.setattr(rig.app.plan.orders, "set_override", no_memory)
    seen = front.presses(200)
    assert _RED in seen and _WHITE not in seen
    assert front.override is None
    assert front.log == ["charge: refused"]
    assert rig.noted("refused") == 1


def test_a_stuck_button_pauses_once_is_noted_once_and_works_again(front, rig):
    front.presses(45_000)
    assert front.log == ["pause", "stuck: ignored until it is released"]
    front.presses(200)
    assert front.override is None


def test_a_button_that_is_down_at_boot_orders_nothing(rig):
    rig.inject("button")
    front = Front(rig)
    front.sees(60_000)
    assert front.log == ["stuck: ignored until it is released"]
    rig.mend("button")
    front.sees(1_000)
    assert front.override is None


def test_no_press_closes_onto_a_fault(front, rig):
    rig.charge()
    rig.app.charger.faults.strike("self_test", rig.app.clock.uptime_s())
    rig.wait_s(2)
    front.presses(200)
    rig.stays_s(60, "C1 steady open", "B1 steady open", "F -12 V open")
    assert front.override == "charge"


# --- the chip ------------------------------------------------------------------------------------


def test_a_cycle_of_the_light_allocates_nothing_and_writes_it_as_often_as_it_changes():
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    run = subprocess.run(
        [interpreter, "tests/services/device_indicator_alloc.py"],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    # Of ten cycles: four flashes, and five with the server's mark.
    assert run.stdout.splitlines() == ["0 80", "0 100"], run.stdout + run.stderr
