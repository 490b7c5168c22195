"""The services' coroutines on CPython: what they call asyncio for, and one run to its end."""

from collections.abc import Coroutine, Generator
from types import SimpleNamespace, coroutine

from firmware import forget
from firmware.services import control, heap
from firmware.services.link import desk


# What the services call asyncio's sleep_ms: CPython has none, so it hands the span to whoever
# lets time pass.
@coroutine
def sleep_ms(ms):
    yield ms


for _service in (control, desk):
    _service.sleep_ms = sleep_ms

# A collection of the PC's heap takes longer than the scenario; the bench charges the chip's.
heap.gc = forget.gc = SimpleNamespace(collect=lambda: None)


def played(rig, dialogue: Generator):
    """What a console's dialogue returns that asks nothing: a control step for each turn."""
    while True:
        try:
            next(dialogue)
        except StopIteration as end:
            return end.value
        rig.advance_ms(20)


def finished(work: Coroutine):
    """What `work` returns; however often it gives way, it goes on at once."""
    while True:
        try:
            work.send(None)
        except StopIteration as end:
            return end.value
