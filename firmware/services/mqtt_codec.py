"""MQTT 3.1.1 packets to and from bytes; no socket, no waiting.

Numbers in brackets below are clauses of MQTT 3.1.1 (OASIS, 2014).
"""

from micropython import const

CONNACK = const(0x20)
PUBLISH = const(0x30)
PUBACK = const(0x40)
SUBACK = const(0x90)
PINGRESP = const(0xD0)

SUBSCRIPTION_REFUSED = const(0x80)  # [3.9.3] return code in SUBACK
PINGREQ = b"\xc0\0"
DISCONNECT = b"\xe0\0"

_KIND_MASK = const(0xF0)
_RETAIN_BIT = const(0x01)  # [3.3.1.3]
_QOS_SHIFT = const(1)
_ID_BYTES = const(2)
_ID_MAX = const(65_535)  # [2.3.1] packet identifiers are 1..65535

# [3.1.2.3] A will of QoS 1, retained; the session is always clean (see "snapshot").
_CLEAN_WITH_WILL = const(0x02 | 0x04 | 0x08 | 0x20)
_USER_AND_PASSWORD = const(0x80 | 0x40)

# What the broker may send beside PUBLISH, and how long each is with its two header bytes.
_FIXED_SIZES = {CONNACK: 4, PUBACK: 4, SUBACK: 5, PINGRESP: 2}


class ProtocolError(ValueError):
    """The broker sent what MQTT does not allow; only a new connection helps."""


class Codec:
    """Packs for one connection; `packet_id`: of the last packet that is to be acknowledged."""

    def __init__(self):
        self.packet_id = 0

    def publish(self, topic, payload, retain=False, qos=0):
        """`topic` and `payload` are bytes."""
        head = _field(topic)
        if qos:
            head += self._next_id()
        return _packet(PUBLISH | qos << _QOS_SHIFT | retain, head, payload)

    # QoS 1, because a broker short of room for us drops messages of QoS 0 first, and a flash write
    # or a TLS step keeps us from reading. Commands say what is to be: a repeated one is harmless.
    def subscribe(self, topic):
        return _packet(0x82, self._next_id() + _field(topic), b"\x01")

    def _next_id(self):
        self.packet_id = self.packet_id % _ID_MAX + 1
        return _word(self.packet_id)


def unpack(packet, cut=False):
    """-> (kind, value) of one whole packet, or of the head of a `cut` PUBLISH.

    The value is message() for PUBLISH, the return code for CONNACK and SUBACK, the packet
    identifier for PUBACK, None for PINGRESP. Raises ProtocolError.
    """
    kind = packet[0] & _KIND_MASK
    if kind == PUBLISH:
        return kind, message(packet, cut)
    if _FIXED_SIZES.get(packet[0]) != len(packet) or packet[1] != len(packet) - 2:
        raise ProtocolError("the broker sent a packet of an unknown form")
    if kind == PUBACK:
        return kind, packet[2] << 8 | packet[3]
    return kind, None if kind == PINGRESP else packet[-1]


def message(packet, cut):
    """(topic, payload, retained, acknowledgement) of a PUBLISH.

    The first two are bytes; of a cut message the payload is the beginning, and the topic is empty
    if that was cut, too. The last one is to be sent once the message is dealt with, or empty.
    """
    retained = bool(packet[0] & _RETAIN_BIT)
    qos = packet[0] >> _QOS_SHIFT & 3
    if qos > 1:  # [3.8.4] we never asked for it
        raise ProtocolError("the broker sent a message of QoS 2, which was not asked for")
    at = 2  # behind the length, in whose last byte the highest bit is not set
    while packet[at - 1] & 0x80 and at < len(packet):
        at += 1
    topic_at = at + 2
    topic_end = topic_at + int.from_bytes(packet[at:topic_at], "big")
    payload_at = topic_end + (_ID_BYTES if qos else 0)
    if topic_at > len(packet) or payload_at > len(packet):
        if not cut:
            raise ProtocolError("the broker sent a packet that ends too early")
        return b"", b"", retained, b""
    ack = b"\x40\x02" + packet[topic_end:payload_at] if qos else b""
    return packet[topic_at:topic_end], packet[payload_at:], retained, ack


def connect(client_id, will_topic, will, user, password, keepalive_s):
    """CONNECT with a clean session and a retained will. All but `keepalive_s` are bytes.

    An empty `user` sends neither user nor password.
    """
    flags = _CLEAN_WITH_WILL | (_USER_AND_PASSWORD if user else 0)
    body = b"\0\x04MQTT\x04" + bytes((flags,)) + _word(keepalive_s)
    for field in (client_id, will_topic, will) + ((user, password) if user else ()):
        body += _field(field)
    return _packet(0x10, body, b"")


def publish_start(topic, size):
    """What precedes a payload of `size` bytes that goes out in pieces, retained and of QoS 0."""
    head = _field(topic)
    return b"\x31" + _length(len(head) + size) + head


def _packet(header, head, body):
    return b"".join((bytes((header,)), _length(len(head) + len(body)), head, body))


def _field(octets):
    return _word(len(octets)) + octets


def _word(number):
    return number.to_bytes(2, "big")


# [2.2.3] Seven bits a byte, least significant first.
def _length(size):
    coded = bytearray()
    while size > 0x7F:
        coded.append(size & 0x7F | 0x80)
        size >>= 7
    coded.append(size)
    return coded
