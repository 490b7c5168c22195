"""The cloud service on MicroPython against a broker that is scripted packet by packet."""

import json
import socket

import pytest

from tests.services.scripted_broker import (
    CONNACK_ACCEPTED,
    DISCONNECT,
    PINGRESP,
    PREFIX,
    publish_packet,
    remaining_length,
)

COMMAND_MAX_BYTES = 6 * 1024


@pytest.fixture
def connect(start, broker):
    """Starts the service towards `broker`; quick to try again. `deadlines` override."""

    def connect(link=(), timeout_s=300, **deadlines):
        server = {"host": "127.0.0.1", "port": broker.port, **dict(link)}
        return start(
            "device_cloud.py",
            {
                "link": {"id": "garage-1", "broker": server},
                "deadlines": {"first_wait_ms": 50, **deadlines},
                "timeout_s": timeout_s,
            },
        )

    return connect


def expect_return(broker):
    """A new connection that works, which is what the charger owes after any trouble."""
    broker.accept_and_subscribe().expect_publish(b"state")


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


def test_online_and_the_state_are_published_retained_after_subscribing(broker, connect):
    connect()
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED)
    peer.grant_subscription()
    assert peer.expect_publish(b"availability") == (0x31, b"online")
    header, payload = peer.expect_publish(b"state")
    assert header == 0x31
    assert json.loads(payload) == {"charging": False, "pilot": "A"}


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


def test_a_command_of_6_kib_is_taken_and_one_byte_more_is_refused(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/tou", b"x" * COMMAND_MAX_BYTES)
    device.expect(command=["tou", "x" * 64, False, False])
    peer.publish(b"set/tou", b"x" * (COMMAND_MAX_BYTES + 1))
    device.expect(refused="tou")


@pytest.mark.parametrize("size", [8_000, 900_000])
def test_an_oversized_command_is_skipped_refused_and_the_connection_goes_on(
    broker, connect, size
):
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


@pytest.mark.parametrize(
    "octets",
    [
        b"\x30" + remaining_length(256 * 1024 * 1024 - 1),
        b"\x30\xff\xff\xff\xff\x01",
        b"\x30\x05\x00\x09abc",
        b"\x30\x01\x00",
        b"\x34\x05\x00\x01t\x00\x01",
        b"\x40\x00",
        b"\xd0\x01\x00",
        b"\x10\x00",
        b"\x00\x00",
    ],
    ids=[
        "256 MB",
        "length without end",
        "topic longer than its packet",
        "packet shorter than a topic's length",
        "QoS 2",
        "PUBACK without identifier",
        "PINGRESP with a body",
        "CONNECT from a broker",
        "reserved kind",
    ],
)
def test_what_mqtt_does_not_allow_ends_the_connection_and_it_comes_back(broker, connect, octets):
    device = connect()
    broker.accept_and_subscribe().send(octets)
    assert device.expect_loss().startswith(("the broker sent", "the broker announced"))
    expect_return(broker)


@pytest.mark.parametrize(
    ("code", "word"), [(1, "3.1.1"), (2, "id"), (3, "unavailable"), (4, "password"), (5, "ACL")]
)
def test_each_refusal_of_connect_is_said_in_words(broker, connect, code, word):
    device = connect({"user": "ann", "password": "secret"})
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(bytes((0x20, 2, 0, code)))
    sentence = device.expect_loss()
    assert word in sentence
    assert "secret" not in sentence


def test_a_refused_subscription_is_said_in_words(broker, connect):
    device = connect()
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED)
    peer.send(b"\x90\x03" + peer.expect(0x82)[:2] + b"\x80")
    assert "ACL" in device.expect_loss()


def test_a_broker_that_accepts_and_says_nothing_is_given_up(broker, connect):
    device = connect(opening_ms=300)
    broker.accept().expect_end()
    assert "says nothing" in device.expect_loss()
    expect_return(broker)


def test_half_a_packet_is_given_up(broker, connect):
    device = connect(packet_ms=300)
    peer = broker.accept_and_subscribe()
    peer.send(b"\x30\x20\x00\x10pilot")
    assert "middle of a packet" in device.expect_loss()
    peer.expect_end()
    expect_return(broker)


def test_half_a_header_is_found_out_by_the_unanswered_ping(broker, connect):
    device = connect(timeout_s=3, ping_ms=300)
    broker.accept_and_subscribe().send(b"\x30")
    assert "no longer answers" in device.expect_loss()
    expect_return(broker)


def test_a_half_open_connection_is_found_out_and_the_snapshot_aborted(broker, connect):
    device = connect(timeout_s=3, ping_ms=300)
    peer = broker.accept_and_subscribe()
    peer.expect_ping()
    device.expect(snapshot="abort")
    assert "no longer answers" in device.expect_loss()
    expect_return(broker)


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


def test_a_peer_that_takes_no_bytes_is_given_up(broker, connect):
    device = connect(packet_ms=500)
    peer = broker.accept_and_subscribe()
    flood = publish_packet(b"set/limit", b"16") * 2_000
    try:
        while True:
            peer.send(flood)
    except (ConnectionError, TimeoutError):
        pass
    assert device.expect_loss()
    expect_return(broker)


def test_a_closed_connection_is_made_anew(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    device.expect(snapshot="mark")
    peer.close()
    device.expect(snapshot="abort")
    expect_return(broker)


def test_a_connection_reset_in_the_middle_of_a_packet_is_made_anew(broker, connect):
    connect(good_session_ms=0)
    for cut in range(1, 8):
        peer = broker.accept_and_subscribe()
        peer.send(publish_packet(b"set/limit", b"16")[:cut])
        peer.reset()
    expect_return(broker)


def test_nobody_listening_is_said_in_words(broker, connect):
    port = broker.port
    broker.close()
    device = connect()
    assert "nothing listens" in device.expect_loss()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_an_unforeseen_fault_in_a_command_costs_the_connection_not_the_service(broker, connect):
    device = connect()
    broker.accept_and_subscribe().publish(b"set/stumble", b"123456")
    sentence = device.expect_loss()
    assert "KeyError" in sentence
    assert "123456" not in sentence
    expect_return(broker)


def test_a_clean_stop_says_offline_and_disconnects(broker, connect):
    device = connect()
    peer = broker.accept_and_subscribe()
    peer.expect_publish(b"state")
    peer.publish(b"set/stop", b"")
    assert peer.expect_publish(b"availability") == (0x31, b"offline")
    assert peer.packet() == (DISCONNECT[0], b"")
    device.expect_about("stopped")


def test_thirty_flaps_leave_no_more_on_the_heap_than_five(broker, connect):
    def heap_after(flaps):
        device = connect(first_wait_ms=1, good_session_ms=0)
        for _ in range(flaps):
            broker.accept_and_subscribe().reset()
        broker.accept_and_subscribe().publish(b"set/stop", b"")
        return device.expect_about("stopped")

    # The collector is conservative: a stale word on the stack may keep one dead connection.
    assert heap_after(30) - heap_after(5) <= 4_096
