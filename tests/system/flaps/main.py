"""The whole charger, for a long time: its control step comes less often, its heap is told.

A step every 240 ms instead of 20, as nothing is timed here, and the time of a good session none at
all: else a thousand lost connections would be waited for through a day. The journal is full from
the start, for what repeats itself fills it in hours. The rest is as on the board.
"""

import asyncio
import gc

from firmware import app
from firmware.drivers.chip.footing import Footing
from firmware.services import control
from firmware.services.link.session import Deadlines

_SPARED_MS = 220
_SPARED_STEPS = 11
_TELL_EVERY_S = 5
_NOTES = 64


def sleep_ms(ms):
    return asyncio.sleep_ms(ms + _SPARED_MS)


async def tell_heap():
    while True:
        gc.collect()
        print("HEAP", gc.mem_alloc())
        await asyncio.sleep(_TELL_EVERY_S)


# What would come after twelve steps comes after one.
def catch_up(rounds):
    after_step = rounds.after_step

    def caught_up():
        while rounds.turn():
            pass
        for _ in range(_SPARED_STEPS):
            after_step()

    rounds.after_step = caught_up


async def main():
    telling = asyncio.create_task(tell_heap())
    charger = app.App(Footing())
    catch_up(charger.rounds)
    for number in range(_NOTES):
        charger.journal.note("broker_lost", f"a connection that was lost before, {number}")
    await asyncio.gather(telling, charger.run())


control.sleep_ms = sleep_ms
Deadlines.good_session_ms = 0
asyncio.run(main())
