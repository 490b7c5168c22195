"""What the charger has allocated since the last collection, in bytes of the chip.

The interpreter counts every byte that it hands out. From turn to turn of the loop that count grows
by what the firmware allocates, and by what the simulator does. What it does while the loop waits
(the host, the sockets' PC side) is taken off, and so is the leanest turn that there was; what its
drivers and asyncio allocate stays in: it is rather too much. A module that is loaded counts by its
length (sim/cost/loading.py), for here it is compiled.
"""

import sys

import micropython

# In thousandths. An object takes 1.4 to 1.6 times as much in 64 bits, and a part of what is
# counted is the simulator's: half of it comes within 4 % of the charger alone in 32 bits.
_NARROW = 500 if sys.maxsize >> 32 else 1_000

_total = micropython.mem_total
bytes_since = [0]
_mark = [0]
_leanest = [1 << 20]


def of_the_chip(count):
    """Bytes of the chip's heap for so many of this interpreter's."""
    return count * _NARROW // 1_000


def add(count):
    """So many bytes of the chip's heap were handed out."""
    bytes_since[0] += count


def clear():
    bytes_since[0] = 0
    rest()


@micropython.native
def rest():
    """From here on the firmware allocates, until the next turn()."""
    _mark[0] = _total()


@micropython.native
def turn():
    """Between two pieces of the firmware: takes in what the last one has allocated."""
    grown = _total() - _mark[0]
    if grown < _leanest[0]:
        _leanest[0] = grown
    grown -= _leanest[0]
    if grown > 0:
        bytes_since[0] += grown * _NARROW // 1_000
    _mark[0] = _total()
