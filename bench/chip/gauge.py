"""Bytes of Python heap that are the charger's alone, read off a simulated board.

What the simulator takes is counted before the charger starts (`sim.cost.heap_gauge`) and taken
off. The interpreter keeps all names in tables that double; beside the simulator's names the
charger would pay for another doubling than alone. So the tables that came with it are taken off,
too, and those put in their place that as many names need by themselves.

Counted in: the hardware's objects, Python's here and C's on the chip. Not counted: names that the
simulator has as well, and the objects of asyncio, which the simulator has loaded before.
"""

import re
from dataclasses import dataclass
from typing import Any

from sim.host.charger import VirtualCharger
from sim.host.process import ChargerProcess

_NAMES = re.compile(r"n_qstr=(\d+), n_str_data_bytes=(\d+), n_total_bytes=(\d+)")

# py/qstr.c: the first table has room for 20 names, each further one for twice as many.
_FIRST_NAMES = 20
_NAME_BYTES = 7  # pointer, two of hash, one of length
_HEAD_BYTES = 24
_BLOCK_BYTES = 16
_NOTES_BITS = (
    3  # py/gc.c: two of each block's state, one of its finaliser; part of the heap's size
)


class GaugedProcess(ChargerProcess):
    """A life whose simulator counts the heap. `simulator`: of that heap, as simulator_bytes()."""

    def __init__(self, *life: Any, simulator: int = 0) -> None:
        super().__init__(*life)
        self.start_with = {"gauge": 1, "simulator_bytes": usable(simulator)}


@dataclass(frozen=True)
class Reading:
    """Bytes, the charger alone: `live` after a collection; `most` in use since the last one."""

    live: int
    most: int


def usable(heap_bytes: int) -> int:
    """What Python sees of so much heap: the collector keeps its notes in it."""
    blocks_bits = _BLOCK_BYTES * 8
    return heap_bytes * blocks_bits // (blocks_bits + _NOTES_BITS)


def table_bytes(names: int) -> int:
    """What the interpreter's tables of so many names take."""
    taken, room = 0, _FIRST_NAMES
    while names > 0:
        taken += -(-(_HEAD_BYTES + room * _NAME_BYTES) // _BLOCK_BYTES) * _BLOCK_BYTES
        names -= room
        room *= 2
    return taken


def read(charger: VirtualCharger, watched: bool = False) -> Reading:
    """The heap now; from now on it is watched for the next reading's `most`, or not."""
    charger.report()
    told = charger.heap(watched)
    off = told["base"] + _tables_off(charger.printed)
    return Reading(told["live"] - off, told["most"] - off)


def simulator_bytes(charger: VirtualCharger) -> int:
    """What of this life's heap is not the charger's, with the collector's notes on it."""
    taken = charger.heap(False)["base"] + _tables_off(charger.printed)
    return taken + taken * _NOTES_BITS // (_BLOCK_BYTES * 8)


# The first line of names is the simulator's, the last one the present.
def _tables_off(printed: str) -> int:
    found = [[int(number) for number in line] for line in _NAMES.findall(printed)]
    (names_sim, texts_sim, all_sim), (names, texts, everything) = found[0], found[-1]
    came = (everything - texts) - (all_sim - texts_sim)
    return came - table_bytes(names - names_sim)
