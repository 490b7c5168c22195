"""Runs on MicroPython: packets made wrong at random, through the real connection and codec.

argv: seed, count. Prints one JSON object: how many packets were taken, how each connection ended
that was ended by what came, the longest buffer, and the heap before and after. Dies with
the number of the case on any exception that does not belong to the end of a connection.
"""

import asyncio
import gc
import json
import random
import sys

from firmware.services.link.codec import Codec, ProtocolError
from firmware.services.link.connection import Connection
from firmware.services.link.session import SCHEDULE_MAX_BYTES, Deadlines
from tests.fuzz.mutation import mutated

_WARM_UP = 500  # what is made once, is made by then
_FILLER_BYTES = 2 * SCHEDULE_MAX_BYTES
_SET = b"pilotlight/garage-1/set/"


def _publish(name, payload, retain=False, qos=0):
    return bytes(Codec().publish(_SET + name, payload, retain, qos))


GOOD = (
    b"\x20\x02\x00\x00",
    b"\x90\x03\x00\x01\x01",
    b"\x40\x02\x00\x01",
    b"\xd0\x00",
    _publish(b"limit", b"16"),
    _publish(b"tou", b"", True),
    _publish(b"override", b"charge", True, 1),
    _publish(b"tou", b"{" * 1_000, True, 1),
    _publish(b"tou", b"x" * SCHEDULE_MAX_BYTES),
    b"\x30\xb4\x5e\x00\x1b" + _SET + b"tou",  # 12 KB: read past, and answered
    b"\x30\xff\xff\xff\x7f\x00\x1b" + _SET + b"tou",
)


class Memory:
    """In the place of asyncio's stream: what was put in, some filler, then the end."""

    def __init__(self, _sock):
        self.octets = b""
        self.filler = 0
        self.longest = 0

    async def readexactly(self, count):
        self.longest = max(self.longest, count)
        taken = self._take(count)
        if len(taken) < count:
            raise EOFError
        return taken

    async def read(self, count):
        self.longest = max(self.longest, count)
        return self._take(random.randrange(1, count + 1))

    def _take(self, count):
        taken, self.octets = self.octets[:count], self.octets[count:]
        missing = min(count - len(taken), self.filler)
        self.filler -= missing
        return taken + bytes(missing)


class Clock:
    def ticks_ms(self):
        return 0


# Nothing in it waits, so it is done in one go.
def _done(work):
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("a packet from memory was waited for")


class Fuzz:
    def __init__(self):
        self.packets = 0
        self.longest = 0
        self.ends = {}

    # One connection, to its end.
    def connection(self):
        connection, codec = Connection(None, Clock(), Deadlines), Codec()
        stream = connection._stream
        good = b"".join([random.choice(GOOD) for _ in range(random.randrange(1, 5))])
        stream.octets = mutated(random, good)
        stream.filler = random.randrange(_FILLER_BYTES)
        try:
            while True:
                packet, cut = _done(connection.read_packet())
                self.longest = max(self.longest, len(packet), stream.longest)
                codec.unpack(packet, cut)
                _done(connection.skip())
                self.packets += 1
        except (ProtocolError, EOFError) as end:
            name = type(end).__name__
            self.ends[name] = self.ends.get(name, 0) + 1


def _heap():
    gc.collect()
    return gc.mem_alloc()


def main(seed, count):
    asyncio.StreamReader = Memory
    fuzz = Fuzz()
    for number in range(-_WARM_UP, count):
        random.seed(seed * 1_000_003 + number)
        if number == 0:
            before = _heap()
        try:
            fuzz.connection()
        except Exception:
            print("seed", seed, "case", number)
            raise
    told = {"packets": fuzz.packets, "ends": fuzz.ends, "longest": fuzz.longest}
    told["before"], told["after"] = before, _heap()
    print(json.dumps(told))


main(int(sys.argv[1]), int(sys.argv[2]))
