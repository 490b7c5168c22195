"""How the installer's PIN is kept: salted and hashed over and over.

Six digits are a million: whoever holds the flash tries them all in minutes, whatever the hash. It
keeps a PIN out of sight, and out of bundles; what protects it by network is the lock-out.
"""

import os
from binascii import hexlify
from hashlib import sha256

from micropython import const

_ROUNDS = const(100)  # some 10 ms on the chip
_SALT_BYTES = const(8)


def fresh_salt():
    return hexlify(os.urandom(_SALT_BYTES)).decode()


def hashed(salt, pin):
    """Hex of SHA-256, applied 100 times; `salt` and `pin`: text."""
    digest = (salt + pin).encode()
    for _ in range(_ROUNDS):
        digest = sha256(digest).digest()
    return hexlify(digest).decode()
