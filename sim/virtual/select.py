"""`select.poll` in virtual time: waiting for something is what makes the clock move."""

import passage
import uselect
from micropython import const

from sim import silicon
from sim.clock import FAR_US

POLLIN = uselect.POLLIN
POLLOUT = uselect.POLLOUT
POLLERR = uselect.POLLERR
POLLHUP = uselect.POLLHUP

_STREAM_POLL = const(3)


class poll:
    """What is written in Python answers for itself; descriptors are asked of the real poll.

    A TLS stream over a virtual socket is asked only when something may have changed: the real
    poll naps for 1 ms, at every turn of the loop, over whatever is no descriptor.
    """

    def __init__(self):
        self._virtual = []  # [object, events]
        self._real = uselect.poll()
        self._real_count = 0
        self._streams = uselect.poll()
        self._stream_count = 0
        self._streams_changed = False

    def register(self, thing, events=POLLIN | POLLOUT):
        if hasattr(thing, "ioctl"):
            for entry in self._virtual:
                if entry[0] is thing:
                    entry[1] = events
                    return
            self._virtual.append([thing, events])
        elif hasattr(thing, "fileno"):
            self._real_count += 1
            self._real.register(thing, events)
        else:
            self._stream_count += 1
            self._streams_changed = True
            self._streams.register(thing, events)

    def modify(self, thing, events):
        if hasattr(thing, "fileno"):
            self._real.modify(thing, events)
            return
        if not hasattr(thing, "ioctl"):
            self._streams_changed = True
            self._streams.modify(thing, events)
            return
        for entry in self._virtual:
            if entry[0] is thing:
                entry[1] = events
                return
        raise OSError(2)

    def unregister(self, thing):
        for entry in self._virtual:
            if entry[0] is thing:
                self._virtual.remove(entry)
                return
        if hasattr(thing, "fileno"):
            self._real_count -= 1
            self._real.unregister(thing)
        elif not hasattr(thing, "ioctl"):
            self._stream_count -= 1
            self._streams.unregister(thing)

    def poll(self, timeout=-1, flags=0):
        return list(self.ipoll(timeout, flags))

    # On the chip a waiting task wakes on the tick, or when an interrupt made something ready.
    def ipoll(self, timeout=-1, flags=0):
        clock = passage.clock
        clock.charge(silicon.LOOP_TURN_US)
        ready = self._ready()
        if ready or timeout == 0:
            return ready
        until_us = FAR_US
        if timeout > 0:
            until_us = passage.next_tick(clock.now_us + timeout * 1_000)
        while not ready and clock.now_us < until_us:
            passage.step(until_us)
            ready = self._ready()
        return ready

    def _ready(self):
        passage.traffic.settle_if_stirred()
        ready = []
        for thing, events in self._virtual:
            got = thing.ioctl(_STREAM_POLL, events)
            if got:
                ready.append((thing, got))
        if self._real_count:
            ready += self._real.poll(0)
        if self._stream_count and (self._streams_changed or passage.traffic.restless):
            self._streams_changed = False
            ready += self._streams.poll(0)
        return ready
