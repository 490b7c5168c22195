"""The load group's messages by the link to the broker, which is there for other things, too."""

import struct

import pytest

from tests.services.link.cloud.scripted_broker import (
    CONNACK_ACCEPTED,
    PINGRESP,
    PREFIX,
    remaining_length,
)

_GRANT = b"pilotlight/group/yard/grant"
_SUBSCRIBE = 0x82


@pytest.fixture
def member(connect):
    return connect(group="yard")


def _subscribed(peer, topic):
    """The next subscription but the one to Home Assistant's birth; its SUBACK is sent."""
    while True:
        asked = peer.grant_subscription()
        if not asked.startswith(b"homeassistant/"):
            assert asked == topic
            return


def _tell(peer, topic, payload, header=0x30):
    body = struct.pack("!H", len(topic)) + topic + payload
    peer.send(bytes((header,)) + remaining_length(len(body)) + body)


def _said(peer):
    """(header, payload) of the next message to a group."""
    while True:
        header, body = peer.packet()
        size = struct.unpack("!H", body[:2])[0]
        if header & 0xF0 == 0x30 and body[2 : 2 + size].startswith(b"pilotlight/group/"):
            return header, body[2 + size :]


def test_the_group_is_subscribed_to_and_its_messages_are_handed_on(broker, member):
    peer = broker.accept_and_subscribe()
    _subscribed(peer, b"pilotlight/group/yard/#")
    _tell(peer, _GRANT, b"a grant")
    assert member.expect_about("group") == [_GRANT.decode(), "a grant"]


def test_grants_to_the_largest_group_come_whole_and_what_is_longer_is_passed_over(broker, member):
    peer = broker.accept_and_subscribe()
    _tell(peer, _GRANT, b"x" * 2_049)
    _tell(peer, _GRANT, b"y" * 2_048)
    assert member.expect_about("group")[1] == "y" * 2_048


def test_a_retained_message_of_the_group_is_left_out(broker, member):
    peer = broker.accept_and_subscribe()
    _tell(peer, _GRANT, b"an old one", 0x31)
    _tell(peer, _GRANT, b"a fresh one")
    assert member.expect_about("group")[1] == "a fresh one"


def test_one_of_qos_1_is_acknowledged(broker, member):
    peer = broker.accept_and_subscribe()
    _tell(peer, _GRANT, b"\x12\x34a grant", 0x32)
    assert peer.expect(0x40) == b"\x12\x34"


def test_one_too_long_to_be_read_is_left_out(broker, member):
    peer = broker.accept_and_subscribe()
    body = struct.pack("!H", len(_GRANT)) + _GRANT + b"x" * 7_000
    peer.send(b"\x30" + bytes((len(body) & 0x7F | 0x80, len(body) >> 7)) + body)
    _tell(peer, _GRANT, b"a short one")
    assert member.expect_about("group")[1] == "a short one"


def test_it_is_no_part_of_the_snapshot(broker, member):
    peer = broker.accept()
    peer.expect(0x10)
    peer.send(CONNACK_ACCEPTED)
    assert peer.grant_subscription() == PREFIX + b"set/#"
    peer.expect_ping()
    _tell(peer, _GRANT, b"a grant")
    seen = []
    while "group" not in (event := member.event()):
        seen.append(event.get("snapshot"))
    assert event["group"][1] == "a grant"
    assert "begin" in seen and "mark" not in seen
    peer.send(PINGRESP)
    member.expect(snapshot="mark")


def test_a_group_that_is_set_or_changed_on_the_way_is_subscribed_to(broker, connect):
    connect()
    peer = broker.accept_and_subscribe()
    for name in (b"yard", b"garage"):
        peer.publish(b"set/group", name)
        _subscribed(peer, b"pilotlight/group/" + name + b"/#")


def test_after_a_reconnection_it_is_subscribed_to_again(broker, member):
    peer = broker.accept_and_subscribe()
    _subscribed(peer, b"pilotlight/group/yard/#")
    peer.expect(_SUBSCRIBE)  # the next thing: the group's did no harm
    peer.reset()
    _subscribed(broker.accept_and_subscribe(), b"pilotlight/group/yard/#")


def test_what_it_says_is_neither_retained_nor_kept_until_there_is_a_link(broker, member):
    peer = broker.accept_and_subscribe()
    _subscribed(peer, b"pilotlight/group/yard/#")
    peer.publish(b"set/say", b"1")
    assert _said(peer) == (0x30, b"1")


def test_what_finds_no_room_is_dropped(broker, member):
    peer = broker.accept_and_subscribe()
    _subscribed(peer, b"pilotlight/group/yard/#")
    peer.publish(b"set/say", b"9")
    peer.publish(b"set/say", b"1")
    said = 0
    while _said(peer)[1] == b"9":
        said += 1
    assert 1 <= said <= 4
