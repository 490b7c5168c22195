"""Resets that nobody asked for, while the contactor was closed.

One such reset opens the contactor under load and closes it again seconds later. Four within a
quarter of an hour would wear it out, and something is broken anyway: stay open until unplugged.
"""

from micropython import const

_WITHIN_S = const(900)
_TOO_MANY = const(4)


def after_reset(history, now_s):
    """`history` (list of seconds on a clock that runs through resets) with this one added."""
    return [then_s for then_s in history if 0 <= now_s - then_s < _WITHIN_S] + [now_s]


def too_many(history):
    return len(history) >= _TOO_MANY
