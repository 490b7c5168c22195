"""Ctrl-C at the serial port, which ends the program: it works only while it is armed.

While it is not, its byte comes in as any other. MicroPython arms it by itself at every start.
"""

import micropython
from micropython import const

_CTRL_C = const(3)
_NO_KEY = const(-1)


class InterruptKey:
    def __init__(self):
        self._armed = False
        self.arm()

    # Called at every control step: only a change costs anything.
    def arm(self):
        if not self._armed:
            self._armed = True
            micropython.kbd_intr(_CTRL_C)

    def disarm(self):
        if self._armed:
            self._armed = False
            micropython.kbd_intr(_NO_KEY)
