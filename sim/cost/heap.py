"""The module `gc` in virtual time: a collection stops the chip for as long as it would there.

That follows what is in use. The charger's own collections are charged, and those that the
interpreter starts by itself whenever so many bytes were handed out as `threshold` says; see
`garbage`. On a heap far larger than the board's only every tenth of the charger's own is a real
one; who asks how much is free is told as if all of them had been.
"""

import gc
from gc import disable, enable, isenabled

import passage

from sim.cost import garbage, silicon

__all__ = ("collect", "disable", "enable", "isenabled", "mem_alloc", "mem_free", "threshold")

_ROOMY_BYTES = 1_000_000
_EVERY = 10 if gc.mem_alloc() + gc.mem_free() > _ROOMY_BYTES else 1
_GRAIN_BYTES = 2_048  # finer than this what is in use differs between two runs of the same seed

_put_off = [_EVERY - 1]
_threshold = [-1]
_in_use = [silicon.START_HEAP_BYTES]
_simulators = [0]


def collect():
    _put_off[0] += 1
    if _put_off[0] >= _EVERY:
        _catch_up()
    _stop()


def give_way():
    """Between two pieces of the firmware: here its own collections come, as many as were due."""
    limit = _threshold[0]
    while 0 < limit <= garbage.bytes_since[0]:
        over = garbage.bytes_since[0] - limit
        _stop()
        garbage.add(over)


def loaded(left_bytes, handed_out_bytes):
    """A module was loaded: so many bytes stay in use, of so many that were handed out for it."""
    _in_use[0] += left_bytes
    passage.world.pool.grow()
    garbage.add(handed_out_bytes)
    give_way()


def in_use():
    """Bytes of the chip's heap that were alive at the last look."""
    return _in_use[0]


def _stop():
    garbage.clear()
    cost_us = _in_use[0] * silicon.GC_BYTE_NS // 1_000
    passage.clock.stall(passage.clock.paced(cost_us), "gc")


def _catch_up():
    if _put_off[0]:
        _put_off[0] = 0
        gc.collect()
        alive = garbage.of_the_chip(gc.mem_alloc() - passage.world.own_bytes)
        _in_use[0] = silicon.START_HEAP_BYTES + alive // _GRAIN_BYTES * _GRAIN_BYTES
        passage.world.pool.grow()


def take_off(size):
    """So many bytes are the simulator's: who asks how much is in use is not told of them."""
    _simulators[0] = size


def mem_alloc():
    _catch_up()
    passage.charge(silicon.HEAP_WALK_US)
    return gc.mem_alloc() - _simulators[0]


def mem_free():
    _catch_up()
    passage.charge(silicon.HEAP_WALK_US)
    return gc.mem_free()


# Remembered only: most of what is allocated here is the simulated board's, not the charger's.
def threshold(amount=None):
    if amount is None:
        return _threshold[0]
    _threshold[0] = amount
