"""The key that charger and broker share for TLS: typed unseen, or made here."""

import binascii
import os

from micropython import const

from firmware.core.refusal import Refusal
from firmware.services.console.commission.questions import NONE_WORDS

NEW = "new"
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


def _made():
    return binascii.hexlify(os.urandom(_KEY_BYTES)).decode()
