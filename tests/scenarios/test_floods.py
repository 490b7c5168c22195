"""A controller's ten words a second beside a stranger's noise; one that dies: A3, C1, field 22.

`make solar-day` is a whole day of the first, with a fault and a session every hour.
"""

import os

SECONDS = int(os.environ.get("PILOTLIGHT_SOLAR_S", "20"))
PART_S = 3_600
TURN_MS = 100
TTL_S = 10
HEAP_SPREAD_BYTES = 16_000  # of what is collected in the meantime


def _passed_on(name, payload):
    """PUBLISH of QoS 0 as a broker passes it on; shorter than 128 bytes."""
    topic = b"pilotlight/rig/set/" + name
    return bytes((0x30, 2 + len(topic) + len(payload), 0, len(topic))) + topic + payload


NOISE = 2 * _passed_on(b"nonsense", b"{")


def _amps(turn):
    """A sun that comes and goes between 6 and 16 A."""
    return b"%.1f" % (6 + turn % 101 / 10)


# Not by the broker, which on a PC takes three times as long over it as the charger.
def _flood(rig, seconds):
    for turn in range(seconds * 1_000 // TURN_MS):
        rig.uplink.gate.say(_passed_on(b"limit", _amps(turn)) + NOISE)
        rig.charger.advance_ms(TURN_MS)


def _fault_in_a_flood(rig):
    rig.charger.do("inject", name="ground_lost")
    for turn in range(5_000 // TURN_MS):
        rig.server.send("limit", _amps(turn), retain=True)
        rig.charger.advance_ms(TURN_MS)
    assert "fault" in [event.get("code") for event in rig.server.events]


def _last_word_counts(rig):
    rig.server.send("limit", "6", retain=True)
    rig.charger.advance_ms(1_000)
    assert rig.status()["limits"]["live"] == 6


def _leave(rig):
    rig.charger.unplug()
    rig.charger.do("inject", name="ground_lost", on=False)
    rig.charger.advance_ms(90_000)


def _told_once(rig, seconds):
    """Takes what the server was told, for as long a flood. -> how much that was"""
    told = list(rig.server.events)
    codes = [event["code"] for event in told if "code" in event]
    assert len({event["seq"] for event in told if "code" in event}) == len(codes)
    assert len(told) - len(codes) == 1  # the session
    assert (codes.count("fault"), codes.count("unplugged")) == (1, 1)
    assert codes.count("refused") <= 3 + seconds // 60
    rig.server.events.clear()
    rig.server.replies.clear()
    return len(told)


def test_a3_c1_the_last_word_of_a_flood_is_in_force_and_every_session_and_fault_told(rig):
    heap, part_s = [rig.status()["heap_free"]], min(SECONDS, PART_S)
    rig.server.events.clear()
    for part in range(SECONDS // part_s):
        rig.new_car(missing_wh=80_000)
        rig.shows(300, pilot="C2", contactor=1)
        _flood(rig, part_s)
        _fault_in_a_flood(rig)
        _last_word_counts(rig)
        _leave(rig)
        heap.append(rig.status()["heap_free"])
        told = _told_once(rig, part_s)
        print(f"{part + 1} x {part_s} s: {told} told, heap free {heap}", flush=True)
        assert heap[-1] > heap[0] - HEAP_SPREAD_BYTES


def test_22_a_manager_that_dies_behind_a_living_broker_strands_nobody(rig):
    rig.ask("config", {"offline_amps": 16})
    rig.server.send("limit", {"amps": 0, "ttl_s": TTL_S}, retain=True)
    rig.server.disconnect()
    rig.new_car(missing_wh=40_000)
    rig.shows(TTL_S + 5, pilot="C2", contactor=1, limit_by="offline", link="up")
    assert "ran out" in rig.console("why")
