"""The module `time` of a board in real time: the PC's ticks, and what the world's clock is ahead.

To wait some microseconds is work on the chip, during which nothing else runs; a PC that goes to
sleep for them may be back milliseconds later. So they are charged, as a read of the ADC is: a
burst of 5 ms takes the PC half a millisecond, and the loop's next sleep makes up for it. Were it
slept, a busy PC would hold up so many bursts that no contactor ever closed.
"""

_US_PER_MS = 1_000
_MS_PER_S = 1_000


class PcTime:
    """`pc`: the interpreter's own `time`; `clock`: the sim.clock.Clock of a world in real time."""

    def __init__(self, pc, clock):
        self._pc = pc
        self._clock = clock
        self.sleep_us = clock.busy_us
        for name in dir(pc):
            if not hasattr(self, name):
                setattr(self, name, getattr(pc, name))

    def ticks_us(self):
        return self._pc.ticks_add(self._pc.ticks_us(), self._clock.ahead_us())

    # One count for both: two that are rounded by themselves would go back by one now and then.
    def ticks_ms(self):
        return self.ticks_us() // _US_PER_MS

    def sleep_ms(self, ms):
        end_us = self.ticks_us() + ms * _US_PER_MS
        while (left_us := end_us - self.ticks_us()) > 0:
            self._pc.sleep_us(left_us)

    def sleep(self, seconds):
        self.sleep_ms(int(seconds * _MS_PER_S))
