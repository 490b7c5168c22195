"""Remembers that this start has lasted, and tries again what it does without.

Counted is every start, until it has lasted: see core.protection.starts. What was left out is tried
again when no car is there, by starting anew: only before Python's heap has grown over the chip's
memory is there room for a radio.
"""

from micropython import const

from firmware.core.protection import starts

_TRY_AGAIN_AFTER_S = const(900)  # assumed: a driver who comes meanwhile waits some seconds more


class Starting:
    """`memory`: drivers.chip.reset_memory.ResetMemory; `count`: starts in a row that have not
    lasted, this one counted; `restart()` starts the chip anew, None where that would change
    nothing."""

    def __init__(self, memory, charger, clock, count, restart):
        self._memory = memory
        self._charger = charger
        self._clock = clock
        self._count = count
        self._restart = restart
        self._lasted = False

    def look(self):
        """Judge by the time since the start. To be called every second."""
        uptime_s = self._clock.uptime_s()
        if not self._lasted and uptime_s >= starts.LASTED_S:
            self._lasted = True
            self._remember(starts.lasted(self._count))
        if self._charger.plan.left_out and uptime_s >= _TRY_AGAIN_AFTER_S:
            if self._restart is not None and not self._charger.session.active:
                self._remember(starts.TRY_LINK)
                self._restart()

    def _remember(self, count):
        self._memory.put("starts", bytes((count,)))
        self._memory.save()
