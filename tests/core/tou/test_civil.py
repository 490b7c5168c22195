"""Day numbers against the standard library's calendar."""

import calendar
import datetime

import pytest

from firmware.core.tou.civil import date_of, day_number, days_in_month, weekday

_EPOCH = datetime.date(1970, 1, 1)
# The first and the last 400-year era that datetime knows, and the eras of the charger's life.
_SPANS = [(1, 3), (399, 401), (1599, 1601), (1899, 2101), (2399, 2401), (9998, 9999)]


@pytest.mark.parametrize(("first", "last"), _SPANS)
def test_every_day_agrees_with_the_standard_library(first, last):
    for ordinal in range(
        datetime.date(first, 1, 1).toordinal(), datetime.date(last, 12, 31).toordinal() + 1
    ):
        date = datetime.date.fromordinal(ordinal)
        number = (date - _EPOCH).days
        assert day_number(date.year, date.month, date.day) == number
        assert date_of(number) == (date.year, date.month, date.day)
        assert weekday(number) == date.weekday()


def test_the_epoch_is_day_zero_and_a_thursday():
    assert day_number(1970, 1, 1) == 0
    assert weekday(0) == 3


def test_the_year_zero_exists_and_is_a_leap_year():
    assert day_number(0, 3, 1) - day_number(0, 2, 28) == 2
    assert date_of(day_number(0, 2, 29)) == (0, 2, 29)


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024, 2100, 2400])
def test_months_have_the_days_of_the_calendar(year):
    for month in range(1, 13):
        assert days_in_month(year, month) == calendar.monthrange(year, month)[1]


@pytest.mark.parametrize("month", [-1, 0, 13, 99])
def test_a_month_outside_the_year_has_no_days(month):
    assert days_in_month(2024, month) == 0
