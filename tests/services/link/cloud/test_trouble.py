"""What brokers and networks do wrong: each survived, the reason said, a new connection made."""

import errno
import importlib
import socket
from types import SimpleNamespace

import pytest

from tests.services.link.cloud.scripted_broker import (
    CONNACK_ACCEPTED,
    publish_packet,
    remaining_length,
)


def expect_return(broker):
    """A new connection that works, which is what the charger owes after any trouble."""
    broker.accept_and_subscribe().expect_publish(b"state")


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


def test_wifi_is_asked_for_each_time_and_restarted_after_eight_failures(broker, start):
    server = {"host": "127.0.0.1", "port": broker.port}
    broker.close()
    link = {"id": "garage-1", "wifi": {"ssid": "home"}, "broker": server}
    device = start("link/cloud/device_cloud.py", {"link": link, "deadlines": {"first_wait_ms": 1}})
    seen = [device.expect_about("wifi") for _ in range(10)]
    assert seen == ["up"] * 8 + ["restart", "up"]


@pytest.mark.parametrize(
    ("failures", "shortest_ms", "longest_ms"),
    [(1, 1_000, 2_000), (2, 2_000, 4_000), (6, 32_000, 64_000), (11, 1_024_000, 2_048_000)],
)
def test_the_back_off_doubles_and_half_of_it_is_chance(umqtt, failures, shortest_ms, longest_ms):
    cloud = importlib.import_module("firmware.services.link.cloud")
    assert cloud.back_off_ms(failures, 1_000, 0.0) == shortest_ms
    assert cloud.back_off_ms(failures, 1_000, 1.0) == longest_ms
    assert cloud.back_off_ms(1_000, 1_000, 1.0) == 2_048_000


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (OSError(errno.ENOMEM, ""), "memory"),
        (MemoryError("allocating 268435455 bytes"), "memory"),
        (OSError(errno.EIO, "secret"), "network error 5"),
        (OSError(), "network failed"),
        (OSError(-0x2700, "CERT_EXPIRED"), "TLS failed: CERT_EXPIRED"),
        (EOFError(), "closed"),
    ],
)
def test_whatever_a_socket_fails_with_is_said_in_words(umqtt, trouble, word):
    sentence = importlib.import_module("firmware.services.link.cloud").describe(trouble)
    assert word in sentence
    assert "secret" not in sentence and "268435455" not in sentence


def test_an_unforeseen_fault_in_a_command_costs_the_connection_not_the_service(broker, connect):
    device = connect()
    broker.accept_and_subscribe().publish(b"set/stumble", b"123456")
    sentence = device.expect_loss()
    assert "KeyError" in sentence
    assert "123456" not in sentence
    expect_return(broker)


def test_thirty_flaps_leave_no_more_on_the_heap_than_five(broker, connect):
    def heap_after(flaps):
        device = connect(first_wait_ms=1, good_session_ms=0)
        for _ in range(flaps):
            broker.accept_and_subscribe().reset()
        broker.accept_and_subscribe().publish(b"set/stop", b"")
        return device.expect_about("stopped")

    # The collector is conservative: a stale word on the stack may keep one dead connection.
    assert heap_after(30) - heap_after(5) <= 4_096


def test_field_8_a_broker_that_ends_each_connection_serves_another_client_of_this_id(
    broker, connect
):
    device = connect(first_wait_ms=1, good_session_ms=0)
    for _ in range(3):
        peer = broker.accept_and_subscribe()
        device.expect(snapshot="mark")
        peer.reset()
    assert "another client uses the id garage-1" in device.expect_loss()
    expect_return(broker)


def test_field_8_ends_by_the_broker_are_in_a_row_only_if_nothing_else_ended_a_connection_between(
    broker, connect
):
    device = connect(first_wait_ms=1, good_session_ms=0)
    for octets in (b"", b"", b"\x40\x00", b""):
        peer = broker.accept_and_subscribe()
        device.expect(snapshot="mark")
        peer.send(octets)
        if octets:
            assert device.expect_loss().startswith("the broker sent")
        else:
            peer.reset()
    broker.accept_and_subscribe().send(b"\x30\xff\xff\xff\x7f")
    assert device.expect_loss().startswith("the broker announced")


_SOON_MS = 60_000


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([(True, _SOON_MS - 1)] * 3, True),
        ([(True, _SOON_MS - 1)] * 2, False),
        ([(True, _SOON_MS)] * 9, False),
        ([(True, 0), (True, 0), (False, 0), (True, 0), (True, 0)], False),
        ([(True, 0), (True, 0), (True, 0), (True, _SOON_MS)], False),
    ],
)
def test_field_8_three_ends_in_a_row_each_so_soon_are_said(umqtt, ends, said):
    """`ends`: (by the broker over nothing, after so many ms)."""
    cloud = importlib.import_module("firmware.services.link.cloud")
    clock = SimpleNamespace(ms=0)
    clock.ticks_ms = lambda: clock.ms
    link = cloud.Cloud.__new__(cloud.Cloud)
    link._clock, link._ends = clock, 0
    for taken, clock.ms in ends:
        told = link._ends_again(taken, 0)
    assert told is said
