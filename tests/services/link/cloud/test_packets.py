"""The cloud service on MicroPython against a broker that is scripted packet by packet."""

import json
import struct

import pytest

from tests.services.link.cloud.scripted_broker import (
    CONNACK_ACCEPTED,
    DISCONNECT,
    PINGRESP,
    PREFIX,
    publish_packet,
)

SCHEDULE_MAX_BYTES = 6 * 1024
PAYLOAD_MAX_BYTES = 512
PIECE_MAX_BYTES = 256


def test_connect_carries_a_retained_will_a_clean_session_and_the_credentials(broker, connect):
    connect({"user": "ann", "password": "secret"})
    body = broker.accept().expect(0x10)
    assert body[:10] == b"\x00\x04MQTT\x04\xee\x00\x3c"
    fields = [b"pilotlight-garage-1", PREFIX + b"availability", b"offline", b"ann", b"secret"]
    assert body[10:] == b"".join(bytes((0, len(field))) + field for field in fields)


def test_the_snapshot_is_begun_at_suback_and_marked_by_the_ping_behind_it(broker, connect):
    device = connect()
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED)
    device.expect(heard=1)
    assert peer.grant_subscription() == PREFIX + b"set/#"
    device.expect(snapshot="begin")
    peer.expect_ping()
    peer.send(PINGRESP)
    device.expect(snapshot="mark")


def test_a2_the_state_and_then_online_are_published_retained_once_the_snapshot_is_whole(
    broker, connect
):
    connect()
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED)
    peer.grant_subscription()
    peer.expect_ping()
    peer.publish(b"set/limit", b"16", qos=1, packet_id=7)
    assert peer.expect(0x40) == b"\x00\x07"  # and nothing is said of the state before it
    header, payload = peer.expect_publish(b"state")
    assert header == 0x31
    assert json.loads(payload) == {"charging": False, "pilot": "A", "power_w": None}
    assert peer.expect_publish(b"availability") == (0x31, b"online")


def test_a_command_is_carried_out_then_acknowledged_and_answered(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/limit", b'{"amps": 16}', retain=True, qos=1, packet_id=0x1234)
    device.expect(command=["limit", '{"amps": 16}', True, False])
    assert peer.expect(0x40) == b"\x12\x34"
    assert peer.expect_reply() == {"cmd": "limit", "ok": True}


def test_a_live_command_is_told_from_a_retained_one(broker, connect):
    device = connect()
    broker.accept_and_subscribe().publish(b"set/override", b"charge", retain=False)
    device.expect(command=["override", "charge", False, False])


def test_a_command_that_comes_before_suback_counts(broker, connect):
    device = connect()
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED + publish_packet(b"set/limit", b"16", retain=True))
    device.expect(command=["limit", "16", True, False])


