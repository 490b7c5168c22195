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
_SEPARATOR = "$"


def made(pin):
    """The settings' text for a `pin` that services.console.new_pin has passed: "salt$hash"."""
    salt = hexlify(os.urandom(_SALT_BYTES)).decode()
    return salt + _SEPARATOR + _hashed(salt, pin)


def is_right(stored, pin):
    """Whether `pin`, whatever was sent as one, is that of `stored`, the settings' text."""
    salt, hashed = stored.split(_SEPARATOR)
    return type(pin) is str and _same(_hashed(salt, pin), hashed)


# Hex of SHA-256, applied 100 times.
def _hashed(salt, pin):
    digest = (salt + pin).encode()
    for _ in range(_ROUNDS):
        digest = sha256(digest).digest()
    return hexlify(digest).decode()


# As long for a wrong first digit as for a wrong last one.
def _same(one, other):
    difference = len(one) ^ len(other)
    for a, b in zip(one, other):
        difference |= ord(a) ^ ord(b)
    return difference == 0
