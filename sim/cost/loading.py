"""Imports in virtual time: what finding and loading a module costs the chip.

Each costs the reads of the flash that littlefs makes for it (sim/cost/count_reads.py) and work by
its length, and takes from the heap. What is frozen, or nowhere in the counts, costs nothing.
"""

import sys

import passage
import ujson

from sim.cost import garbage, heap, silicon

# Built in, but a file of their name would come first: they are looked for at every import
# (MP_REGISTER_EXTENSIBLE_MODULE).
_EXTENSIBLE = (
    "array binascii collections errno hashlib heapq io json machine os platform random re select "
    "socket ssl struct time"
).split()

_missing_reads = [0]
_modules = {}  # name -> (reads, bytes)


def install(path):
    """`path`: of a file with what sim/cost/count_reads.py prints."""
    with open(path) as file:
        counts = ujson.load(file)
    _missing_reads[0] = counts["missing"]
    _modules.update(counts["modules"])


def begin(name):
    """The firmware asks for this module, by its whole name."""
    if name in _EXTENSIBLE:
        _hold(_missing_reads[0], 0)
        return
    end = -1
    while end < len(name):
        end = name.find(".", end + 1)
        end = len(name) if end < 0 else end
        if name[:end] not in sys.modules and name[:end] in _modules:
            _load(*_modules[name[:end]])


# What loading takes from this interpreter's heap says nothing of the chip's.
def done():
    garbage.rest()


def _load(reads, size):
    _hold(reads, size)
    left = size * silicon.IMPORT_LEFT_PERMILLE // 1_000
    heap.loaded(left, size + silicon.IMPORT_HANDED_OUT_BYTES)


def _hold(reads, size):
    if passage.in_thread[0]:
        return
    work_us = reads * silicon.FLASH_READ_US + size * silicon.IMPORT_BYTE_US
    passage.clock.stall(passage.clock.paced(work_us), "import")
