"""Home Assistant is told by one announcement: what stands elsewhere is taken back."""

import importlib

import pytest

from tests.services.link.courtesies.rig import DISCOVERY, OVER


def _announcements(rig):
    return sum(DISCOVERY + b"ice/pilotlight/" in packet for packet in rig.connection.said)


def test_a_wire_of_another_ampacity_is_announced_anew_with_the_contactor_open(rig):
    rig.until(DISCOVERY)
    rig.advance_ms(10_000)
    assert _announcements(rig) == 1
    rig.report.most_ma, rig.report.charging = 16_000, True
    rig.advance_ms(10_000)
    assert _announcements(rig) == 1
    rig.report.charging = False
    rig.advance_ms(10_000)
    assert _announcements(rig) == 2


FORMER = {
    None: b"homeassistant/device/pilotlight_garage-1/config",
    "garage-9": b"homeassistant/device/pilotlight/garage-9/config",
}
NOW = b"homeassistant/device/pilotlight/garage-1/config"


def _told(rig, topic):
    """Payloads under `topic`, in order; what comes in pieces is b"..."."""
    packets = [packet for packet in rig.connection.said if topic in packet]
    return [
        b"" if packet.endswith(topic) and packet[1] == len(topic) + 2 else b"..."
        for packet in packets
    ]


@pytest.mark.parametrize("announced", FORMER)
def test_ha_10_what_was_announced_by_another_id_is_taken_back_first_and_once(rig, announced):
    rig.report.announced = announced
    rig.until(DISCOVERY)
    assert _told(rig, FORMER[announced]) == [b""] and _told(rig, NOW) == []
    rig.advance_ms(3_000)
    assert _told(rig, NOW) == []
    rig.advance_ms(500)
    assert _told(rig, NOW) == [b"..."] and rig.report.announced == "garage-1"
    rig.connect()
    rig.advance_ms(20_000)
    assert _told(rig, FORMER[announced]) == [] and _told(rig, NOW) == [b"..."]


def test_ha_10_a_broker_that_ends_the_connection_over_it_does_so_once_and_costs_no_discovery(rig):
    rig.report.announced = None
    rig.until(DISCOVERY)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None
    assert rig.journal.entries[-1][1:3] == ("left_out", OVER.format("its former announcement"))
    rig.connect()
    rig.advance_ms(20_000)
    assert _told(rig, FORMER[None]) == [] and _told(rig, NOW) == [b"..."]
    assert rig.report.announced == "garage-1"


def test_ha_10_what_there_was_no_memory_to_take_back_is_taken_back_by_the_next(rig, monkeypatch):
    rig.report.announced = "garage-9"
    discovery = importlib.import_module("firmware.services.link.discovery")
    with monkeypatch.context() as patch:
        patch.setattr(discovery, "former_topic", _no_memory)
        rig.advance_ms(20_000)
    assert _told(rig, NOW) == [b"..."] and rig.report.announced == "garage-9"
    rig.connect()
    rig.advance_ms(20_000)
    assert _told(rig, FORMER["garage-9"]) == [b""] and rig.report.announced == "garage-1"


def _no_memory(*_):
    raise MemoryError
