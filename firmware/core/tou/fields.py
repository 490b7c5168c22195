"""The single fields of a schedule message: each function reads a decoded JSON value as the number
that the schedule computes with, below 0 where it is none. JSON's true and false are no numbers.
"""

from micropython import const

from firmware.core.tou.civil import day_number, days_in_month
from firmware.core.tou.schedule import HOLIDAY, VERSION_ZERO

_DAY_NAMES = "montuewedthufrisatsun"
_AMPS_MIN = const(6)  # SAE J1772: there is no offer below 6 A
_AMPS_MAX = const(80)  # SAE J1772: the highest offer
_EPOCH_END = 253402300800  # year 10000: what is larger was meant as milliseconds
DAY_MINUTES = const(1440)
_LEAP_YEAR = const(2000)  # a season may begin or end on 29 February
_DIGITS = "0123456789"


def version(value):
    """An integer of at most 64 bits, so that the state it is published in stays small."""
    return value + VERSION_ZERO if type(value) is int and abs(value) < VERSION_ZERO else -1


def second(value):
    """Whole Unix seconds."""
    return value if type(value) is int and value < _EPOCH_END else -1


def default(value):
    """0: deny, 1: allow."""
    return 1 if value == "allow" else 0 if value == "deny" else -1


# To the milliamp first, as the plan does it: 6.7 A may be 6.6999998 in the chip's floats.
def amps(value):
    """Tenths, cut off, of 0 (closed) or 6 .. 80 A."""
    if type(value) in (int, float) and (value == 0 or _AMPS_MIN <= value <= _AMPS_MAX):
        return int(value * 1_000 + 0.5) // 100
    return -1


def minute_of_day(value):
    """HH:MM to 24:00 as minutes from midnight."""
    hour, minute = _two_numbers(value, ":")
    minutes = hour * 60 + minute
    return minutes if minute < 60 and minutes <= DAY_MINUTES else -1


def date(value):
    """YYYY-MM-DD as a day number, 0 before 1970."""
    if isinstance(value, str) and value[4:5] == "-" and not value[:4].strip(_DIGITS):
        year = int(value[:4])
        month, day = _two_numbers(value[5:], "-")
        if 1 <= day <= days_in_month(year, month):
            return max(0, day_number(year, month, day))
    return -1


def season(value):
    """["MM-DD", "MM-DD"]: month * 100 + day of the first day, and 16 bits above it of the last."""
    number = 0
    for end in value if isinstance(value, (list, tuple)) and len(value) == 2 else ("",):
        month, day = _two_numbers(end, "-")
        if not 1 <= day <= days_in_month(_LEAP_YEAR, month):
            return -1
        number = number >> 16 | month * 100 + day << 16
    return number


def days(value):
    """Names, ranges and `hol` as a day mask."""
    mask = 0
    for part in value.split(",") if isinstance(value, str) else ("",):
        if part == "hol":
            mask |= 1 << HOLIDAY
            continue
        first, dash, last = part.partition("-")
        day, last = _day(first), _day(last if dash else first)
        if day < 0 or last < 0:
            return -1
        mask |= 1 << last
        while day != last:
            mask |= 1 << day
            day = (day + 1) % 7
    return mask


# 0 Monday .. 6 Sunday, or below 0.
def _day(name):
    at = _DAY_NAMES.find(name)
    return at // 3 if len(name) == 3 and at % 3 == 0 else -1


# isdigit() and int() would let through other scripts, signs and blanks.
def _two_numbers(value, separator):
    """The numbers of a text such as 07:30 or 12-31, (-1, -1) of anything else."""
    if isinstance(value, str) and len(value) == 5 and value[2] == separator:
        digits = value[:2] + value[3:]
        if not digits.strip(_DIGITS):
            return int(digits[:2]), int(digits[2:])
    return -1, -1
