"""Named limits, and which of them binds.

Every source of a limit has a name and an amount; the smallest wins. There are no priorities, so
nothing can raise the result above any one of them.
"""

from firmware.core.j1772 import OFFER_MIN_MA

BOARD = "board"  # its rating: the one that is never missing

# These bind at every control step; the others as often as the plan is made.
HARD = (BOARD, "cable", "wire", "group", "thermal")
SOFT = ("live", "offline", "schedule")
ORDER = HARD + SOFT
NONE = "none"


def binding(limits, order=ORDER):
    """The name of the smallest limit (`limits`: every name -> mA or None); ties go to the earlier.

    `"none"` when there is none at all. `order`: the names that count.
    """
    name, least_ma = NONE, 0
    for candidate in order:
        ma = limits[candidate]
        if ma is not None and (name is NONE or ma < least_ma):
            name, least_ma = candidate, ma
    return name


# Runs at every control step: the amount alone, which takes a third of `binding`.
def least_ma(limits, names, ma):
    """`ma`, or less where a limit called one of `names` says so (`limits`: as in `binding`)."""
    for name in names:
        limit_ma = limits[name]
        if limit_ma is not None and limit_ma < ma:
            ma = limit_ma
    return ma


# A charger that knows no limit at all knows nothing of its wires: it offers nothing.
def offered(limits):
    """`(mA, name)` of the smallest limit; `(0, name)` when it is below 6 A, never rounded up.
    `limits`: name -> mA or None; a name that is missing is no limit."""
    limits = {name: limits.get(name) for name in ORDER}
    name = binding(limits)
    ma = 0 if name is NONE else limits[name]
    return ma if ma >= OFFER_MIN_MA else 0, name
