"""Local time of a POSIX time zone, with or without daylight saving time."""

from micropython import const

from firmware.core.civil import DAY_S, date_of, day_number, days_in_month

_FIXED_FOR_S = const(31536000)  # a zone without DST answers for a year at a time


class Zone:
    """Offsets from UTC. `starts`, `ends` of DST: (month, week, weekday 0 = Sunday, time_s)."""

    def __init__(self, standard_s, daylight_s=None, starts=None, ends=None):
        self._offsets_s = (daylight_s, standard_s)  # indexed by "is standard time"
        self._starts = starts
        self._ends = ends
        self._changes = ()

    def at(self, epoch):
        """(offset_s east of UTC, Unix second up to which it surely holds)."""
        if self._starts is None:
            return self._offsets_s[True], epoch + _FIXED_FOR_S
        changes = self._changes
        if not changes or not changes[0][0] <= epoch < changes[-1][0]:
            changes = self._changes = self._changes_around(epoch)
        i = 1
        while changes[i][0] <= epoch:
            i += 1
        return self._offsets_s[changes[i - 1][1]], changes[i][0]

    # Two years each way: a rule may lie 167 h outside its year, so one year is too few.
    # Where DST ends the second it starts, False sorts before True and standard time stays.
    def _changes_around(self, epoch):
        daylight_s, standard_s = self._offsets_s
        this_year = date_of(epoch // DAY_S)[0]
        changes = []
        for year in range(this_year - 2, this_year + 3):
            changes.append((_wall_s(year, self._starts) - standard_s, False))
            changes.append((_wall_s(year, self._ends) - daylight_s, True))
        changes.sort()
        return tuple(changes)


def _wall_s(year, change):
    month, week, weekday, time_s = change
    first = day_number(year, month, 1)
    day = (weekday - first - 4) % 7 + (week - 1) * 7  # day number 0 was a Thursday, 4
    if day >= days_in_month(year, month):
        day -= 7
    return (first + day) * DAY_S + time_s
