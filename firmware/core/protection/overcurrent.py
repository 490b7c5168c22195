"""Does the car keep to what the pilot signals?

The rule is EVerest's: more than 10 % above the signalled current and half an ampere, for 7 s. A
car may take 5 s to follow a lower offer (IEC 61851-1 Table A.6, seq. 6) and real ones take 6: for
10 s it may still draw by what was signalled before. The 7 s are counted from answer to answer, up
while it is too much and down while it is not: one answer in four that is missed, or differs,
excuses nobody. A meter that says nothing proves nothing.
"""

from micropython import const

_MARGIN_MA = const(500)
_PERCENT = const(110)
_HELD_S = const(7)
_GRACE_S = const(10)
_SILENT_MAX_S = const(10)  # some missed answers; after more nobody knows what was drawn


class Overcurrent:
    def __init__(self):
        self._signalled_ma = 0
        self._lowered = []  # [when, from how much] within the grace
        self._over_s = None  # None: not at all
        self._heard_s = 0

    def look(self, current_ma, signalled_ma, now_s):
        """True when the car has drawn too much for too long.

        `current_ma`: as metered, None while the meter is silent; `signalled_ma`: 0 while nothing
        is offered, which is not a lower offer but an end that has a deadline of its own.
        """
        self._follow(signalled_ma, now_s)
        if current_ma is None:
            return False
        passed_s = now_s - self._heard_s
        self._heard_s = now_s
        over = self._over(current_ma)
        if self._over_s is None or passed_s > _SILENT_MAX_S:
            self._over_s = 0 if over else None
        else:
            self._count(over, passed_s)
        return over and self._over_s >= _HELD_S

    def _count(self, over, passed_s):
        self._over_s += passed_s if over else -passed_s
        if self._over_s < 0 or self._signalled_ma == 0:
            self._over_s = None

    # Whole seconds, in the car's favour.
    def _follow(self, signalled_ma, now_s):
        while self._lowered and now_s - self._lowered[0][0] > _GRACE_S:
            self._lowered.pop(0)
        if signalled_ma < self._signalled_ma:
            self._lowered.append((now_s, self._signalled_ma))
        self._signalled_ma = signalled_ma

    def _over(self, current_ma):
        if self._signalled_ma == 0:
            return False
        allowed_ma = self._signalled_ma
        for _, before_ma in self._lowered:
            if before_ma > allowed_ma:
                allowed_ma = before_ma
        return current_ma * 100 > (allowed_ma + _MARGIN_MA) * _PERCENT
