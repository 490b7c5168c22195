"""Run by the interpreter: what the control step takes from the heap while charging.

Prints two numbers: the bytes that 1,000 steps leave allocated, and how many of them bring about a
collection where every piece taken from the heap does. A function with more than eleven words of
locals and stack takes its frame from there and gives it back: no byte is lost, but each such loan
brings the next collection of 3 to 15 ms nearer.
"""

import gc

from device_charging import Board, charging

STEPS = 1_000
_LITTER_BYTES = 512


def allocated(control):
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(STEPS):
        control.step()
    return gc.mem_alloc() - before


# What is lost before a step is still there after it, unless the step has had it collected.
def collected(control):
    gc.enable()
    gc.threshold(0)
    steps = 0
    for _ in range(STEPS):
        bytearray(_LITTER_BYTES)
        before = gc.mem_alloc()
        control.step()
        steps += gc.mem_alloc() < before
    return steps


control, _ = charging(Board())
print(allocated(control), collected(control))
