"""SNTP packets (RFC 4330): the question, and whether an answer to it can be believed.

Nothing here is signed. What protects the clock: the answer must repeat a random number that only
the question carried, come from a synchronised server, and name a time this firmware can live in.
"""

import struct

from micropython import const

NONCE_BYTES = const(8)
_PACKET_BYTES = const(48)
_VERSION_4_CLIENT = const(0x23)
_MODE_SERVER = const(4)
_LEAP_UNSYNCHRONISED = const(3)
_STRATUM_MAX = const(15)
_ORIGINATE_AT = const(24)
_TRANSMIT_AT = const(40)
_UNIX_EPOCH_S = 2_208_988_800  # 1970 in seconds of NTP, which counts from 1900
_ERA_S = 1 << 32  # RFC 4330 §3: NTP seconds begin again in 2036
_ERA_HALF_S = 1 << 31
_BUILT_S = 1_767_225_600  # 2026-01-01: no charger with this firmware has seen an earlier time
_END_S = 4_102_444_800  # 2100-01-01


class AnswerRefused(ValueError):
    """The text says what is wrong with the answer."""


def request(nonce):
    """`nonce` (8 random bytes) stands as transmit timestamp; a server copies it, no more."""
    return bytes((_VERSION_4_CLIENT,)) + bytes(_TRANSMIT_AT - 1) + nonce


def is_answer_to(packet, nonce):
    """False for a late or a made-up one, which is not worth a word."""
    return (
        len(packet) >= _PACKET_BYTES
        and packet[_ORIGINATE_AT : _ORIGINATE_AT + NONCE_BYTES] == nonce
    )


def answered_ms(packet):
    """-> Unix time in milliseconds as the server sent it. Raises AnswerRefused."""
    if packet[0] & 0x07 != _MODE_SERVER:
        raise AnswerRefused("what answered is not a time server")
    if packet[1] == 0:
        raise AnswerRefused("the time server turns us away ({})".format(_kiss_code(packet[12:16])))
    seconds, fraction = struct.unpack_from("!II", packet, _TRANSMIT_AT)
    unsynchronised = packet[0] >> 6 == _LEAP_UNSYNCHRONISED or packet[1] > _STRATUM_MAX
    if unsynchronised or seconds == 0 == fraction:
        raise AnswerRefused("the time server has no time itself")
    epoch_s = seconds + (_ERA_S if seconds < _ERA_HALF_S else 0) - _UNIX_EPOCH_S
    if not _BUILT_S <= epoch_s < _END_S:
        raise AnswerRefused("the time server names a year that cannot be")
    return epoch_s * 1000 + (fraction * 1000 >> 32)


# RFC 4330 §8: four letters, but from the network, so nothing else is repeated.
def _kiss_code(octets):
    return "".join(chr(octet) if 0x41 <= octet <= 0x5A else "?" for octet in octets)
