"""Feeds the watchdog, but only while the control loop makes progress.

A control step that is stuck stops the heartbeat (the board's gate opens after 3 s) and the feeding
(the chip resets after 10 s); a task that dies ends the program, which resets at once.
"""

from asyncio import sleep_ms

from micropython import const

WATCHDOG_MS = const(10_000)

_LOOK_EVERY_MS = const(1_000)


class Supervisor:
    """`watchdog`: machine.WDT; `control.steps` counts up."""

    def __init__(self, control, watchdog):
        self._control = control
        self._watchdog = watchdog

    async def run(self):
        seen = -1
        while True:
            if self._control.steps != seen:
                seen = self._control.steps
                self._watchdog.feed()
            await sleep_ms(_LOOK_EVERY_MS)
