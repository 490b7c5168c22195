"""Puts every output safe, and nothing else: a reset of the CPU alone leaves pins as they were.

The contactor opens first. The pilot goes to steady +12 V: the car is told that nothing is offered.
"""

import sys

from machine import Pin

# firmware/board.py's: to open, no file of ours may be needed, for it may be what is damaged. The
# build puts in those of the board that it is for.
CONTACTOR_GPIO = 26
GFCI_TRIP_GPIO = 35
PILOT_PWM_GPIO = 25
GFCI_TEST_GPIO = 27
GROUND_TEST_GPIO = 14
ALIVE_GPIO = 13
HELD_OUTPUTS = ()


# Opening ends what the ground-fault module has latched, so it is read in the moment before. Where
# the coil's pin is off already the latch has ended before, and tells nothing. A packed program has
# no names in common with this file: what is told lies where a module would.
def untripped():
    return Pin(CONTACTOR_GPIO).value() == 1 and Pin(GFCI_TRIP_GPIO, Pin.IN).value() == 0


try:
    sys.modules["untripped"] = untripped()
finally:
    Pin(CONTACTOR_GPIO, Pin.OUT, value=0)
Pin(PILOT_PWM_GPIO, Pin.OUT, value=1)
Pin(GFCI_TEST_GPIO, Pin.OUT, value=0)
if GROUND_TEST_GPIO is not None:
    Pin(GROUND_TEST_GPIO, Pin.OUT, value=0)
Pin(ALIVE_GPIO, Pin.OUT, value=0)
for gpio, level in HELD_OUTPUTS:
    Pin(gpio, Pin.OUT, value=level)
