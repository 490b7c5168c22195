"""A key that is shared, with the broker for TLS or in a load group: typed unseen, or made here."""

import binascii
import os

from micropython import const

from firmware.core.refusal import Refusal

NONE_WORDS = ("-", "none")
NEW = "new"
NO_SECRETS = NONE_WORDS + (NEW,)
NO_KEY = {"broker.psk": "", "broker.psk_identity": ""}
_KEY_BYTES = const(32)


# With a key in clear would be less than was asked for; so would be none by a mere Enter.
def changes(word):
    """-> what becomes of link.json, path -> value, when `word` is typed for a key."""
    if not word:
        raise Refusal("broker.psk", "64 hexadecimal digits, or: new, or - for none")
    if word in NONE_WORDS:
        return NO_KEY
    return {"broker.psk": _made() if word == NEW else word, "broker.tls": True}


def group_key(word):
    """-> the group's key when `word` is typed for one; "": none. Its length is for Settings."""
    if not word:
        raise Refusal("key", "at least 16 characters, or: new, or - for none")
    if word in NONE_WORDS:
        return ""
    return _made() if word == NEW else word


def _made():
    return binascii.hexlify(os.urandom(_KEY_BYTES)).decode()
