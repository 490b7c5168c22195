"""Feeds the watchdog, but only while everybody makes progress.

A control step that is stuck stops the heartbeat (the board's gate opens after 3 s) and the feeding
(the chip resets after 10 s). A task that waits for ever stops the feeding too; one that dies ends
the program, which resets at once.
"""

from asyncio import sleep_ms

from micropython import const

WATCHDOG_MS = const(10_000)

_LOOK_EVERY_MS = const(1_000)


class Supervisor:
    """`watched`: services whose `steps` count up; `watchdog`: machine.WDT.

    All of them step at least every 2 s; each must have moved since the last feeding.
    """

    def __init__(self, watched, watchdog):
        self._watched = watched
        self._watchdog = watchdog
        self._seen = [-1] * len(watched)

    async def run(self):
        while True:
            # Not fed once, it is fed the next time: ten looks fit into its patience.
            try:
                self.look()
            except MemoryError:
                pass
            await sleep_ms(_LOOK_EVERY_MS)

    def look(self):
        """Feed, if everybody moved since it was fed last."""
        steps = [service.steps for service in self._watched]
        if all(now != seen for now, seen in zip(steps, self._seen)):
            self._seen = steps
            self._watchdog.feed()
