"""The module `gc` in virtual time: a collection stops the chip for some milliseconds."""

from gc import collect as _collect
from gc import disable, enable, isenabled, mem_alloc, mem_free

import passage

from sim import silicon

__all__ = ("collect", "disable", "enable", "isenabled", "mem_alloc", "mem_free", "threshold")

_threshold = [-1]


def collect():
    _collect()
    cost_us = passage.world.chance.between(silicon.GC_MIN_US, silicon.GC_MAX_US)
    passage.clock.stall(cost_us, "gc")


# Remembered only: most of what is allocated here is the simulated board's, not the charger's.
def threshold(amount=None):
    if amount is None:
        return _threshold[0]
    _threshold[0] = amount
