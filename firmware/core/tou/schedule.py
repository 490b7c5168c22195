"""The time-of-use schedule: when the server lets the car charge, and at what current.

Rules are tested on the local wall clock, so a start inside the spring gap begins at the first
valid minute and the repeated hour of autumn counts both times. A window that runs past midnight
belongs to the day on which it starts.

A schedule is kept as bytes and asked as bytes: what the RTC's memory holds of it, a sixth of its
JSON. Caps are tenths of an ampere, cut off: none is higher than what was sent. 0 closes, NO_CAP is
open without a cap of its own, and the lowest one counts.
"""

from micropython import const

from firmware.core.tou.civil import DAY_S, date_of, weekday
from firmware.core.tou.zone import Zone

# The bytes of a schedule, little-endian: version, valid until, default, how many rules and
# holidays, highest cap of all or 0; zone; a rule: day mask, start and end in minutes, first and
# last day of its season (month * 100 + day), cap; a holiday: day number. A slot: its cap and, 1024
# times, how many steps it lasts from where the one before it ended; no steps: first second and
# second past it follow.
VERSION_BYTES = const(8)
VERSION_ZERO = 1 << 63  # versions may be negative, bytes may not
TIME_BYTES = const(4)
LAST_SECOND = 0xFFFF_FFFF  # 2106-02-07, and the clock takes nothing from 2100 on: never
RULE_BYTES = const(11)
HOLIDAY_BYTES = const(2)
SLOT_STEP_S = const(300)  # the shortest interval that a market trades
SLOT_STEPS_MAX = const(63)
NO_CAP = const(810)  # above every cap that a schedule may name, 80 A
HOLIDAY = const(7)  # in a day mask, behind Monday .. Sunday

_DEFAULT_AT = const(12)
_RULES_AT = const(13)
_HOLIDAYS_AT = const(14)
_MOST_AT = const(15)
_ZONE_AT = const(17)
_LISTS_AT = const(35)  # the zone takes 18 bytes: core.tou.zone

_NONE = const(1023)  # above NO_CAP: no rule and no slot applies
_FAR = const(8191)  # in 65,536 s: as far as a small integer goes, and no schedule looks
_HORIZON_S = const(691200)  # 8 days: next_change looks no farther
_SEARCH_AGAIN_S = const(86400)  # one search looks this much past the horizon and lasts as long


