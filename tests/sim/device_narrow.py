"""Run by an interpreter of 32 bits: the functions in words beside the same as bytecode.

Both start from the same instants, chosen at random, some just below a full low word. Prints how
many comparisons were made, and each that differs.
"""

import random
from array import array

from sim import placed
from sim.board.pilot_reading import (
    COST_BITS,
    FALL,
    HIGH_MV,
    LOW_MV,
    NOISE_ZERO_MV,
    PERIOD,
    PLACE,
    READS,
    START_US,
)

ROUNDS = 2_000
_FULL = 1 << 32
_TABLE, _TIMES_WORDS = 4, 7
_PACES = (1_000, 870, 8_000)
_LONG_US = 400_000
_DAYS_US = 40 << 32


def instant():
    if random.getrandbits(1):
        return random.getrandbits(30) * random.getrandbits(14) % _DAYS_US
    return _FULL * (1 + random.getrandbits(3)) - random.getrandbits(7)


def set_words(words, place, t_us):
    words[place], words[place + 1] = t_us % _FULL, t_us // _FULL


def bytecode(name, arrays, names):
    space = {"ptr32": lambda words: words}
    text = placed._text_of(name)
    for constant in arrays:
        text = text.replace(constant + " = const(0)", "")
    exec(text, space)
    space.update(arrays)
    space.update(names)
    return space


class Side:
    """One of the two, with words of its own."""

    def __init__(self, make):
        self.times = array("I", [0] * _TIMES_WORDS)
        self.line = array("I", [0] * (READS + _TABLE))
        self.calls = []
        times = {"_TIMES_AT": self.times}
        wait = {"run": lambda: self.calls.append("run"), "wait_until": self.calls.append}
        self.instant = make("instant", times, wait)
        reads = {"_LINE_AT": self.line, "_TIMES_AT": self.times}
        slow = {"run": wait["run"], "slowly": lambda: -1}
        self.reading = make("board/pilot_reading", reads, slow)

    def start(self, now_us, next_us, origin_us, start_us, cost_us):
        del self.calls[:]
        set_words(self.times, 0, now_us)
        set_words(self.times, 2, next_us)
        set_words(self.times, 4, origin_us)
        set_words(self.line, START_US, start_us)
        self.times[6] = _PACES[cost_us % len(_PACES)]
        self.line[PLACE], self.line[PERIOD], self.line[FALL] = 0, 10_016, 5_312
        self.line[HIGH_MV], self.line[LOW_MV] = 1_810, 280
        self.line[READS] = NOISE_ZERO_MV << COST_BITS | cost_us

    def ran(self, call):
        return call(self), list(self.times), list(self.calls), self.line[PLACE]


CALLS = (
    lambda side: side.instant["ticks_us"](),
    lambda side: side.instant["ticks_ms"](),
    lambda side: side.instant["charge"](side.line[READS] & 0xFF),
    lambda side: side.instant["charge"](_LONG_US),
    lambda side: side.instant["sleep_us"](side.line[READS] & 0xFF),
    lambda side: side.reading["read_uv"](),
)


def main():
    sides = Side(placed.placed), Side(bytecode)
    compared = 0
    for _ in range(ROUNDS):
        now_us = instant()
        origin_us, start_us = now_us * random.getrandbits(8) // 256, now_us * 255 // 256
        moment = now_us, now_us + random.getrandbits(8), origin_us, start_us, random.getrandbits(7)
        for call in CALLS:
            found = []
            for side in sides:
                side.start(*moment)
                found.append(side.ran(call))
            compared += 1
            if found[0] != found[1]:
                print("differs", CALLS.index(call), moment, found)
    print(compared)


main()
