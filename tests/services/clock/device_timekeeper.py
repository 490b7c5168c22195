"""Runs on MicroPython: the timekeeper alone, telling all that happens as JSON lines on stdout.

The arguments, joined, are JSON: `server`, `pace` to override, `epoch` the clock's time at the
start (null: not valid). Told: {"set": epoch}, {"journal": [code, detail]}.
"""

import asyncio
import json
import sys
import time

from firmware.services.clock.timekeeper import Pace, Timekeeper


def tell(**event):
    print(json.dumps(event))


class Clock:
    def __init__(self, epoch):
        self._epoch = epoch

    def ticks_ms(self):
        return time.ticks_ms()

    def uptime_s(self):
        return time.ticks_ms() // 1000

    def epoch(self):
        return self._epoch

    def set(self, epoch_s):
        self._epoch = epoch_s
        tell(set=epoch_s)


class Journal:
    def note(self, code, detail):
        tell(journal=[code, detail])


async def main(order):
    for name, value in order.get("pace", {}).items():
        setattr(Pace, name, value)
    await Timekeeper(order["server"], Clock(order["epoch"]), Journal()).run()


asyncio.run(main(json.loads("".join(sys.argv[1:]))))
