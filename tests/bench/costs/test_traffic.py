"""MQTT packets are counted however the stream is cut, and an hour of them is scaled."""

import pytest

from bench.costs import traffic

PING = b"\xc0\x00"
PUBLISH = b"\x30\x05\x00\x01ahi"
LONG = b"\x30\xc8\x01" + bytes(200)  # its length takes two bytes


def counted(*chunks):
    packets = traffic.Packets()
    for chunk in chunks:
        packets.take(chunk)
    return packets.messages, packets.bytes


def test_packets_in_one_chunk_are_told_apart():
    assert counted(PING + PUBLISH + LONG + PING) == (4, 2 + 7 + 203 + 2)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_stream_may_be_cut_anywhere(size):
    stream = PING + LONG + PUBLISH
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert counted(*chunks) == (3, len(stream))


def test_nothing_is_nothing():
    assert counted() == counted(b"") == (0, 0)


def test_an_idle_charger_says_less_than_one_that_charges():
    found = traffic.collect(span_s=120)
    idle, charging = found["idle"], found["charging"]
    assert 0 < idle["messages_sent"] < charging["messages_sent"]
    assert 0 < idle["bytes_sent"] < charging["bytes_sent"]
    assert idle["messages_received"] > 0
