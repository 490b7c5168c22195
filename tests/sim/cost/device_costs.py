"""Run on the interpreter in virtual time: what Python itself costs the chip, a line each.

Argument: the scene.
"""

import sys

import passage

from sim import world as sim_world
from sim.cost import silicon

world = sim_world.install(sim_world.World(1))
passage.install(world, None)

import tasks  # noqa: E402

from sim.cost import garbage, heap, json_text, loading  # noqa: E402

sys.modules["gc"], sys.modules["_asyncio"], sys.modules["json"] = heap, tasks, json_text

import asyncio  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402


def cost_us(call, *arguments):
    began_us = world.clock.now_us
    call(*arguments)
    return world.clock.now_us - began_us


def collections():
    stalls, world.clock.stalls = world.clock.stalls, []
    return [to_us - from_us for from_us, to_us, what in stalls if what == "gc"]


def texts():
    """Microseconds a byte: numbers, an object of 500 bytes, one of 5,000, and writing."""
    numbers = json.dumps(list(range(100)))
    small, large = (json.dumps({str(i): "x" * 40 for i in range(n)}) for n in (10, 100))
    for text in (numbers, small, memoryview(large.encode())):
        print(cost_us(json.loads, text) // len(text))
    print(cost_us(json.dumps, "x" * 98) // 100)


def collecting():
    """A collection by what is in use, then at a faster clock, and a look at what is free."""
    world.own_bytes = 0
    print(cost_us(gc.collect) - heap.in_use() * silicon.GC_BYTE_NS // 1_000)
    kept = bytearray(200_000)
    slow_us = [cost_us(gc.collect) for _ in range(10)][-1]
    print(slow_us > 100_000 * silicon.GC_BYTE_NS // 1_000, len(kept))
    world.set_cpu_hz(240_000_000)
    print(cost_us(gc.collect) == slow_us * 870 // 1_000)
    print(cost_us(gc.mem_free))


async def threshold():
    """Collections that nobody asked for: of a task that leaves garbage, at 4 KB and at none."""

    async def work(turns):
        await asyncio.sleep_ms(20)
        gc.collect()
        collections()
        for _ in range(turns):
            bytearray(garbage_bytes)
            await asyncio.sleep_ms(20)
        return len(collections())

    garbage_bytes = 0
    gc.threshold(4_096)
    print(await work(20))
    garbage_bytes = 2_048 * (2 if sys.maxsize >> 32 else 1)
    print(await work(20))
    gc.threshold(-1)
    print(await work(20))


def importing():
    """A module, the same again, one built in, and a long one at a threshold."""
    path = sys.argv[2]
    loading.install(path)
    for name in ("firmware.core.new", "firmware.core.ticks", "json", "frozen"):
        print(name, cost_us(loading.begin, name))
    gc.threshold(4_096)
    collections()
    loading.begin("firmware.core.long")
    one_us = heap.in_use() * silicon.GC_BYTE_NS // 1_000
    print(sum(collections()) // one_us, garbage.bytes_since[0] < 4_096)


def main(scene):
    played = globals()[scene]()
    if played is not None:
        asyncio.run(played)


main(sys.argv[1])