def test_a_topic_that_is_no_plain_name_is_not_repeated(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    for name in (b"", b"\xff\xfe", b"a b", b"x" * 33):
        peer.publish(b"set/" + name, b"1")
        assert device.expect_about("command")[0] == "?"
    peer.publish(b"set/" + b"x" * 32, b"1")
    assert device.expect_about("command")[0] == "x" * 32


def test_a_change_of_state_is_published(broker, connect):
    connect()
    peer = broker.accept_and_subscribe()
    peer.expect_publish(b"state")
    peer.publish(b"set/charging", b"true")
    assert json.loads(peer.expect_publish(b"state")[1])["charging"] is True


def test_d2_config_is_published_retained_on_connecting_and_after_a_change(broker, connect):
    connect()
    peer = broker.accept_and_subscribe()
    header, payload = peer.expect_publish(b"config")
    assert header == 0x31 and json.loads(payload) == {"changed": None}
    peer.publish(b"set/change", b"wire")
    assert json.loads(peer.expect_publish(b"config")[1]) == {"changed": "wire"}


@pytest.mark.parametrize(
    ("name", "size_max"), [("tou", SCHEDULE_MAX_BYTES), ("config", PAYLOAD_MAX_BYTES)]
)
def test_a_command_is_taken_up_to_its_size_and_one_byte_more_is_refused(
    broker, connect, name, size_max
):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/" + name.encode(), b"x" * size_max)
    device.expect(command=[name, "x" * 64, False, False])
    peer.publish(b"set/" + name.encode(), b"x" * (size_max + 1))
    device.expect(refused=name)


def test_a_long_schedule_is_handed_on_as_it_comes_and_acknowledged_when_it_is_read(
    broker, connect
):
    device = connect()
    peer = broker.accept_and_subscribe()
    packet = publish_packet(b"set/tou", b"x" * 5_000, qos=1, packet_id=9)
    peer.send(packet[:3_000])
    device.expect(command=["tou", "x" * 64, False, False])
    peer.send(packet[3_000:])
    size, longest = device.expect_about("read")
    assert size == 5_000 and longest <= PIECE_MAX_BYTES
    assert peer.expect(0x40) == b"\x00\x09"
    peer.publish(b"set/limit", b"16")
    device.expect(command=["limit", "16", False, False])


def test_a_connection_lost_in_the_middle_of_a_schedule_is_made_anew(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.send(publish_packet(b"set/tou", b"x" * 5_000, qos=1)[:3_000])
    device.expect(command=["tou", "x" * 64, False, False])
    peer.close()
    assert device.expect_loss().startswith("the broker ")
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/tou", b"y" * 5_000, qos=1, packet_id=2)
    assert device.expect_about("read")[0] == 5_000
    assert peer.expect(0x40) == b"\x00\x02"


def test_a_long_schedule_that_stops_coming_is_given_up(broker, connect):
    device = connect(packet_ms=300)
    peer = broker.accept_and_subscribe()
    peer.send(publish_packet(b"set/tou", b"x" * 5_000)[:3_000])
    assert device.expect_loss() == "the broker stopped in the middle of a packet"


def test_the_time_that_reading_a_long_schedule_takes_is_not_the_brokers(broker, connect):
    device = connect(packet_ms=300, reading_ms=30)
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/tou", b"x" * 5_000, qos=1, packet_id=9)
    assert device.expect_about("read")[0] == 5_000
    assert peer.expect(0x40) == b"\x00\x09"


@pytest.mark.parametrize("size", [8_000, 900_000])
def test_an_oversized_command_is_skipped_refused_and_the_connection_goes_on(broker, connect, size):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/tou", b"x" * size, qos=1, packet_id=7)
    device.expect(refused="tou")
    assert peer.expect(0x40) == b"\x00\x07"
    assert peer.expect_reply()["ok"] is False
    peer.publish(b"set/limit", b"16")
    device.expect(command=["limit", "16", False, False])


def test_an_oversized_command_with_an_endless_topic_is_refused_without_its_name(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/" + b"y" * 7_000, b"")
    device.expect(refused="?")
    peer.publish(b"set/limit", b"16")
    device.expect(command=["limit", "16", False, False])


def test_pings_are_answered_for_as_long_as_the_connection_lives(broker, connect):
    device = connect(timeout_s=3, ping_ms=2_000)
    peer = broker.accept_and_subscribe()
    device.expect(snapshot="mark")
    heard = []
    for _ in range(3):
        peer.expect_ping()
        peer.send(PINGRESP)
        heard.append(device.expect_about("heard"))
    assert heard == sorted(set(heard))


def test_without_wifi_in_the_configuration_the_interface_is_left_alone(broker, connect):
    device = connect()
    broker.accept_and_subscribe()
    event = device.event()
    while event != {"snapshot": "mark"}:
        assert "wifi" not in event
        event = device.event()


def test_a_clean_stop_says_offline_and_disconnects(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    assert peer.expect_publish(b"availability") == (0x31, b"online")
    peer.publish(b"set/stop", b"")
    assert peer.expect_publish(b"availability") == (0x31, b"offline")
    assert peer.packet() == (DISCONNECT[0], b"")
    device.expect_about("stopped")


# --- Home Assistant ------------------------------------------------------------------------------

_BIRTH = b"homeassistant/status"


def _announced(peer):
    """The next discovery message, retained."""
    while True:
        body = peer.expect(0x31)
        size = struct.unpack("!H", body[:2])[0]
        if body[2 : 2 + size].startswith(b"homeassistant/"):
            if body[2 : 2 + size] == b"homeassistant/device/pilotlight_garage-1/config":
                assert body[2 + size :] == b"", "of the release before, taken back"
                continue
            assert body[2 : 2 + size] == b"homeassistant/device/pilotlight/garage-1/config"
            return json.loads(body[2 + size :])


def _say(peer, payload, retained=False):
    body = struct.pack("!H", len(_BIRTH)) + _BIRTH + payload
    peer.send(bytes((0x30 | retained, len(body))) + body)


def test_it_is_announced_to_home_assistant_on_connecting_and_whenever_that_starts(broker, connect):
    connect()
    peer = broker.accept_and_subscribe()
    body = peer.expect(0x82)
    assert _BIRTH in body
    peer.send(b"\x90\x03" + body[:2] + b"\x01")
    first = _announced(peer)
    assert len(first["cmps"]) == 31
    _say(peer, b"online")
    assert _announced(peer) == first


def test_a_broker_that_refuses_the_topic_of_home_assistant_is_used_all_the_same(broker, connect):
    connect()
    peer = broker.accept_and_subscribe()
    body = peer.expect(0x82)
    peer.send(b"\x90\x03" + body[:2] + b"\x80")
    _announced(peer)
    for payload, retained in ((b"offline", False), (b"online", True)):
        _say(peer, payload, retained)
    peer.publish(b"set/limit", b"16")
    assert peer.expect_reply()["ok"]
