"""asyncio.sleep_ms in virtual time: who gives way without waiting has worked until then.

What was charged since the loop went on counts: who has spent as much already owes nothing.
"""

import asyncio

import micropython
import passage

from sim.cost import silicon

_sleep_ms = asyncio.sleep_ms


@micropython.native
def sleep_ms(ms):
    if ms == 0:
        owed_us = _piece_us() - (passage.now_us() - passage.went_on_us[0])
        if owed_us > 0:
            passage.charge(owed_us)
    return _sleep_ms(ms)


def _piece_us():
    draw = passage.world.chance.between
    least_us, most_us = silicon.PIECE_MIN_US, silicon.PIECE_MAX_US
    return min(draw(least_us, most_us), draw(least_us, most_us))


def install():
    asyncio.sleep_ms = sleep_ms
