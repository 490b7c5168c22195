"""Runs on MicroPython: commands that come on stdin, through desk, commands, settings and plan.

A line each: name, payload in hex, retained and secure as 0 or 1, with tabs between. Prints one
JSON object: how many were answered, and the heap before and after. Dies on any exception.
"""

import asyncio
import binascii
import gc
import json
import sys

from firmware.services.link.desk import Desk
from tests.core.rig import NOON, Rig

_WARM_UP = 200  # what is made once, is made by then
_LAST = ("limit", "tou", "override")  # what they leave behind is taken back for the count
_JOURNAL = 64


class Patient:
    """A clock by which nobody is ever too quick."""

    def __init__(self):
        self.ms = 0

    def ticks_ms(self):
        self.ms = (self.ms + 1_000) % (1 << 30)
        return self.ms

    def epoch(self):
        return NOON


async def _heap(rig, desk):
    for name in _LAST:
        await desk.handle(name, b"auto" if name == "override" else b"", False, False)
    for _ in range(_JOURNAL):
        rig.journal.note("refused", "nonsense")
    rig.kept.clear()
    gc.collect()
    return gc.mem_alloc()


async def main():
    rig = Rig(epoch=NOON)
    desk = Desk(rig.commands, rig._make_plan, rig.journal, Patient())
    answered, before = 0, 0
    for number, line in enumerate(sys.stdin):
        if number == _WARM_UP:
            before = await _heap(rig, desk)
        name, payload, retained, secure = line.rstrip("\n").split("\t")
        octets = binascii.unhexlify(payload)
        reply = await desk.handle(name, octets, retained == "1", secure == "1")
        answered += reply is not None and len(json.dumps(reply)) > 0
    print(json.dumps({"answered": answered, "before": before, "after": await _heap(rig, desk)}))


asyncio.run(main())