class Schedule:
    """One schedule in force, of the bytes that core.tou.draft makes of a message. Remembers its
    last answer: it is asked four times a second.

    `most_ma`: the highest that any of its windows allows, whenever they are; None: one has no cap,
    or there is none."""

    def __init__(self, packed):
        self.packed = packed
        self.version = int.from_bytes(packed[:VERSION_BYTES], "little") - VERSION_ZERO
        self._valid_until = int.from_bytes(packed[VERSION_BYTES:_DEFAULT_AT], "little")
        self._zone = Zone(packed[_ZONE_AT:_LISTS_AT])
        self._holidays_from = _LISTS_AT + RULE_BYTES * packed[_RULES_AT]
        self._slots_from = self._holidays_from + HOLIDAY_BYTES * packed[_HOLIDAYS_AT]
        self.most_ma = _word(packed, _MOST_AT) * 100 or None
        self._cap = self._cap_since = self._cap_until = 0
        self._next_change = None
        self._found_since = self._found_until = 0
        self._today = (0, 0)

    def at(self, epoch):
        """None once expired, else (open, amps or None, next_change or None) at a Unix second.

        `next_change` is the second within 8 days at which open turns over or the schedule expires.
        """
        for _ in self.looking_ahead(epoch):
            pass
        return self.now(epoch)

    def now(self, epoch):
        """at(), but `next_change` is None until looking_ahead() has found it."""
        if self._expired(epoch):
            return None
        if not self._cap_since <= epoch < self._cap_until:
            for _ in self._cut_today(epoch):
                pass
            self._cap, self._cap_until = self._cap_at(epoch, self._today)
            self._cap_since = epoch
        cap = self._cap
        change = self._next_change if self._found_since <= epoch < self._found_until else None
        if change is not None and change - epoch > _HORIZON_S:
            change = None
        return cap > 0, _amps(cap) if 0 < cap < NO_CAP else None, change

    def looking_ahead(self, epoch):
        """What now() needs: pieces of work, of at most 10 ms, that are to be gone through."""
        known = self._found_since <= epoch < self._found_until
        if self._expired(epoch) or (known and self._cap_since <= epoch < self._cap_until):
            return ()
        return self._look_ahead(epoch, known)

    def _look_ahead(self, epoch, known):
        yield from self._cut_today(epoch)
        is_open = self.now(epoch)[0]
        if not known:
            yield from self._search(epoch, is_open)

    # The change lasts until it comes: a clock that only moves on pays for the search once per
    # change. A clock set back makes it void. Where the default is open, only what closes counts.
    def _search(self, epoch, is_open):
        end = min(epoch + _HORIZON_S + _SEARCH_AGAIN_S, self._valid_until)
        found, time, day = None, self._cap_until, (0, 0)
        while found is None and time < end:
            if not day[0] <= time < day[1]:
                day = yield from self._cut_day(time, self.packed[_DEFAULT_AT])
            cap, until = self._cap_at(time, day)
            if (cap > 0) != is_open:
                found = time
            time = until
            yield
        self._found_until = epoch + _SEARCH_AGAIN_S if found is None else found
        if found is None and self._valid_until < LAST_SECOND:
            found = self._valid_until
        self._next_change, self._found_since = found, epoch

    def _expired(self, epoch):
        return self._valid_until <= epoch and self._valid_until < LAST_SECOND

    def _cap_at(self, epoch, day):
        """(lowest cap of what applies, Unix second up to which it surely holds)."""
        _, until, midnight, times, caps = day
        second, i = epoch - midnight, 1
        while times[i] <= second:
            i += 1
        cap = caps[i - 1]
        if cap == _NONE:
            cap = self.packed[_DEFAULT_AT] * NO_CAP
        return cap, min(midnight + times[i], until)

    def _cut_today(self, epoch):
        if not self._today[0] <= epoch < self._today[1]:
            self._today = yield from self._cut_day(epoch, False)

    # A local day, or as much of it as has the same offset from UTC, cut where windows start and
    # end. Its seconds are counted on the wall clock.
    def _cut_day(self, epoch, closing):
        """(since, until, midnight, seconds, caps), in pieces; `closing`: only what closes."""
        offset_s, zone_until = self._zone.at(epoch)
        yield
        day, second = divmod(epoch + offset_s, DAY_S)
        midnight, edges = epoch - second, []
        yield from self._add_rules(edges, day, 0, closing)
        yield from self._add_rules(edges, day - 1, -DAY_S, closing)
        yield from self._add_slots(edges, midnight, closing)
        times, caps = yield from _steps(edges)
        return epoch, min(zone_until, midnight + DAY_S), midnight, times, caps

    # Of the rules whose windows start on `day`, `begins_s` after midnight.
    def _add_rules(self, edges, day, begins_s, closing):
        packed, at = self.packed, _LISTS_AT
        named = 1 << (HOLIDAY if self._is_holiday(day) else weekday(day))
        _, month, day_of_month = date_of(day)
        date = month * 100 + day_of_month
        while at < self._holidays_from:
            if packed[at] & named and not (closing and _word(packed, at + 9)):
                end_s = begins_s + _word(packed, at + 3) * 60
                if end_s > 0 and _in_season(packed, at, date):
                    start_s = begins_s + _word(packed, at + 1) * 60
                    _add(edges, start_s, end_s, _word(packed, at + 9))
                    yield
            at += RULE_BYTES

    def _is_holiday(self, day):
        packed = self.packed
        for at in range(self._holidays_from, self._slots_from, HOLIDAY_BYTES):
            if packed[at] | packed[at + 1] << 8 == day:
                return True
        return False

    def _add_slots(self, edges, midnight, closing):
        packed, at, end_s = self.packed, self._slots_from, 0
        while at < len(packed):
            word = _word(packed, at)
            at += 2
            if word >> 10:
                start_s, end_s = end_s, end_s + (word >> 10) * SLOT_STEP_S
            else:
                start_s = _after(midnight, packed, at)
                end_s = _after(midnight, packed, at + TIME_BYTES)
                at += 2 * TIME_BYTES
            cap = word & 1023
            if end_s > 0 and start_s < DAY_S and not (closing and cap):
                _add(edges, start_s, end_s, cap)
                yield


# Times are taken apart into 16 bits and 16: what does not fit 31 bits would take memory.
def _after(midnight, packed, at):
    """Seconds from midnight to a time, or to one as far away as matters."""
    high = _word(packed, at + 2) - (midnight >> 16)
    return (max(-_FAR, min(high, _FAR)) << 16) + _word(packed, at) - (midnight & 0xFFFF)


def _word(packed, at):
    return packed[at] | packed[at + 1] << 8


def _in_season(packed, at, date):
    first, last = _word(packed, at + 5), _word(packed, at + 7)
    return first <= date <= last if first <= last else not last < date < first


# Both ends of what a window has of the day, which is never nothing, each in one number: second,
# cap, and one bit: starts.
def _add(edges, start_s, end_s, cap):
    edges.append(max(start_s, 0) << 11 | cap << 1 | 1)
    edges.append(min(end_s, DAY_S) << 11 | cap << 1)


def _steps(edges):
    """(seconds at which the lowest cap may change, the caps from each on), a piece at a time; the
    last second is the day's end."""
    edges.sort()
    times, caps, applying = [0], [_NONE], []
    for i, edge in enumerate(edges):
        if edge & 1:
            applying.append(edge >> 1 & 1023)
        else:
            applying.remove(edge >> 1 & 1023)
        lowest = min(applying) if applying else _NONE
        if edge >> 11 == times[-1]:
            caps[-1] = lowest
        elif lowest != caps[-1]:
            times.append(edge >> 11)
            caps.append(lowest)
        if not i & 7:
            yield
    times.append(DAY_S)
    return times, caps


# Whole amps are integers, which take no memory on the chip.
def _amps(tenths):
    return tenths / 10 if tenths % 10 else tenths // 10
