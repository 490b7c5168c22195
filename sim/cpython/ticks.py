"""MicroPython's tick functions on CPython's `time`, reading the installed world's clock.

They wrap at 2^30 as on the ESP32, and start near the wrap so that tests cross it.
"""

import asyncio
import time
from typing import Any

from sim import world

_PERIOD = 1 << 30
_HALF = _PERIOD >> 1
_CROSSES_AFTER_US = 5_000_000
_START_US = (_PERIOD * 1_000 - _CROSSES_AFTER_US) % (_PERIOD * 1_000)


def _now_us() -> int:
    return int(world.current.clock.now_us) + _START_US


def _ticks_diff(end: int, start: int) -> int:
    return ((end - start + _HALF) & (_PERIOD - 1)) - _HALF


def _ticks_add(ticks: int, delta: int) -> int:
    return (ticks + delta) & (_PERIOD - 1)


def _sleep_us(us: int) -> None:
    clock = world.current.clock
    clock.wait_until(clock.now_us + us)


# Services are made on CPython, and their steps called one by one; their loops do not run there.
async def _no_loop(ms: int) -> None:
    raise RuntimeError("the services' loops run on MicroPython only")


def install(module: Any = time, loop: Any = asyncio) -> None:
    """Adds ticks_*, sleep_ms and sleep_us to `module`, and asyncio's sleep_ms to `loop`."""
    loop.sleep_ms = _no_loop
    module.ticks_us = lambda: _now_us() & (_PERIOD - 1)
    module.ticks_ms = lambda: _now_us() // 1_000 & (_PERIOD - 1)
    module.ticks_diff = _ticks_diff
    module.ticks_add = _ticks_add
    module.sleep_us = _sleep_us
    module.sleep_ms = lambda ms: _sleep_us(ms * 1_000)
