"""`micropython` with a watched kbd_intr(): whether Ctrl-C ends the program is history, too.

All else is the interpreter's own. Its kbd_intr() decides which byte becomes a signal; the PC's
side of the serial port (sim/host/serial/process.py) asks the interpreter, not this module.
"""

import sys

import micropython

_CTRL_C = 3


class Micropython:
    """In the place of the module. `remote.armed` follows; None: there is no control channel."""

    def __init__(self, world, remote):
        self._world = world
        self._remote = remote
        self._armed = True

    def __getattr__(self, name):
        return getattr(micropython, name)

    def kbd_intr(self, char):
        micropython.kbd_intr(char)
        armed = char == _CTRL_C
        if self._remote is not None:
            self._remote.armed = armed
        if armed != self._armed:
            self._armed = armed
            self._world.note(self._world.clock.now_us, "interrupt", int(armed))


def install(world, remote):
    sys.modules["micropython"] = Micropython(world, remote)
