"""The load group's service: loaded once this charger is set to a group, and kept going from then.

Most chargers are in none, and the heap is short.
"""

from asyncio import sleep_ms

from micropython import const

_EVERY_MS = const(250)


class Membership:
    """`group`: None, or the services.group.Group that `make()` made; `steps` counts, for whoever
    judges by progress."""

    def __init__(self, settings, make, journal):
        self.group = None
        self.steps = 0
        self._settings = settings
        self._make = make
        self._journal = journal
        self._warned = None

    async def run(self):
        while True:
            if self.group is not None:
                self.group.tick()
                self._tell_of_warning()
            elif self._settings.group is not None:
                self.group = await self._load()
            self.steps += 1
            await sleep_ms(_EVERY_MS)

    # One by one: each import is a piece of work, and a car may be charging.
    async def _load(self):
        from firmware.core import loadgroup  # noqa: F401

        await sleep_ms(0)
        from firmware.services import group  # noqa: F401

        await sleep_ms(0)
        return self._make()

    def _tell_of_warning(self):
        warning = self.group.warning
        if warning != self._warned:
            self._warned = warning
            self._journal.note("group", warning or "the members' settings agree again")
