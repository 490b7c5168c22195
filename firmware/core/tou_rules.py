"""The rules and slots of a schedule in the form that is quick to ask.

Caps are amps: 0 closes, NO_CAP is open without a cap of its own, and the lowest one counts.

Every local day is cut at the same seconds, the starts and ends of all rules, so within a segment
the same rules apply. Which ones is two bit masks per segment: the rules that cover it when they
started on this day, and when they started on the day before. A day then costs a few integer
operations per segment, whatever the number of rules.
"""

from micropython import const

from firmware.core.civil import DAY_S, date_of, weekday

NO_CAP = 81  # above every cap a schedule may name, 80 A

_HOLIDAY = const(7)  # after the days of the week


class Rules:
    """As tou_build.rules makes it. `edges_s`: where the day's segments begin, and its end;
    `today`, `yesterday`: their masks; `caps`: one a rule; `closing`: the rules with cap 0;
    `naming`: the rules that name each weekday, and holidays; `seasons`: (bit, first, last)."""

    def __init__(self, edges_s, today, yesterday, caps, closing, naming, seasons, holidays):
        self._edges_s = edges_s
        self._today, self._yesterday = today, yesterday
        self._caps, self._closing = caps, closing
        self._naming = naming
        self._seasons = seasons
        self._holidays = holidays
        self._day = None
        self._masks = (0, 0)

    def cap(self, wall):
        """(lowest cap of the rules that apply or None, wall second up to which it holds)."""
        today, yesterday = self._started(wall // DAY_S)
        second = wall % DAY_S
        i = self._segment(second)
        active = today & self._today[i] | yesterday & self._yesterday[i]
        lowest = None
        for cap in self._caps:
            if active & 1 and (lowest is None or cap < lowest):
                lowest = cap
            active >>= 1
        return lowest, wall - second + self._edges_s[i + 1]

    def flip(self, wall, wall_end, is_open, otherwise):
        """First second of a span on one day when open is no longer `is_open`, or None.

        `otherwise` is whether it is open where no rule applies.
        """
        today, yesterday = self._started(wall // DAY_S)
        if is_open and otherwise and not (today | yesterday) & self._closing:
            return None
        second = wall % DAY_S
        end_s = second + wall_end - wall
        edges_s = self._edges_s
        i = self._segment(second)
        while edges_s[i] < end_s:
            active = today & self._today[i] | yesterday & self._yesterday[i]
            if (not active & self._closing if active else otherwise) != is_open:
                return wall + max(0, edges_s[i] - second)
            i += 1
        return None

    def _segment(self, second):
        i = 0
        while self._edges_s[i + 1] <= second:
            i += 1
        return i

    # Asked for the same day again and again, then for the next one: the last answer is kept.
    def _started(self, day):
        """Masks of the rules whose windows start on `day`, and on the day before."""
        if day != self._day:
            before = self._masks[0] if day - 1 == self._day else self._starting(day - 1)
            self._masks = (self._starting(day), before)
            self._day = day
        return self._masks

    def _starting(self, day):
        mask = self._naming[_HOLIDAY if day in self._holidays else weekday(day)]
        if not mask or not self._seasons:
            return mask
        _, month, day_of_month = date_of(day)
        date = month * 100 + day_of_month
        for bit, first, last in self._seasons:
            inside = first <= date <= last if first <= last else not last < date < first
            if not inside:
                mask &= ~bit
        return mask


class Slots:
    """Unix-time slots as steps: from each of `times` on the cap of the same place in `caps`, None
    where no slot applies. `caps[0]` stands before the first time, so it has one more."""

    def __init__(self, times, caps):
        self._times, self._caps = times, caps

    def cap(self, epoch):
        """(cap or None, Unix second up to which it surely holds)."""
        low, high = 0, len(self._times)
        while low < high:
            middle = (low + high) // 2
            if self._times[middle] <= epoch:
                low = middle + 1
            else:
                high = middle
        return self._caps[low], self._times[low] if low < len(self._times) else epoch + DAY_S
