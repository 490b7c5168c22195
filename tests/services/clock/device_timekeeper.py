"""Runs on MicroPython: the timekeeper alone, telling all that happens as JSON lines on stdout.

The arguments, joined, are JSON: `server`, `pace` to override, `epoch` the clock's time at the
start (null: not valid), `floor` the last time known, `joins` how often the network is looked for
in vain. Told: {"set": epoch}, {"journal": [code, detail]}, {"online": is it}.
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


class Network:
    def __init__(self, joins):
        self._left = joins

    def online(self):
        self._left -= 1
        tell(online=self._left < 0)
        return self._left < 0


async def main(order):
    for name, value in order.get("pace", {}).items():
        setattr(Pace, name, value)
    online = Network(order["joins"]).online if order["joins"] else None
    clock = Clock(order["epoch"])
    await Timekeeper(order["server"], clock, Journal(), order["floor"], online).run()


asyncio.run(main(json.loads("".join(sys.argv[1:]))))
