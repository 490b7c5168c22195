"""All work beside the control step begins right after one, the farthest from the next.

A step comes every 20 ms and takes 5 to 12 of them; what is left is for one long piece of work at a
time. A task for each would wake when it likes, in front of a step or two at once, and hold it up.
"""

from asyncio import Event

from micropython import const

from firmware.core.ticks import elapsed_ms

# What a duty is like. Done beside others after one step, for it takes a millisecond or two.
SHORT = const(1)
# The charger is not in order without it: the watchdog bites.
VITAL = const(2)


class Rounds:
    """What is done regularly, and whoever waits for a moment to do something long. What is not
    vital may break: that is told once, and the charger goes on."""

    def __init__(self, clock, journal):
        self._clock = clock
        self._journal = journal
        self._duties = ()
        self._done_ms = []
        self._moved = []
        self._broke = []
        self._waiting = []

    def take_on(self, duties):
        """`duties`: tuple of (work, every_ms, SHORT | VITAL), the urgent first. `work()` may
        return True: it was long this once. It may raise MemoryError: then it has not moved, and is
        done again when it is due."""
        self._duties = duties
        self._done_ms = [None] * len(duties)
        self._moved = [False] * len(duties)
        self._broke = [False] * len(duties)

    # Called in the control step's own task, and allocates nothing by itself.
    def after_step(self):
        """A step is over: do what is due, or let one go on that waits for room."""
        if not self.turn() and self._waiting:
            self._waiting.pop(0).set()

    async def room(self):
        """Returns right after a step with nothing long to do: first come, first served."""
        mine = Event()
        self._waiting.append(mine)
        await mine.wait()

    def turn(self):
        """Do the short duties that are due, and a long one. -> True if there was one."""
        now_ms = self._clock.ticks_ms()
        for place in range(len(self._duties)):
            done_ms, every_ms = self._done_ms[place], self._duties[place][1]
            if done_ms is None or elapsed_ms(now_ms, done_ms) >= every_ms:
                self._done_ms[place] = now_ms
                if self._do(place) or not self._duties[place][2] & SHORT:
                    return True
        return False

    def _do(self, place):
        try:
            was_long = self._duties[place][0]()
            self._moved[place] = True
            return was_long
        except MemoryError:
            return False
        except Exception as error:
            if self._duties[place][2] & VITAL:
                raise
            self._tell(place, error)

    # It is tried again when it is due.
    def _tell(self, place, error):
        if not self._broke[place]:
            self._broke[place] = True
            self._journal.note("trouble", "regular work: " + type(error).__name__)

    def all_moved(self):
        """Every vital duty was done since this was True last."""
        for place in range(len(self._duties)):
            if self._duties[place][2] & VITAL and not self._moved[place]:
                return False
        for place in range(len(self._moved)):
            self._moved[place] = False
        return True
