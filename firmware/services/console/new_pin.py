"""What an installer may choose for a PIN. Loaded when one is chosen.

Lock-outs leave a guesser few tries, and he begins with those that people like.
"""

from micropython import const

from firmware.core.refusal import Refusal
from firmware.services.console import pin_hash

_DIGITS_MIN = const(6)
_DIGITS_MAX = const(16)
_OBVIOUS = "too easily guessed: no date, nothing repeated, no digits in a row"


def made(pin):
    """The settings' text for `pin`, text. Raises Refusal unless it has 6 to 16 digits and is none
    of the obvious ones."""
    if not _DIGITS_MIN <= len(pin) <= _DIGITS_MAX or not pin.isdigit():
        raise Refusal("pin", "{} to {} digits".format(_DIGITS_MIN, _DIGITS_MAX))
    if _is_row(pin) or _repeats(pin) or _is_pairs(pin) or _may_be_date(pin):
        raise Refusal("pin", _OBVIOUS)
    return pin_hash.made(pin)


# 111111, 123456, 987654, 890123, 246802.
def _is_row(pin):
    steps = [(int(pin[at + 1]) - int(pin[at])) % 10 for at in range(len(pin) - 1)]
    return min(steps) == max(steps)


# 121212, 123123, 12341234.
def _repeats(pin):
    lengths = range(2, len(pin) // 2 + 1)
    return any((pin[:length] * len(pin))[: len(pin)] == pin for length in lengths)


# 112233.
def _is_pairs(pin):
    return all(pin[at : at + 1] == pin[at + 1 : at + 2] for at in range(0, len(pin), 2))


# Day and month in either order, before the year or behind it.
def _may_be_date(pin):
    return len(pin) in (6, 8) and (_is_day(pin[:4]) or _is_day(pin[-4:]))


def _is_day(digits):
    low, high = sorted((int(digits[:2]), int(digits[2:])))
    return 1 <= low <= 12 and high <= 31
