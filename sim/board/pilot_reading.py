"""One reading of the pilot's ADC: the line's volts at this microsecond, the noise, and the time.

The most called function of the whole simulation, some 2500 times a second: so it works on
plateaus copied into the words when they change, on a table drawn once, on one comparison for all
that may fall due. Every sim.board.pilot_adc.PilotAdc has a copy of this module of its own, in
viper: see sim.placed.
"""

import micropython
from micropython import const

_LINE_AT = const(0)  # the words of the line, see sim.board.pilot_adc
_TIMES_AT = const(0)  # the words of the clock, see sim.instant
slowly = None  # called at the end of the table and in a fault: that reading, charged
run = None  # called when now reaches the next alarm

_EDGE_TENTHS_US = const(100)  # 10 us rise and fall, seen at the connector behind the cable
_FLOOR_MV = const(100)  # 11 dB: reads 0 below, is linear to 2.45 V
_CEILING_MV = const(3_100)

# What the reading works with, by its place in the words.
PLACE = const(0)  # in the table; at its end, or in a fault, the slow way is taken
PERIOD = const(1)  # tenths of a microsecond
FALL = const(2)
HIGH_MV = const(3)
LOW_MV = const(4)
START_US = const(5)  # low half, high half
READS = const(7)  # here the table begins
LAST = const(2_047)

# A word of the table: the noise of one reading, above 0, and below it the reading's cost.
NOISE_ZERO_MV = const(1_000)
COST_BITS = const(8)
COST = const(0xFF)

_NOW = const(0)
_NEXT = const(2)
WORD_BITS = const(32)
WORD = const(0xFFFFFFFF)


@micropython.bytecode
def read_uv() -> int:
    """Microvolts in steps of 1 mV; then the reading is charged."""
    line = ptr32(_LINE_AT)
    i = line[PLACE]
    if i >= LAST:
        return int(slowly())
    line[PLACE] = i + 1
    here = ptr32(_TIMES_AT)
    now = here[_NOW] | here[_NOW + 1] << WORD_BITS
    start = line[START_US] | line[START_US + 1] << WORD_BITS
    x = (now - start) * 10 % line[PERIOD]
    fall = line[FALL]
    high_mv, low_mv = line[HIGH_MV], line[LOW_MV]
    if x < fall:
        mv = high_mv
        if x < _EDGE_TENTHS_US:
            mv = low_mv + (high_mv - low_mv) * x // _EDGE_TENTHS_US
    else:
        mv = low_mv
        if x < fall + _EDGE_TENTHS_US:
            mv = high_mv + (low_mv - high_mv) * (x - fall) // _EDGE_TENTHS_US
    drawn = line[READS + i]
    mv += (drawn >> COST_BITS) - NOISE_ZERO_MV
    now += drawn & COST
    here[_NOW] = now & WORD
    here[_NOW + 1] = now >> WORD_BITS
    if now >= (here[_NEXT] | here[_NEXT + 1] << WORD_BITS):
        run()
    if mv < _FLOOR_MV:
        return 0
    return (_CEILING_MV if mv > _CEILING_MV else mv) * 1_000
