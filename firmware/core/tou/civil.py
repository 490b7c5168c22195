"""Calendar dates as day numbers, in integers, the same on chips that count from 1970 or 2000.

A day number counts days from 1970-01-01 in the proleptic Gregorian calendar. The arithmetic is
H. Hinnant's "chrono-compatible low-level date algorithms": years start in March, so that the
leap day is the last of its year.
"""

from micropython import const

DAY_S = 86400

_DAYS_PER_ERA = const(146097)  # 400 years, after which the calendar repeats
_YEARS_PER_ERA = const(400)
_EPOCH_FROM_ERA_START = const(719468)  # days from 0000-03-01 to 1970-01-01


def day_number(year, month, day):
    """Days from 1970-01-01; the date must exist."""
    if month <= 2:
        year -= 1
    era = year // _YEARS_PER_ERA
    year_of_era = year - era * _YEARS_PER_ERA
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_PER_ERA + day_of_era - _EPOCH_FROM_ERA_START


def date_of(number):
    """(year, month 1..12, day 1..31) of a day number."""
    number += _EPOCH_FROM_ERA_START
    era = number // _DAYS_PER_ERA
    rest = number - era * _DAYS_PER_ERA
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    rest -= 365 * year + year // 4 - year // 100
    month_from_march = (5 * rest + 2) // 153
    day = rest - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    return era * _YEARS_PER_ERA + year + (month <= 2), month, day


def weekday(number):
    """0 Monday .. 6 Sunday: day 0 was a Thursday."""
    return (number + 3) % 7


def days_in_month(year, month):
    """28..31; 0 for a month outside 1..12, so that no day of it exists."""
    if not 1 <= month <= 12:
        return 0
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31
