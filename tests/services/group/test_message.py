"""Only who has the key is heard, and what it said stays what it was."""

import pytest

from firmware.services.group.message import MAC_CHARS, hmac_sha256, pack, unpack

_TOPIC = b"pilotlight/group/garage/grant"

# RFC 4231, cases 1, 2, 3 and 6: a short key, a word, a long text, a key longer than a block.
_RFC_4231 = [
    (
        b"\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        b"\xaa" * 20,
        b"\xdd" * 50,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
]


@pytest.mark.parametrize(("key", "text", "mac"), _RFC_4231)
def test_the_mac_is_that_of_rfc_4231(key, text, mac):
    assert hmac_sha256(key, text).hex() == mac


def test_what_was_packed_is_unpacked():
    fields = {"from": "a", "seq": 1, "grants": {"b": ["c", 2, 6000, 30]}}
    assert unpack(b"key", _TOPIC, pack(b"key", _TOPIC, fields)) == fields


def test_another_key_another_topic_or_another_bit_is_forged():
    payload = pack(b"key", _TOPIC, {"seq": 1})
    assert unpack(b"kez", _TOPIC, payload) is None
    assert unpack(b"key", _TOPIC + b"s", payload) is None
    for index in range(len(payload)):
        wrong = payload[:index] + bytes([payload[index] ^ 1]) + payload[index + 1 :]
        assert unpack(b"key", _TOPIC, wrong) is None


@pytest.mark.parametrize("payload", [b"", b"{}", b"0" * (MAC_CHARS - 1), b"0" * MAC_CHARS])
def test_a_payload_without_a_mac_is_forged(payload):
    assert unpack(b"key", _TOPIC, payload) is None


@pytest.mark.parametrize("body", ["[]", "12", '"seq"'])
def test_a_signed_one_that_is_no_object_is_nothing(body):
    class Json:
        @staticmethod
        def dumps(text):
            return text

    import firmware.services.group.message as module

    real, module.json = module.json, Json
    try:
        payload = pack(b"key", _TOPIC, body)
    finally:
        module.json = real
    assert unpack(b"key", _TOPIC, payload) is None
