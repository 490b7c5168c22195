"""The edge of `alive` is given for a step whose parts all ran, in order and in time."""

import pytest

GATE_MS = 3_000
GATE_AND_STEP_MS = GATE_MS + 40
PARTS = ("_sense", "_look_at_pilot", "_look_at_ground_again", "_act")
STEPS = 50


@pytest.fixture
def charging(rig):
    """A charger with a car that draws."""
    rig.charge()
    rig.now("C2 32 A closed")
    return rig


@pytest.fixture
def edges(rig, monkeypatch):
    """How many edges of `alive` so many steps give while charging."""
    given, beat = [], rig.app.board.heartbeat.beat
    rig.charge()
    monkeypatch.setattr(rig.app.board.heartbeat, "beat", lambda: given.append(beat()))

    def edges(steps=STEPS, ms=20):
        given.clear()
        for _ in range(steps):
            rig.app.control.step()
            rig.world.run_ms(ms)
        return len(given)

    return edges


def _left_out():
    return 0


def test_every_sound_step_gives_one(edges):
    assert edges() == STEPS


@pytest.mark.parametrize("part", PARTS)
def test_without_a_part_of_the_step_there_is_none(rig, edges, monkeypatch, part):
    monkeypatch.setattr(rig.app.control, part, _left_out)
    assert edges() == 0


def test_without_the_decision_there_is_none(rig, edges, monkeypatch):
    monkeypatch.setattr(rig.app.charger, "step", lambda _now_ms: 0)
    assert edges() == 0


def test_in_another_order_there_is_none(rig, edges, monkeypatch):
    control = rig.app.control
    sense, act = control._sense, control._act
    monkeypatch.setattr(control, "_sense", act)
    monkeypatch.setattr(control, "_act", sense)
    assert edges() == 0


def test_a_part_that_is_done_twice_gives_none(rig, edges, monkeypatch):
    control = rig.app.control
    sense = control._sense
    monkeypatch.setattr(control, "_sense", lambda: sense() * 8 + sense())
    assert edges() == 0


@pytest.mark.parametrize("ms, given", ((40, STEPS), (100, 0)))
def test_a_step_that_takes_too_long_gives_none(rig, edges, monkeypatch, ms, given):
    control = rig.app.control
    sense = control._sense
    monkeypatch.setattr(control, "_sense", lambda: rig.world.run_ms(ms) or sense())
    assert edges() == given


def test_steps_that_come_too_fast_give_one_in_15_ms(edges):
    assert edges(300, ms=1) <= 300 * 7 // 15  # a step itself takes up to 6 ms


def test_i5_a_step_that_leaves_out_a_part_ends_open_by_the_gate_and_the_watchdog_bites(
    charging, monkeypatch
):
    steps = charging.app.control.steps
    monkeypatch.setattr(charging.app.control, "_look_at_ground_again", _left_out)
    charging.ms_until(lambda: not charging.world.power.closed, GATE_AND_STEP_MS)
    assert charging.app.control.steps <= steps + 1
