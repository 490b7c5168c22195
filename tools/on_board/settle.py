"""Has littlefs write the root folder's log anew now, and not in the middle of the switch.

It appends each change of a folder to a log, which every look into the folder reads, and which it
writes anew when it is full, after some fifty changes: two seconds on the chip. It cannot be asked
to, but it is felt.
"""

import os
from time import ticks_diff, ticks_us  # type: ignore[attr-defined]

HERE, AWAY = "switch.py.new", "away.new"
TURNS_MAX = 40  # of two changes each
FELT = 3  # such a turn takes some four times as long as the one before, or the one after it


def turn_us():
    start = ticks_us()
    os.rename(HERE, AWAY)
    os.rename(AWAY, HERE)
    return ticks_diff(ticks_us(), start)


before = turn_us()
for _ in range(TURNS_MAX):
    took = turn_us()
    if took > FELT * before or before > FELT * took:
        break
    before = took
