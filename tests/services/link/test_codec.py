"""MQTT packets, byte for byte; the pinned umqtt.simple runs on CPython under its old names."""

import importlib
import random
import struct

import pytest

PUBLISH_ID = slice(5, 7)  # behind two header bytes, the topic's length and a topic of one byte


@pytest.fixture
def mqtt(umqtt):
    return importlib.import_module("firmware.services.link.codec")


@pytest.fixture
def codec(mqtt):
    return mqtt.Codec()


def test_publish_of_qos_0_is_header_topic_and_payload(codec):
    assert codec.publish(b"a/b", b"hi") == b"\x30\x07\x00\x03a/bhi"


def test_publish_says_when_it_is_to_be_retained(codec):
    assert codec.publish(b"t", b"", retain=True) == b"\x31\x03\x00\x01t"


def test_publish_counts_bytes_not_characters(codec):
    payload = "30 °C".encode()
    assert codec.publish(b"t", payload) == b"\x30\x09\x00\x01t" + payload


def test_publish_of_128_bytes_takes_two_bytes_of_length(codec):
    assert codec.publish(b"t", b"x" * 124)[:2] == b"\x30\x7f"
    assert codec.publish(b"t", b"x" * 125)[:3] == b"\x30\x80\x01"


def test_qos_1_returns_without_its_acknowledgement(codec):
    assert codec.publish(b"t", b"x", qos=1) == b"\x32\x06\x00\x01t\x00\x01x"


def test_packet_identifiers_run_from_1_to_65535_and_begin_again(codec):
    identifiers = [
        struct.unpack("!H", codec.publish(b"t", b"", qos=1)[PUBLISH_ID])[0] for _ in range(65_537)
    ]
    assert identifiers[:2] == [1, 2]
    assert identifiers[65_533:] == [65_534, 65_535, 1, 2]


def test_subscribe_asks_for_qos_1(codec):
    assert codec.subscribe(b"a/#") == b"\x82\x08\x00\x01\x00\x03a/#\x01"


def test_an_incoming_message_is_topic_payload_and_the_retain_bit(codec, mqtt):
    kind, message = codec.unpack(b"\x31\x05\x00\x02abx")
    assert kind == mqtt.PUBLISH
    assert message == (b"ab", b"x", True, b"")
    assert type(message[1]) is bytes
    assert codec.unpack(bytearray(b"\x30\x05\x00\x02abx"))[1][2] is False


def test_an_incoming_message_of_qos_1_comes_with_its_puback(codec):
    message = codec.unpack(b"\x32\x06\x00\x01t\x12\x34x")[1]
    assert message == (b"t", b"x", False, b"\x40\x02\x12\x34")


def test_a_message_may_be_empty(codec):
    assert codec.unpack(b"\x30\x03\x00\x01t")[1][1] == b""


def test_acknowledgements_give_their_value(codec, mqtt):
    assert codec.unpack(b"\x20\x02\x00\x05") == (mqtt.CONNACK, 5)
    assert codec.unpack(b"\x40\x02\x12\x34") == (mqtt.PUBACK, 0x1234)
    assert codec.unpack(b"\x90\x03\x00\x01\x80") == (mqtt.SUBACK, mqtt.SUBSCRIPTION_REFUSED)
    assert codec.unpack(b"\xd0\x00") == (mqtt.PINGRESP, None)


# A head is 2 + 12 bytes here; what a topic needs is 2 for its length and 2 for an identifier.
@pytest.mark.parametrize(("size", "known"), [(8, True), (9, False)])
def test_the_topic_of_a_cut_message_is_known_up_to_the_cut(codec, size, known):
    head = b"\x32\x0c" + struct.pack("!H", size) + (b"t" * size + b"\x00\x07" + b"x" * 12)[:10]
    topic, payload, _, ack = codec.unpack(head, cut=True)[1]
    assert payload == b""
    assert topic == (b"t" * 8 if known else b"")
    assert ack == (b"\x40\x02\x00\x07" if known else b"")


@pytest.mark.parametrize(
    "packet",
    [
        b"\x30\x00",
        b"\x30\x01\x00",
        b"\x30\x02\x00\x01",
        b"\x32\x03\x00\x01t",
        b"\x34\x05\x00\x01t\x00\x01",
        b"\x36\x05\x00\x01t\x00\x01",
        b"\x20\x01\x00",
        b"\x21\x02\x00\x00",
        b"\x40\x03\x00\x01\x00",
        b"\x90\x02\x00\x01",
        b"\xd0\x80\x00",
        b"\x82\x02\x00\x01",
    ],
)
def test_malformed_packets_raise_and_the_codec_goes_on(codec, mqtt, packet):
    with pytest.raises(mqtt.ProtocolError):
        codec.unpack(packet)
    assert codec.unpack(b"\x31\x05\x00\x02abx")[1][1] == b"x"
    assert codec.publish(b"t", b"x") == b"\x30\x04\x00\x01tx"


def test_random_packets_raise_nothing_but_protocol_error(codec, mqtt):
    chance = random.Random(1)
    for _ in range(20_000):
        packet = bytearray(chance.randbytes(chance.randrange(2, 40)))
        packet[0] = chance.choice((0x20, 0x30, 0x31, 0x32, 0x33, 0x40, 0x90, 0xD0, packet[0]))
        packet[1] = chance.choice((len(packet) - 2, packet[1]))
        packet[2:3] = b"\x00" * len(packet[2:3])
        try:
            codec.unpack(packet, cut=chance.random() < 0.1)
        except mqtt.ProtocolError:
            pass


def test_connect_without_user_sends_no_credentials(mqtt):
    packet = mqtt.connect(b"c", b"w", b"off", b"", b"password", 60)
    assert packet == b"\x10\x15\x00\x04MQTT\x04\x2e\x00\x3c\x00\x01c\x00\x01w\x00\x03off"


def test_connect_with_long_credentials_has_two_bytes_of_length(mqtt):
    packet = mqtt.connect(b"c", b"w", b"off", b"u" * 128, b"p" * 128, 60)
    assert packet[1:3] == b"\x99\x02"
    assert len(packet) == 3 + 0x99 - 0x80 + (2 << 7)
