"""sim.board.pilot_reading for viper's integers of 32 bits.

The constants are those of sim.board.pilot_reading, which sim.placed puts before this text.
"""

import micropython


# As many microseconds as the period has tenths are ten periods: so the time since the start is
# taken modulo that, half a word at a time.
@micropython.viper
def read_uv() -> int:
    line = ptr32(_LINE_AT)
    i = line[PLACE]
    if i >= LAST:
        return int(slowly())
    line[PLACE] = i + 1
    here = ptr32(_TIMES_AT)
    now_low = uint(here[_NOW])
    now_high = here[_NOW + 1]
    since = now_low - uint(line[START_US])
    turns = now_high - line[START_US + 1]
    if now_low < uint(line[START_US]):
        turns -= 1
    period = line[PERIOD]
    carry = 65_536 % period
    x = int(since >> 16) % period * carry + (int(since) & 0xFFFF)
    x = (x % period + turns * (carry * carry % period)) % period * 10 % period
    fall, high_mv, low_mv = line[FALL], line[HIGH_MV], line[LOW_MV]
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
    cost_us = drawn & COST
    now_low += uint(cost_us)
    if now_low < uint(cost_us):
        now_high += 1
    here[_NOW] = int(now_low)
    here[_NOW + 1] = now_high
    next_high = here[_NEXT + 1]
    if now_high > next_high or (now_high == next_high and now_low >= uint(here[_NEXT])):
        run()
    if mv < _FLOOR_MV:
        return 0
    return (_CEILING_MV if mv > _CEILING_MV else mv) * 1_000
