"""asyncio.sleep_ms in virtual time: who gives way without waiting has worked until then."""

import asyncio

import micropython
import passage

from sim.cost import silicon

_sleep_ms = asyncio.sleep_ms


@micropython.native
def sleep_ms(ms):
    if ms == 0:
        passage.charge(passage.world.chance.between(silicon.PIECE_MIN_US, silicon.PIECE_MAX_US))
    return _sleep_ms(ms)


def install():
    asyncio.sleep_ms = sleep_ms
