"""Puts every output safe, and nothing else: a reset of the CPU alone leaves pins as they were.

The contactor opens first. The pilot goes to steady +12 V: the car is told that nothing is offered.
"""

from machine import Pin

from firmware import board

Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0)
Pin(board.PILOT_PWM_GPIO, Pin.OUT, value=1)
Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=0)
Pin(board.ALIVE_GPIO, Pin.OUT, value=0)
for gpio, level in board.HELD_OUTPUTS:
    Pin(gpio, Pin.OUT, value=level)
