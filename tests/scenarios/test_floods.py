"""A controller's ten words a second beside a stranger's noise; one that dies: A3, C1, field 22.

`make solar-day` is a whole day of the first.
"""

import os

SECONDS = int(os.environ.get("PILOTLIGHT_SOLAR_S", "20"))
WORDS_EVERY_MS = 100
NOISE_EVERY_MS = 50
TTL_S = 10
HEAP_SPREAD_BYTES = 16_000  # of what is collected in the meantime


def _amps(tenths):
    """A sun that comes and goes between 6 and 16 A."""
    return 6 + tenths % 101 / 10


def test_a3_c1_the_last_word_of_a_flood_is_in_force_and_every_session_and_fault_told(rig):
    rig.new_car(missing_wh=500_000)
    rig.shows(60, pilot="C2", contactor=1)
    heap = [rig.status()["heap_free"]]
    for tenths in range(SECONDS * 1_000 // WORDS_EVERY_MS):
        rig.server.send("limit", str(_amps(tenths)), retain=True)
        for _ in range(WORDS_EVERY_MS // NOISE_EVERY_MS):
            rig.server.send("nonsense", "{")
            rig.charger.advance_ms(NOISE_EVERY_MS)
        if tenths % 6_000 == 0:
            heap.append(rig.status()["heap_free"])
    rig.charger.do("inject", name="ground_lost")
    for tenths in range(5_000 // WORDS_EVERY_MS):
        rig.server.send("limit", str(_amps(tenths)), retain=True)
        rig.charger.advance_ms(WORDS_EVERY_MS)
    assert "fault" in [event.get("code") for event in rig.server.events]
    rig.server.send("limit", "6", retain=True)
    rig.charger.advance_ms(1_000)
    assert rig.status()["limits"]["live"] == 6
    rig.charger.unplug()
    rig.charger.advance_ms(90_000)
    told = rig.server.events
    codes = [event["code"] for event in told if "code" in event]
    assert len({event["seq"] for event in told if "code" in event}) == len(codes)
    assert len(told) - len(codes) == 1  # the session
    assert (codes.count("fault"), codes.count("unplugged")) == (1, 1)
    assert codes.count("refused") <= 3 + SECONDS // 60
    heap.append(rig.status()["heap_free"])
    print(f"{SECONDS} s: {len(told)} told, heap free {heap[0]} to {heap[-1]}, least {min(heap)}")
    assert heap[-1] > heap[0] - HEAP_SPREAD_BYTES


def test_22_a_manager_that_dies_behind_a_living_broker_strands_nobody(rig):
    rig.ask("config", {"offline_amps": 16})
    rig.server.send("limit", {"amps": 0, "ttl_s": TTL_S}, retain=True)
    rig.server.disconnect()
    rig.new_car(missing_wh=40_000)
    rig.shows(TTL_S + 5, pilot="C2", contactor=1, limit_by="offline", link="up")
    assert "ran out" in rig.console("why")
