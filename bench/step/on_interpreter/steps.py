"""Run by the interpreter: control steps of a charger that charges, as many as the argument says.

What is not the firmware's is done by functions of the interpreter, as the chip's pins are: one
that says 1, one that takes a level, and one in place of the burst's 47 reads. The plateaus are
those of the last real burst.
"""

import gc
import sys
from time import sleep_ms

from device_charging import Board, charging

# Until no border of the state machine's times lies ahead; a longer pause is a stall.
_PAUSES = 5
_PAUSE_MS = 2_000


def _quieten(board):
    for pin in (board.coil, board.ground):
        pin.value = gc.isenabled
    for pin in (board.trip, board.test, board.alive):
        pin.value = bool
    board.control_pilot.sample = id


board = Board()
control, charger = charging(board)
_quieten(board)
for _ in range(_PAUSES):
    sleep_ms(_PAUSE_MS)
    control.step()
for _ in range(int(sys.argv[1])):
    control.step()
print(charger.evse.state)
