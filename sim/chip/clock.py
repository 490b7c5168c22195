"""`machine.RTC` and `machine.WDT` of the ESP32."""

from firmware.core.tou import civil
from sim import world
from sim.cost import silicon

_US_PER_S = 1_000_000
_DAY_2000 = 10_957  # days from 1970-01-01 to 2000-01-01, where the chip counts from


class RTC:
    """datetime() is (year, month, day, weekday, hour, minute, second, microsecond), UTC."""

    def __init__(self):
        self._world = world.current

    def datetime(self, moment=None):
        registers = self._world.registers
        if moment is not None:
            registers.set_rtc_us(_us_of(moment))
            return None
        self._world.clock.charge(silicon.SCHEDULE_US)
        seconds, us = divmod(registers.rtc_us, _US_PER_S)
        days, second = divmod(seconds, civil.DAY_S)
        days += _DAY_2000
        year, month, day = civil.date_of(days)
        clock = (second // 3600, second // 60 % 60, second % 60)
        return (year, month, day, civil.weekday(days)) + clock + (us,)

    init = datetime

    def memory(self, content=None):
        self._world.clock.charge(silicon.RTC_MEMORY_US)
        if content is None:
            return self._world.registers.memory
        registers = self._world.registers
        if registers.torn_after_bytes is None:
            registers.set_memory(content)
        else:
            registers.tear_memory(content)
            self._world.stop("watchdog")


def _us_of(moment):
    year, month, day, _, hour, minute, second, us = moment
    days = civil.day_number(year, month, day) - _DAY_2000
    return (days * civil.DAY_S + hour * 3600 + minute * 60 + second) * _US_PER_S + us


# The IDF's task watchdog can be set anew by another WDT(): it is not a lock.
class WDT:
    """When it bites the CPU starts again, pins as they are; survives a soft reset.

    `told(timeout_ms)`, if set, hears of every feeding: who looks from outside can bite, too, when
    the interpreter no longer looks at its clock.
    """

    told = None

    def __init__(self, id=0, timeout=5000):
        if id != 0:
            raise ValueError("WDT(%d) does not exist" % id)
        if timeout <= 0:
            raise ValueError("WDT timeout too short")
        self._clock = world.current.clock
        self._timeout_us = timeout * 1_000
        self.feed()

    def feed(self):
        self._clock.charge(silicon.WDT_FEED_US)
        self._clock.after("wdt", self._timeout_us)
        if self.told is not None:
            self.told(self._timeout_us // 1_000)
