"""Local time of a POSIX time zone, with or without daylight saving time."""

from micropython import const

from firmware.core.tou.civil import DAY_S, date_of, day_number, days_in_month

# A zone in bytes: seconds east of UTC in standard and in daylight saving time, and when the latter
# starts and ends: month (0: never), week, weekday (0 = Sunday), second of that day.
ZONE_BYTES = const(18)
SECONDS_BYTES = const(3)
SECONDS_ZERO = const(8388608)  # seconds may be negative, bytes may not

_DAYLIGHT_AT = const(3)
_STARTS_AT = const(6)
_ENDS_AT = const(12)

_FIXED_FOR_S = const(31536000)  # a zone without DST answers for a year at a time


class Zone:
    """Offsets from UTC. Remembers its last answer."""

    def __init__(self, packed):
        self.packed = packed
        self._offset_s = self._since = self._until = 0

    def at(self, epoch):
        """(offset_s east of UTC, Unix second up to which it surely holds)."""
        if not self._since <= epoch < self._until:
            self._look_up(epoch)
        return self._offset_s, self._until

    # Two years each way: a rule may lie 167 h outside its year, so one year is too few.
    # Each change is its second and one bit, standard time. Where DST ends the second it starts,
    # the bit sorts behind and standard time stays.
    def _look_up(self, epoch):
        standard_s, daylight_s = self._seconds(0), self._seconds(_DAYLIGHT_AT)
        if not self.packed[_STARTS_AT]:
            self._offset_s, self._since, self._until = standard_s, epoch, epoch + _FIXED_FOR_S
            return
        this_year = date_of(epoch // DAY_S)[0]
        changes = []
        for year in range(this_year - 2, this_year + 3):
            changes.append(self._wall_s(year, _STARTS_AT) - standard_s << 1)
            changes.append(self._wall_s(year, _ENDS_AT) - daylight_s << 1 | 1)
        changes.sort()
        i = 1
        while changes[i] >> 1 <= epoch:
            i += 1
        self._offset_s = standard_s if changes[i - 1] & 1 else daylight_s
        self._since, self._until = changes[i - 1] >> 1, changes[i] >> 1

    def _seconds(self, at):
        return int.from_bytes(self.packed[at : at + SECONDS_BYTES], "little") - SECONDS_ZERO

    def _wall_s(self, year, at):
        month, week, weekday = self.packed[at], self.packed[at + 1], self.packed[at + 2]
        first = day_number(year, month, 1)
        day = (weekday - first - 4) % 7 + (week - 1) * 7  # day number 0 was a Thursday, 4
        if day >= days_in_month(year, month):
            day -= 7
        return (first + day) * DAY_S + self._seconds(at + 3)
