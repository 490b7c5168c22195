"""`select.poll` in virtual time: waiting for something is what makes the clock move."""

import micropython
import passage
import uselect
from micropython import const

from sim.clock import FAR_US
from sim.cost import garbage, heap
from sim.cost.silicon import LOOP_TURN_US

POLLIN = uselect.POLLIN
POLLOUT = uselect.POLLOUT
POLLERR = uselect.POLLERR
POLLHUP = uselect.POLLHUP

_STREAM_POLL = const(3)

_charge = passage.clock.charge
_rest, _turn, _give_way = garbage.rest, garbage.turn, heap.give_way
_now_us = passage.clock.read
_step = passage.step
_next_tick = passage.next_tick
_traffic = passage.traffic
_went_on_us = passage.went_on_us


# Who can be asked straight is.
def _answerer(thing):
    if hasattr(thing, "ready"):
        return thing.ready
    return lambda events: thing.ioctl(_STREAM_POLL, events)


class poll:
    """What is written in Python answers for itself; descriptors are asked of the real poll, when
    there is reason to.

    A TLS stream over a virtual socket is asked only when something may have changed: the real
    poll naps for 1 ms, at every turn of the loop, over whatever is no descriptor.
    """

    def __init__(self):
        self._virtual = []  # [object, events, function of them: what is ready]
        self._real = uselect.poll()
        self._real_count = 0
        self._looks = -1  # of the traffic, when the real poll was asked last
        self._found = False  # something then
        self._streams = uselect.poll()
        self._stream_count = 0
        self._streams_changed = False
        self._curious = False  # asks at the next turn, whether there is something new or not

    def register(self, thing, events=POLLIN | POLLOUT):
        if hasattr(thing, "ioctl"):
            for entry in self._virtual:
                if entry[0] is thing:
                    entry[1] = events
                    return
            self._virtual.append([thing, events, _answerer(thing)])
        elif hasattr(thing, "fileno"):
            self._real_count += 1
            self._found = self._curious = True
            self._real.register(thing, events)
        else:
            self._stream_count += 1
            self._streams_changed = self._curious = True
            self._streams.register(thing, events)

    def modify(self, thing, events):
        if hasattr(thing, "fileno"):
            self._found = self._curious = True
            self._real.modify(thing, events)
            return
        if not hasattr(thing, "ioctl"):
            self._streams_changed = self._curious = True
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

    # On the chip a waiting task wakes on the tick, or when an interrupt made something ready. What
    # comes with that very tick is found when asyncio asks again, as it does before it runs a task.
    @micropython.native
    def ipoll(self, timeout=-1, flags=0):
        _turn()
        _charge(LOOP_TURN_US)
        until_us = _next_tick(_now_us() + timeout * 1_000) if timeout > 0 else FAR_US
        _give_way()
        ready = self._await(timeout, until_us)
        _went_on_us[0] = _now_us()
        _rest()
        return ready

    @micropython.native
    def _await(self, timeout, until_us):
        now_us = _now_us()
        ready = self._ready(now_us)
        if ready or timeout == 0:
            return ready
        while now_us < until_us:
            _step(now_us, until_us)
            now_us = _now_us()
            if now_us < until_us:
                ready = self._ready(now_us)
                if ready:
                    break
        return ready

    @micropython.native
    def _ready(self, now_us):
        if now_us >= _traffic.attend_us:
            _traffic.attend()
        ready = ()
        for thing, events, answer in self._virtual:
            got = answer(events)
            if got:
                ready += ((thing, got),)
        if self._curious or self._looks != _traffic.looks:
            ready += self._ask_the_pc()
        return ready

    def _ask_the_pc(self):
        ready, looks = (), _traffic.looks
        if self._real_count and (self._found or self._looks != looks):
            found = self._real.poll(0)
            self._found = bool(found)
            ready += tuple(found)
        if self._stream_count and (self._streams_changed or _traffic.restless):
            self._streams_changed = False
            ready += tuple(self._streams.poll(0))
        self._looks = looks
        self._curious = self._found or self._stream_count > 0
        return ready
