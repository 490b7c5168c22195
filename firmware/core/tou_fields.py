"""The fields of a schedule message, checked one by one.

Every function takes a decoded JSON value and the name of its field, and returns the value in the
form the schedule computes with or raises ScheduleError. JSON's true and false are no numbers.
"""

from micropython import const

from firmware.core.civil import day_number, days_in_month
from firmware.core.refusal import ScheduleError
from firmware.core.tou import HOLIDAY

_DAY_NAMES = "montuewedthufrisatsun"
_AMPS_MIN = const(6)  # SAE J1772: there is no offer below 6 A
_AMPS_MAX = const(80)  # SAE J1772: the highest offer
_LEAP_YEAR = const(2000)  # a season may begin or end on 29 February
_VERSION_BITS = const(63)
_EPOCH_END = 253402300800  # year 10000: what is larger was meant as milliseconds
_DIGITS = "0123456789"


def check_keys(value, required, optional):
    """An object with all of `required` and nothing else but `optional`: no typo drops a cap."""
    if not isinstance(value, dict):
        raise ScheduleError("", "expected an object")
    for key in value:
        if key not in required and key not in optional:
            known = ", ".join(required + optional)
            raise ScheduleError(str(key), "unknown; expected " + known)
    for key in required:
        if key not in value:
            raise ScheduleError(key, "missing")


def version(value, field):
    """An integer of at most 64 bits, so that the state it is published in stays small."""
    if type(value) is not int or abs(value) >> _VERSION_BITS:
        raise ScheduleError(field, "expected an integer of at most 64 bits")
    return value


def epoch(value, field):
    """Whole Unix seconds."""
    if type(value) is not int or not 0 <= value < _EPOCH_END:
        raise ScheduleError(field, "expected whole Unix seconds")
    return value


# To the milliamp first, as the plan does it: 6.7 A may be 6.6999998 in the chip's floats.
def amps(value, field):
    """Tenths, cut off, of 0 (closed) or 6 .. 80 A."""
    if type(value) in (int, float) and (value == 0 or _AMPS_MIN <= value <= _AMPS_MAX):
        return int(value * 1_000 + 0.5) // 100
    raise ScheduleError(field, "expected 0 (closed) or 6 to 80 A")


def minute_of_day(value, last, field):
    """HH:MM as minutes from midnight, at most `last`."""
    hour, minute = _two_numbers(value, ":")
    if not 0 <= minute < 60 or hour * 60 + minute > last:
        last_text = "{:02d}:{:02d}".format(last // 60, last % 60)
        raise ScheduleError(field, "expected HH:MM from 00:00 to " + last_text)
    return hour * 60 + minute


def date(value):
    """YYYY-MM-DD as a day number; its errors name no field."""
    if isinstance(value, str) and value[4:5] == "-" and _is_digits(value[:4]):
        year = int(value[:4])
        month, day = _two_numbers(value[5:], "-")
        if 1 <= day <= days_in_month(year, month):
            return day_number(year, month, day)
    raise ScheduleError("", "expected a date that exists, YYYY-MM-DD")


def season(value, field):
    """(first, last) as month * 100 + day; a last before the first wraps the year."""
    if isinstance(value, (list, tuple)) and len(value) == 2:
        first, last = _month_day(value[0]), _month_day(value[1])
        if first and last:
            return first, last
    raise ScheduleError(field, 'expected ["MM-DD", "MM-DD"], both included')


def days(value, field):
    """Names, ranges and `hol` as a day mask."""
    mask = 0
    for part in value.split(",") if isinstance(value, str) else ("",):
        found = 1 << HOLIDAY if part == "hol" else _day_range(part)
        if not found:
            raise ScheduleError(field, "expected days such as mon-fri,sun,hol")
        mask |= found
    return mask


def _day_range(text):
    first, _, last = text.partition("-")
    day, last = _day(first), _day(last or first)
    if day < 0 or last < 0 or text[-1] == "-":
        return 0
    mask = 1 << last
    while day != last:
        mask |= 1 << day
        day = (day + 1) % 7
    return mask


# 0 Monday .. 6 Sunday, or below 0.
def _day(name):
    at = _DAY_NAMES.find(name)
    return at // 3 if len(name) == 3 and at % 3 == 0 else -1


def _month_day(value):
    month, day = _two_numbers(value, "-")
    return month * 100 + day if 1 <= day <= days_in_month(_LEAP_YEAR, month) else 0


def _two_numbers(value, separator):
    """The numbers of a text such as 07:30 or 12-31, (-1, -1) of anything else."""
    if not isinstance(value, str) or len(value) != 5 or value[2] != separator:
        return -1, -1
    if not _is_digits(value[:2] + value[3:]):
        return -1, -1
    return int(value[:2]), int(value[3:])


# isdigit() and int() would let through other scripts, signs and blanks.
def _is_digits(text):
    return not text.strip(_DIGITS)
