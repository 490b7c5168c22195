"""Looks at one of the program's files a minute, while no car is there: flash forgets, too."""

from micropython import const

LOOK_EVERY_MS = const(60_000)


class Program:
    """`files`: drivers.chip.files.Files; `restart()`: the start that follows does without what it
    finds damaged."""

    def __init__(self, files, session, restart):
        self._files = files
        self._session = session
        self._restart = restart

    def look(self):
        """To be called every LOOK_EVERY_MS."""
        if not self._session.active and self._files.next_is_damaged():
            self._restart()
