"""Time: ticks, uptime and the wall clock.

The wall clock is the chip's RTC, which runs through every reset but a power cut; its epoch is
2000 on the ESP32 and 1970 on a PC, so it is read as a date, never as a count.
"""

from time import ticks_diff, ticks_ms

from micropython import const

from firmware.core.tou.civil import DAY_S, date_of, day_number, weekday

# A clock that shows less was never set: the RTC starts at 2000-01-01. This is 2026-01-01.
_FLOOR_S = const(1_767_225_600)


class Clock:
    """`rtc`: machine.RTC."""

    def __init__(self, rtc):
        self._rtc = rtc
        self._last_ms = ticks_ms()
        self._uptime_ms = 0

    def ticks_ms(self):
        return ticks_ms()

    # Counts on from the last call, so it must be asked more often than the ticks wrap (6 days).
    def uptime_s(self):
        now_ms = ticks_ms()
        self._uptime_ms += ticks_diff(now_ms, self._last_ms)
        self._last_ms = now_ms
        return self._uptime_ms // 1_000

    def epoch(self):
        """Unix seconds, or None while nobody has set the clock."""
        seconds = self.rtc_s()
        return seconds if seconds >= _FLOOR_S else None

    def rtc_s(self):
        """Seconds that run through resets; Unix seconds once the clock is set."""
        year, month, day, _, hour, minute, second, _ = self._rtc.datetime()
        midnight = day_number(year, month, day) * DAY_S
        return midnight + hour * 3_600 + minute * 60 + second

    def set(self, epoch):
        """`epoch`: Unix seconds; whoever calls has found it plausible."""
        number, second = divmod(epoch, DAY_S)
        year, month, day = date_of(number)
        hour, second = divmod(second, 3_600)
        minute, second = divmod(second, 60)
        self._rtc.datetime((year, month, day, weekday(number), hour, minute, second, 0))
