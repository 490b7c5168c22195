"""Makes the plan anew, four times a second and after every order."""

from asyncio import sleep_ms

from micropython import const

_EVERY_MS = const(250)


class Planner:
    """`steps` counts, for whoever judges by progress."""

    def __init__(self, charger, clock):
        self.steps = 0
        self._charger = charger
        self._clock = clock

    def decide(self):
        clock = self._clock
        self._charger.think(clock.ticks_ms(), clock.uptime_s(), clock.epoch())

    async def run(self):
        while True:
            # The plan before stays in force; for lack of steps the watchdog has the last word.
            try:
                for _ in self._charger.plan.looking_ahead(self._clock.epoch()):
                    await sleep_ms(0)
                self.decide()
                self.steps += 1
            except MemoryError:
                pass
            await sleep_ms(_EVERY_MS)
