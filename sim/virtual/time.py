"""The module `time` of the ESP32 in virtual time: ticks wrap at 2^30, the epoch is 2000."""

import micropython
import passage
from micropython import const

from firmware.core.tou import civil

_MASK = const(0x3FFFFFFF)
_HALF = const(0x20000000)
_DAY_2000 = 10_957  # days from 1970-01-01 to 2000-01-01
_clock = passage.clock
_clock.start_ticks(passage.world.registers.boot_us)

ticks_us = _clock.ticks_us
ticks_ms = _clock.ticks_ms
ticks_cpu = ticks_us


@micropython.viper
def ticks_diff(end: int, start: int) -> int:
    return ((end - start + _HALF) & _MASK) - _HALF


def ticks_add(ticks, delta):
    if not -_HALF < delta < _HALF:
        raise OverflowError("ticks interval overflow")
    return (ticks + delta) & _MASK


# Short pauses are a busy wait on the chip, too.
sleep_us = _clock.sleep_us


def sleep_ms(ms):
    passage.wait_until(_clock.now_us + ms * 1_000)


def sleep(seconds):
    passage.wait_until(_clock.now_us + int(seconds * 1_000_000))


def time():
    return passage.world.registers.rtc_us // 1_000_000


def time_ns():
    return passage.world.registers.rtc_us * 1_000


def gmtime(seconds=None):
    days, second = divmod(time() if seconds is None else int(seconds), civil.DAY_S)
    days += _DAY_2000
    year, month, day = civil.date_of(days)
    of_year = days - civil.day_number(year, 1, 1) + 1
    clock = (second // 3600, second // 60 % 60, second % 60)
    return (year, month, day) + clock + (civil.weekday(days), of_year)


localtime = gmtime


def mktime(moment):
    days = civil.day_number(moment[0], moment[1], moment[2]) - _DAY_2000
    return days * civil.DAY_S + moment[3] * 3600 + moment[4] * 60 + moment[5]
