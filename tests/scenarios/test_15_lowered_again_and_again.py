"""Finding 15: who lowers the wire again and again wears no flash and holds up no control step."""

import pytest

WIRE_A = 48
EVERY_MS = 900
FOR_S = 60
FLASH_STALL_MAX_MS = 700  # of two writes
FOLLOWS_S = 5  # IEC 61851-1 Table A.6 seq. 6


@pytest.fixture
def lowered(rig):
    """A charge from 48 A on, lowered by 0.1 A for a minute; -> the replies."""
    rig.set_wire(WIRE_A)
    rig.new_car(missing_wh=60_000, max_ma=80_000)
    rig.shows(60, pilot="C2", contactor=1, offered_a=WIRE_A)
    rig.charger.advance_ms(20_000)
    rig.charger.take_stalls()
    replies, end_us = [], rig.charger.last.t_us + FOR_S * 1_000_000
    while rig.charger.last.t_us < end_us:
        replies.append(rig.ask("wire", {"amps": round(WIRE_A - (len(replies) + 1) / 10, 1)}))
        assert rig.charger.last.offer_ma <= replies[-1]["value"]["amps"] * 1_000
        rig.charger.advance_ms(EVERY_MS)
    return replies


def test_15_each_is_in_force_at_once_and_the_newest_is_written_once_a_minute(rig, lowered):
    assert len(lowered) > 40
    assert [reply["saved"] for reply in lowered[:3]] == [True, False, False]
    assert sum(reply["saved"] for reply in lowered) <= 2
    stalls_ms = [
        (to - since) / 1_000 for since, to, what in rig.charger.take_stalls() if what == "flash"
    ]
    assert sum(stalls_ms) < FLASH_STALL_MAX_MS
    rig.charger.advance_ms(FOLLOWS_S * 1_000)
    last_a = lowered[-1]["value"]["amps"]
    rig.shows(0, pilot="C2", contactor=1, offered_a=last_a, limit_by="wire", fault=None)
    assert rig.charger.last.drawn_ma <= last_a * 1_000
    rig.charger.advance_ms(FOR_S * 1_000)
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.charger.advance_ms(2_000)
    assert rig.status()["limits"]["wire"] == last_a
