"""Sessions on their way to the broker: QoS 1, oldest first, one in flight, until acknowledged."""

import json

import pytest

from tests.services.link.cloud.scripted_broker import CONNACK_ACCEPTED, PINGRESP
from tests.system.mosquitto import Mosquitto

QOS_1 = 0x32  # PUBLISH, not retained, no DUP


@pytest.fixture
def mosquitto(tmp_path):
    broker = Mosquitto(None, tmp_path)
    broker.start()
    yield broker
    broker.stop()


def _expect_session(peer):
    """`(packet identifier, seq)` of the next one."""
    header, body = peer.expect_publish(b"session")
    assert header == QOS_1
    return body[:2], json.loads(body[2:])["seq"]


def _acknowledge(peer, packet_id):
    peer.send(b"\x40\x02" + packet_id)


def test_each_session_is_sent_once_oldest_first_when_the_one_before_is_acknowledged(
    broker, connect
):
    device = connect(sessions=[7, 8, 9])
    peer = broker.accept_and_subscribe()
    seen = []
    for seq in (7, 8, 9):
        packet_id, got = _expect_session(peer)
        assert got == seq and packet_id not in seen and packet_id != b"\0\0"
        seen.append(packet_id)
        _acknowledge(peer, packet_id)
        device.expect(acknowledged=seq)


def test_a_session_is_sent_after_the_snapshot_and_the_state(broker, connect):
    connect(sessions=[7])
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED)
    peer.grant_subscription()
    peer.expect_ping()
    peer.send(PINGRESP)
    header, state = peer.packet()
    assert header != QOS_1 and b"/state" in state
    assert _expect_session(peer)[1] == 7


def test_a_session_whose_puback_was_lost_comes_again_with_the_same_seq(broker, connect):
    device = connect(sessions=[7, 8])
    peer = broker.accept_and_subscribe()
    assert _expect_session(peer)[1] == 7
    peer.reset()
    peer = broker.accept_and_subscribe()
    packet_id, seq = _expect_session(peer)
    assert seq == 7
    _acknowledge(peer, packet_id)
    device.expect(acknowledged=7)
    assert _expect_session(peer)[1] == 8


def test_a_session_that_a_living_broker_does_not_acknowledge_is_sent_again(broker, connect):
    connect(sessions=[7], ack_ms=300)
    peer = broker.accept_and_subscribe()
    first, second = _expect_session(peer), _expect_session(peer)
    assert first[1] == second[1] == 7
    assert first[0] != second[0]


def test_an_acknowledgement_of_something_else_counts_for_nothing(broker, connect):
    device = connect(sessions=[7])
    peer = broker.accept_and_subscribe()
    packet_id, _ = _expect_session(peer)
    _acknowledge(peer, b"\x7f\xff")
    _acknowledge(peer, packet_id)
    _acknowledge(peer, packet_id)
    device.expect(acknowledged=7)
    peer.publish(b"set/limit", b"16")
    device.expect(command=["limit", "16", False, False])


def test_a_real_mosquitto_acknowledges_them_one_after_the_other(mosquitto, start):
    link = {"id": "garage-1", "broker": {"host": "127.0.0.1", "port": mosquitto.port}}
    device = start("link/cloud/device_cloud.py", {"link": link, "sessions": [7, 8, 9]})
    for seq in (7, 8, 9):
        device.expect(acknowledged=seq)
