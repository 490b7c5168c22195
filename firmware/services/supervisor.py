"""Feeds the watchdog, but only while everybody makes progress.

A control step that is stuck stops the heartbeat (the board's gate opens after 3 s) and the feeding
(the chip resets after 10 s). A duty that finds no memory for ever stops the feeding, too; a task
that dies ends the program, which resets at once.
"""

from micropython import const

WATCHDOG_MS = const(10_000)


class Supervisor:
    """`control`: its `steps` count up; `rounds`: services.rounds.Rounds, of which this look is a
    duty itself; `watchdog`: machine.WDT."""

    def __init__(self, control, rounds, watchdog):
        self._control = control
        self._rounds = rounds
        self._watchdog = watchdog
        self._steps = -1

    def look(self):
        """Feed, if everybody moved since it was fed last."""
        if self._control.steps != self._steps and self._rounds.all_moved():
            self._steps = self._control.steps
            self._watchdog.feed()
