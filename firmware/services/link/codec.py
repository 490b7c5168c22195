"""MQTT 3.1.1 packets to and from bytes; no socket, no waiting.

umqtt.simple packs and unpacks, over a buffer in memory where it expects its socket. On a real
socket it can wait for ever: for half a packet, or for an acknowledgement (its publish and
subscribe loop until one comes). Here the acknowledgement it loops for is in the buffer before it
looks, and an exhausted buffer raises, so it never spins. CONNECT is ours, because umqtt's opens
the socket itself.

Numbers in brackets below are clauses of MQTT 3.1.1 (OASIS, 2014).
"""

from micropython import const
from umqtt.simple import MQTTClient

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
_QOS_MASK = const(0x06)
_QOS_1 = const(0x02)
_ID_MAX = const(65_535)  # [2.3.1] packet identifiers are 1..65535; umqtt's never wrap

# [3.1.2.3] A will of QoS 1, retained; the session is always clean (see "snapshot").
_CLEAN_WITH_WILL = const(0x02 | 0x04 | 0x08 | 0x20)
_USER_AND_PASSWORD = const(0x80 | 0x40)

_NAME_MAX_BYTES = const(32)
_UNNAMED = "?"

# What the broker may send beside PUBLISH, and how long each is with its two header bytes.
_FIXED_SIZES = {CONNACK: 4, PUBACK: 4, SUBACK: 5, PINGRESP: 2}


class ProtocolError(ValueError):
    """The broker sent what MQTT does not allow; only a new connection helps."""


class Codec:
    """Packs and unpacks for one connection; counts its packet identifiers.

    umqtt takes it for its socket: it reads from one packet, and what it writes is kept.
    """

    def __init__(self):
        self._written = bytearray()
        self._packet, self._at = b"", 0
        self._received = None
        self._client = MQTTClient("", "")
        self._client.sock = self
        self._client.set_callback(self._keep)

    def publish(self, topic, payload, retain=False, qos=0):
        """`topic` and `payload` are bytes: umqtt writes the length of what it is given."""
        if qos:
            self._acknowledge(b"\x40\x02", b"")
        self._client.publish(topic, payload, retain, qos)
        return self._take()

    @property
    def packet_id(self):
        """Of the last packet that is to be acknowledged."""
        return self._client.pid

    # QoS 1, because a broker short of room for us drops messages of QoS 0 first, and a flash write
    # or a TLS step keeps us from reading. Commands say what is to be: a repeated one is harmless.
    def subscribe(self, topic):
        """`topic` is at most 122 bytes: umqtt has one byte for the length of the packet."""
        self._acknowledge(b"\x90\x03", b"\x01")
        self._client.subscribe(topic, 1)
        return self._take()

    def unpack(self, packet, cut=False):
        """-> (kind, value) of one whole packet, or of the head of a `cut` PUBLISH.

        The value is _message() for PUBLISH, the return code for CONNACK and SUBACK, the packet
        identifier for PUBACK, None for PINGRESP. Raises ProtocolError.
        """
        kind = packet[0] & _KIND_MASK
        if kind == PUBLISH:
            return kind, self._message(packet, cut)
        if _FIXED_SIZES.get(packet[0]) != len(packet) or packet[1] != len(packet) - 2:
            raise ProtocolError("the broker sent a packet of an unknown form")
        self._feed(packet)
        self._client.wait_msg()
        if kind == PUBACK:
            return kind, packet[2] << 8 | packet[3]
        return kind, None if kind == PINGRESP else packet[-1]

    # The RETAIN bit is taken from the header byte, because umqtt's callback does not have it.
    def _message(self, packet, cut):
        """(topic, payload, retained, acknowledgement) of a PUBLISH.

        The first two are bytes; of a cut message the payload is the beginning, and the topic is
        empty if that was cut, too. The last one is to be sent once the message is dealt with, or
        empty.
        """
        if packet[0] & _QOS_MASK > _QOS_1:  # [3.8.4] we never asked for it
            raise ProtocolError("the broker sent a message of QoS 2, which was not asked for")
        self._received = b"", b""
        self._feed(packet)
        try:
            self._client.wait_msg()
        except ProtocolError:
            if not cut:
                raise
        self._feed(b"")
        (topic, payload), self._received = self._received, None
        return topic, payload, bool(packet[0] & _RETAIN_BIT), self._take()

    # The acknowledgement which umqtt is about to wait for. The broker's own comes to unpack().
    def _acknowledge(self, header, result):
        self._client.pid %= _ID_MAX
        self._feed(header + _word(self._client.pid + 1) + result)

    def _keep(self, topic, payload):
        self._received = topic, payload

    def _feed(self, packet):
        self._packet, self._at = packet, 0

    def _take(self):
        written, self._written = self._written, bytearray()
        return written

    # ---- what umqtt asks of its socket

    def read(self, size):
        start, self._at = self._at, self._at + size
        if size < 0 or self._at > len(self._packet):
            raise ProtocolError("the broker sent a packet that ends too early")
        return self._packet[start : self._at]

    def write(self, octets, size=None):
        self._written.extend(octets if size is None else octets[:size])

    # It turns blocking on before it reads the rest of a packet. Memory never blocks.
    def setblocking(self, blocking):
        pass


def connect(client_id, will_topic, will, user, password, keepalive_s):
    """CONNECT with a clean session and a retained will. All but `keepalive_s` are bytes.

    An empty `user` sends neither user nor password.
    """
    flags = _CLEAN_WITH_WILL | (_USER_AND_PASSWORD if user else 0)
    body = b"\0\x04MQTT\x04" + bytes((flags,)) + _word(keepalive_s)
    for field in (client_id, will_topic, will) + ((user, password) if user else ()):
        body += _field(field)
    return b"\x10" + _length(len(body)) + body


# umqtt wants a payload whole.
def publish_start(topic, size):
    """What precedes a payload of `size` bytes that goes out in pieces, retained and of QoS 0."""
    head = _field(topic)
    return b"\x31" + _length(len(head) + size) + head


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


# Commands have plain names; anything else is nobody's command, and is not repeated in an answer.
def plain_name(topic):
    if not 0 < len(topic) <= _NAME_MAX_BYTES:
        return _UNNAMED
    for octet in topic:
        if not 0x21 <= octet <= 0x7E:
            return _UNNAMED
    return topic.decode()
