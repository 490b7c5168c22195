"""Reads a POSIX TZ string (POSIX.1-2017 8.3, with the hours of RFC 8536 3.3.1) into a Zone.

Only `M` rules: no tariff uses the `Jn` and `n` forms, and a form nobody tests is a form nobody
should rely on.
"""

from micropython import const

from firmware.core.posix_tz import SECONDS_BYTES, SECONDS_ZERO, ZONE_BYTES, Zone

_LENGTH_MAX = const(64)
_NAME_LENGTH_MIN = const(3)
_OFFSET_HOURS_MAX = const(24)
_CHANGE_HOURS_MAX = const(167)
_CHANGE_DEFAULT_S = const(7200)  # POSIX: 02:00 where the rule names no time
_DST_DEFAULT_S = const(3600)  # POSIX: DST is one hour ahead where no offset is named
_LAST_WEEK = const(5)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"


class TimeZoneError(ValueError):
    """The text is no POSIX TZ string this module knows; the message says where and why."""


def parse(text):
    """The Zone of a text such as `PST8PDT,M3.2.0,M11.1.0`; raises TimeZoneError."""
    if not isinstance(text, str) or len(text) > _LENGTH_MAX:
        raise TimeZoneError("expected a text of at most 64 characters")
    # MicroPython keeps every character that was ever looked at by itself, for good: 128 of them
    # do not matter, but all of Unicode would fill the heap.
    if len(text.encode()) > len(text):
        raise TimeZoneError("expected plain ASCII")
    reader = _Reader(text)
    reader.name()
    standard_s = -reader.signed_time(_OFFSET_HOURS_MAX)
    if reader.ended():
        return Zone(_seconds(standard_s) + bytes(ZONE_BYTES - SECONDS_BYTES))
    reader.name()
    daylight_s = standard_s + _DST_DEFAULT_S
    if not reader.sees(","):
        daylight_s = -reader.signed_time(_OFFSET_HOURS_MAX)
    starts = reader.change()
    ends = reader.change()
    if not reader.ended():
        reader.refuse("the end")
    return Zone(_seconds(standard_s) + _seconds(daylight_s) + starts + ends)


def _seconds(seconds):
    return (seconds + SECONDS_ZERO).to_bytes(SECONDS_BYTES, "little")


class _Reader:
    """A cursor over the text; each method takes one piece of the grammar or refuses."""

    def __init__(self, text):
        self._text = text
        self._at = 0

    def ended(self):
        return self._at == len(self._text)

    def sees(self, char):
        return not self.ended() and self._text[self._at] == char

    def refuse(self, expected):
        raise TimeZoneError("expected {} at character {}".format(expected, self._at + 1))

    def name(self):
        if self._skip("<"):
            name = self._take(_LETTERS + _DIGITS + "+-")
            self._expect(">")
        else:
            name = self._take(_LETTERS)
        if len(name) < _NAME_LENGTH_MIN:
            self.refuse("a zone name of 3 letters or more, or <...>")

    def signed_time(self, hours_max):
        """[+-]hh[:mm[:ss]] in seconds."""
        negative = self._skip("-")
        if not negative:
            self._skip("+")
        time_s = self._number(0, hours_max, "hours") * 3600
        if self._skip(":"):
            time_s += self._number(0, 59, "minutes") * 60
            if self._skip(":"):
                time_s += self._number(0, 59, "seconds")
        return -time_s if negative else time_s

    def change(self):
        """,Mm.w.d[/time]"""
        self._expect(",")
        self._expect("M")
        month = self._number(1, 12, "a month")
        self._expect(".")
        week = self._number(1, _LAST_WEEK, "a week")
        self._expect(".")
        weekday = self._number(0, 6, "a weekday")
        time_s = _CHANGE_DEFAULT_S
        if self._skip("/"):
            time_s = self.signed_time(_CHANGE_HOURS_MAX)
        return bytes((month, week, weekday)) + _seconds(time_s)

    def _number(self, low, high, what):
        digits = self._take(_DIGITS)
        if not digits or not low <= int(digits) <= high:
            self.refuse("{} from {} to {}".format(what, low, high))
        return int(digits)

    def _take(self, allowed):
        first = self._at
        while not self.ended() and self._text[self._at] in allowed:
            self._at += 1
        return self._text[first : self._at]

    def _skip(self, char):
        if not self.sees(char):
            return False
        self._at += 1
        return True

    def _expect(self, char):
        if not self._skip(char):
            self.refuse("'" + char + "'")
