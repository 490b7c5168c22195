"""The module `gc` in virtual time: a collection stops the chip for some milliseconds.

On a heap far larger than the board's only every tenth is a real one; who asks how much is free is
told as if all of them had been.
"""

import gc
from gc import disable, enable, isenabled

import passage

from sim import silicon

__all__ = ("collect", "disable", "enable", "isenabled", "mem_alloc", "mem_free", "threshold")

_ROOMY_BYTES = 1_000_000
_EVERY = 10 if gc.mem_alloc() + gc.mem_free() > _ROOMY_BYTES else 1

_put_off = [0]
_threshold = [-1]


def collect():
    _put_off[0] += 1
    if _put_off[0] >= _EVERY:
        _catch_up()
    cost_us = passage.world.chance.between(silicon.GC_MIN_US, silicon.GC_MAX_US)
    passage.clock.stall(cost_us, "gc")


def _catch_up():
    if _put_off[0]:
        _put_off[0] = 0
        gc.collect()


def mem_alloc():
    _catch_up()
    return gc.mem_alloc()


def mem_free():
    _catch_up()
    return gc.mem_free()


# Remembered only: most of what is allocated here is the simulated board's, not the charger's.
def threshold(amount=None):
    if amount is None:
        return _threshold[0]
    _threshold[0] = amount
