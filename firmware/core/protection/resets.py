"""Resets that nobody asked for, while the contactor was closed.

One such reset opens the contactor under load and closes it again seconds later. Four within a
quarter of an hour would wear it out, and something is broken anyway: stay open until unplugged.
"""

from micropython import const

_WITHIN_S = const(900)
_TOO_MANY = const(4)

# The time between the last words before a reset and the first after it, when the wall clock that
# should tell it was set in between.
_GAP_MAX_S = const(120)


def aged(ages_s, gap_s):
    """`ages_s` of the resets that still count, `gap_s` after they were remembered."""
    gap_s = gap_s if 0 <= gap_s <= _GAP_MAX_S else _GAP_MAX_S
    return [age_s + gap_s for age_s in ages_s if age_s + gap_s < _WITHIN_S]


def too_many(ages_s):
    return len(ages_s) >= _TOO_MANY
