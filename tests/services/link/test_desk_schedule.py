"""A schedule as bytes from the broker: read a piece at a time while the charger goes on."""

import itertools
import json

import pytest

from firmware.services.link.desk import Desk
from tests.core.rig import CLOSED_TILL_23, NOON
from tests.running import finished, sleep_ms


def _send(desk, schedule):
    return finished(desk.handle("tou", json.dumps(schedule).encode(), True, False))


def _largest_schedule():
    rule = {"days": "mon-sun,hol", "start": "00:00", "end": "24:00", "amps": 80}
    slots = [{"from": NOON + i * 60, "to": NOON + i * 60 + 59} for i in range(48)]
    holidays = [f"2027-01-{day:02}" for day in range(1, 31)]
    return dict(CLOSED_TILL_23, rules=[rule] * 16, slots=slots, holidays=holidays)


def test_i6_the_control_step_gets_its_turn_between_the_pieces_of_a_long_schedule(desk, rig):
    payload = json.dumps(_largest_schedule()).encode()
    reading = desk.handle("tou", payload, True, False)
    for _ in range(len(payload) // 64):
        reading.send(None)
        assert rig.plan.orders.schedule is None
    assert finished(reading)["ok"] and rig.plan.orders.schedule.version == 7


def test_i6_short_pieces_are_read_together_and_then_room_after_a_step_is_waited_for(rig):
    waits = []

    async def room():
        waits.append(1)
        await sleep_ms(20)

    desk = Desk(rig.commands, lambda: rig.advance_ms(260), rig.journal, rig.clock, room)
    payload = json.dumps(CLOSED_TILL_23).encode()
    turns = _turns(desk.handle("tou", payload, True, False), lambda: rig.advance_ms(2))
    assert len(waits) >= 3 and turns.count(20) == len(waits)
    for first, second in itertools.pairwise([at for at, ms in enumerate(turns) if ms == 20]):
        assert second - first == 4  # three pieces of 2 ms, and the wait


def _turns(work, between):
    """How long it sleeps each time that it gives way; `between` takes place meanwhile."""
    slept = []
    try:
        while True:
            slept.append(work.send(None))
            between()
    except StopIteration:
        return slept


def _in_pieces(payload, size, end=b""):
    """What the connection gives of a long payload: its beginning, and more()."""
    pieces = [payload[at : at + size] for at in range(size, len(payload), size)]

    async def more():
        if pieces:
            return pieces.pop(0)
        if end is None:
            raise OSError("the connection is gone")
        return end

    return payload[:size], more


def _send_in_pieces(desk, payload, size, end=b""):
    start, more = _in_pieces(payload, size, end)
    return finished(desk.handle("tou", start, True, False, more))


@pytest.mark.parametrize("size", [1, 64, 100, 256])
def test_a_schedule_that_comes_in_pieces_is_in_force_when_it_is_whole(desk, rig, size):
    payload = json.dumps({**_largest_schedule(), "id": "m-1"}).encode()
    reply = _send_in_pieces(desk, payload, size)
    assert reply == {"cmd": "tou", "ok": True, "value": {"version": 7}, "id": "m-1"}
    assert rig.plan.orders.schedule.version == 7


def test_a_connection_lost_in_the_middle_of_a_schedule_changes_nothing(desk, rig):
    _send(desk, CLOSED_TILL_23)
    payload = json.dumps({**_largest_schedule(), "version": 8}).encode()
    for sent in (100, 2_000, len(payload)):
        rig.advance_ms(1_000)
        with pytest.raises(OSError, match="the connection is gone"):
            _send_in_pieces(desk, payload[:sent], 100, None)
        assert rig.plan.orders.schedule.version == 7


def test_a_schedule_that_comes_again_while_one_is_read_is_read_anew(desk, rig):
    payload = json.dumps(_largest_schedule()).encode()
    start, more = _in_pieces(payload, 100)
    broken_off = desk.handle("tou", start, True, False, more)
    for _ in range(20):
        broken_off.send(None)
    assert _send_in_pieces(desk, payload, 256)["ok"]
    broken_off.close()
    assert rig.plan.orders.schedule.version == 7


@pytest.mark.parametrize(
    ("change", "field"),
    [({"default": "maybe"}, "default"), ({"rules": [{}]}, "rules[0].days"), ({"x": 1}, "x")],
)
def test_a_long_schedule_is_refused_with_field_and_mark_when_it_is_read(desk, rig, change, field):
    payload = json.dumps({**_largest_schedule(), **change, "id": 5}).encode()
    reply = _send_in_pieces(desk, payload, 256)
    assert (reply["ok"], reply["field"], reply["id"]) == (False, field, 5)
    assert rig.plan.orders.schedule is None


def test_a_schedule_that_there_is_no_memory_for_is_refused(desk, rig, monkeypatch):
    def fails(draft, key, value):
        raise MemoryError

    monkeypatch.setattr("firmware.core.tou.draft.Draft.add", fails)
    reply = _send(desk, _largest_schedule())
    assert reply["error"].startswith("not enough memory") and rig.plan.orders.schedule is None


def test_a_surprise_in_a_schedule_is_refused_and_ends_nothing(desk, rig, monkeypatch):
    def fails(draft, key, value):
        raise RuntimeError("maximum recursion depth exceeded")

    monkeypatch.setattr("firmware.core.tou.draft.Draft.add", fails)
    assert _send(desk, _largest_schedule())["error"] == "malformed"


def test_a_schedule_of_null_takes_it_back(desk, rig):
    _send(desk, CLOSED_TILL_23)
    assert finished(desk.handle("tou", b"null", True, False)) == {"cmd": "tou", "ok": True}
    assert rig.plan.orders.schedule is None
