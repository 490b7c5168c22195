"""Messages of a load group: JSON behind its HMAC-SHA256 (RFC 2104), in hex.

The topic is signed with it: a report cannot pass for a grant, nor one group's message for that of
another with the same key. The ESP32 has no `hmac` module.
"""

import binascii
import hashlib
import json

from micropython import const

MAC_CHARS = const(64)
_BLOCK_BYTES = const(64)
_INNER, _OUTER = const(0x36), const(0x5C)


def _pad(key, octet):
    block = bytearray(bytes([octet]) * _BLOCK_BYTES)
    for index in range(len(key)):
        block[index] ^= key[index]
    return block


def hmac_sha256(key, text):
    """32 bytes. Both are bytes."""
    if len(key) > _BLOCK_BYTES:
        key = hashlib.sha256(key).digest()
    inner = hashlib.sha256(_pad(key, _INNER))
    inner.update(text)
    outer = hashlib.sha256(_pad(key, _OUTER))
    outer.update(inner.digest())
    return outer.digest()


def _mac(key, topic, body):
    return binascii.hexlify(hmac_sha256(key, topic + b"\n" + body))


# Looks at the first MAC_CHARS of each, and takes the same time wherever they differ: a forger must
# not learn the MAC piece by piece.
def _same(one, other):
    difference = 0
    for index in range(MAC_CHARS):
        difference |= one[index] ^ other[index]
    return difference == 0


def pack(key, topic, fields):
    """The payload for `fields`, a dict."""
    body = json.dumps(fields).encode()
    return _mac(key, topic, body) + body


def unpack(key, topic, payload):
    """The fields; None when `payload`, bytes, is not a message signed with this key."""
    body = payload[MAC_CHARS:]
    if len(payload) < MAC_CHARS or not _same(payload, _mac(key, topic, body)):
        return None
    try:
        fields = json.loads(body)
    except ValueError:
        return None
    return fields if type(fields) is dict else None
