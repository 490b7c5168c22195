"""Reads a POSIX TZ string (POSIX.1-2017 8.3, with the hours of RFC 8536 3.3.1) into a Zone.

Only `M` rules: no tariff uses the `Jn` and `n` forms, and a form nobody tests is a form nobody
should rely on. Each function takes the text and the place of its piece of the grammar, and returns
what it says and the place behind it.
"""

from micropython import const

from firmware.core.tou.zone import SECONDS_BYTES, SECONDS_ZERO, ZONE_BYTES, Zone

_LENGTH_MAX = const(64)
_NAME_LENGTH_MIN = const(3)
_OFFSET_HOURS_MAX = const(24)
_CHANGE_HOURS_MAX = const(167)
_CHANGE_DEFAULT_S = const(7200)  # POSIX: 02:00 where the rule names no time
_DST_DEFAULT_S = const(3600)  # POSIX: DST is one hour ahead where no offset is named
_MONTH_WEEK_WEEKDAY = ((1, 12, "."), (1, 5, "."), (0, 6, ""))  # least, most, what follows
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
    west_s, at = _time(text, _past_name(text, 0), _OFFSET_HOURS_MAX)
    if at == len(text):
        return Zone(_seconds(-west_s) + bytes(ZONE_BYTES - SECONDS_BYTES))
    at = _past_name(text, at)
    daylight_west_s = west_s - _DST_DEFAULT_S
    if text[at : at + 1] != ",":
        daylight_west_s, at = _time(text, at, _OFFSET_HOURS_MAX)
    starts, at = _change(text, at)
    ends, at = _change(text, at)
    _expect(at == len(text), at, "the end")
    return Zone(_seconds(-west_s) + _seconds(-daylight_west_s) + starts + ends)


def _expect(found, at, what):
    if not found:
        raise TimeZoneError("expected {} at character {}".format(what, at + 1))


def _past_name(text, at):
    allowed = _LETTERS
    bracketed = text[at : at + 1] == "<"
    if bracketed:
        allowed, at = _LETTERS + _DIGITS + "+-", at + 1
    end = _past(allowed, text, at)
    named = end - at >= _NAME_LENGTH_MIN and (not bracketed or text[end : end + 1] == ">")
    _expect(named, end, "a zone name of 3 letters or more, or <...>")
    return end + bracketed


# [+-]hh[:mm[:ss]] in seconds.
def _time(text, at, hours_max):
    sign = text[at : at + 1]
    if sign == "+" or sign == "-":
        at += 1
    hours, at = _number(text, at, 0, hours_max)
    time_s, unit_s = hours * 3600, 60
    while unit_s and text[at : at + 1] == ":":
        number, at = _number(text, at + 1, 0, 59)
        time_s += number * unit_s
        unit_s //= 60
    return -time_s if sign == "-" else time_s, at


# ,Mm.w.d[/time] in the bytes of a Zone.
def _change(text, at):
    _expect(text[at : at + 2] == ",M", at, ",M")
    packed = bytearray()
    at += 2
    for least, most, end in _MONTH_WEEK_WEEKDAY:
        number, at = _number(text, at, least, most)
        packed.append(number)
        _expect(text[at : at + len(end)] == end, at, "'.'")
        at += len(end)
    time_s = _CHANGE_DEFAULT_S
    if text[at : at + 1] == "/":
        time_s, at = _time(text, at + 1, _CHANGE_HOURS_MAX)
    return packed + _seconds(time_s), at


def _number(text, at, least, most):
    end = _past(_DIGITS, text, at)
    digits = text[at:end]
    if not digits or not least <= int(digits) <= most:
        _expect(False, end, "a number from {} to {}".format(least, most))
    return int(digits), end


def _past(allowed, text, at):
    while at < len(text) and text[at] in allowed:
        at += 1
    return at


def _seconds(seconds):
    return (seconds + SECONDS_ZERO).to_bytes(SECONDS_BYTES, "little")
