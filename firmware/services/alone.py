"""What stands in for console and records where the heap has no room for them.

See firmware.bare.
"""

import sys

from micropython import const

from firmware.core.plan.orders import LOCAL

_AT_ONCE_CHARS = const(126)  # with the line's end, what the UART takes without making us wait


class Hand:
    """Takes the driver's orders in the place of services.link.desk. `decide()`: plan anew."""

    def __init__(self, orders, clock, decide):
        self._orders = orders
        self._clock = clock
        self._decide = decide

    def order(self, _name, word):
        """`word`: an override. -> that it was taken."""
        self._orders.set_override(word, LOCAL, self._clock.uptime_s())
        self._decide()
        return {"ok": True}


class Teller:
    """Says on the serial line what is noted; what was said is dropped."""

    def __init__(self, journal):
        self._journal = journal

    def look(self):
        """One line, if there is any. To be called a few times a second."""
        if self._journal.entries:
            line = "{} s: {} {}".format(*self._journal.entries.pop(0))
            sys.stdout.write(line[:_AT_ONCE_CHARS].rstrip() + "\n")


class NoBox:
    """A black box that keeps nothing."""

    frozen = False

    def take(self, _burst, _charger, _now_ms):
        """A control step is over."""

    def clear(self):
        """Nothing is in it."""


class NoTraces:
    """In the place of services.memory.traces.Traces."""

    def __init__(self):
        self.box = NoBox()

    def found(self, _cause):
        """What was in the box before the reset is lost."""

    def look(self, _now_ms):
        """There is nothing to write."""


class KeptPin:
    """Nobody is asked for a PIN here: what a reset found of the lock, it leaves to the next."""

    wrong = 0

    def __init__(self):
        self._saved = (0, None)

    def restore(self, saved, _now_s):
        self._saved = saved

    def saved(self, _now_s):
        return self._saved
