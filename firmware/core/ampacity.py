"""Named limits, and which of them binds.

Every source of a limit has a name and an amount; the smallest wins. There are no priorities, so
nothing can raise the result above any one of them.
"""

from firmware.core.j1772 import OFFER_MIN_MA

ORDER = ("board", "cable", "wire", "group", "thermal", "live", "offline", "schedule")
NONE = "none"


# Runs at every control step: no tuple, no list, nothing allocated.
def binding(limits, order=ORDER):
    """The name of the smallest limit (`limits`: every name -> mA or None); ties go to the earlier.

    `"none"` when there is none at all. `order`: the names that count.
    """
    name = NONE
    for candidate in order:
        if limits[candidate] is not None:
            if name is NONE or limits[candidate] < limits[name]:
                name = candidate
    return name


# A charger that knows no limit at all knows nothing of its wires: it offers nothing.
def in_force_ma(limits, name):
    """What the limit called `name` lets through: its mA, or 0 below the 6 A a car can be told."""
    if name is NONE:
        return 0
    ma = limits[name]
    return ma if ma >= OFFER_MIN_MA else 0


def offered(limits):
    """`(mA, name)` of the smallest limit; `(0, name)` when it is below 6 A, never rounded up.
    `limits`: name -> mA or None; a name that is missing is no limit."""
    limits = {name: limits.get(name) for name in ORDER}
    name = binding(limits)
    return in_force_ma(limits, name), name
