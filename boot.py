"""Puts every output safe, and nothing else: a reset of the CPU alone leaves pins as they were.

The contactor opens first. The pilot goes to steady +12 V: the car is told that nothing is offered.
"""

import sys

from machine import Pin

from firmware import board


# Opening ends what the ground-fault module has latched, so it is read in the moment before. Where
# the coil's pin is off already the latch has ended before, and tells nothing. A packed program has
# no names in common with this file: what is told lies where a module would.
def untripped():
    return (
        Pin(board.CONTACTOR_GPIO).value() == 1 and Pin(board.GFCI_TRIP_GPIO, Pin.IN).value() == 0
    )


try:
    sys.modules["untripped"] = untripped()
finally:
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0)
Pin(board.PILOT_PWM_GPIO, Pin.OUT, value=1)
Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=0)
Pin(board.ALIVE_GPIO, Pin.OUT, value=0)
for gpio, level in board.HELD_OUTPUTS:
    Pin(gpio, Pin.OUT, value=level)
