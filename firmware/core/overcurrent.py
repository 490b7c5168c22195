"""Does the car keep to what the pilot signals?

The rule is EVerest's: more than 10 % above the signalled current and half an ampere, for 7 s. A
car may take 5 s to follow a lower offer (IEC 61851-1 Table A.6, seq. 6) and real ones take 6:
after lowering it has 10 s. A meter that says nothing proves nothing.
"""

from micropython import const

_MARGIN_MA = const(500)
_PERCENT = const(110)
_HELD_S = const(7)
_GRACE_S = const(10)


class Overcurrent:
    def __init__(self):
        self._signalled_ma = 0
        self._lowered_s = None
        self._over_since_s = None

    def look(self, current_ma, signalled_ma, now_s):
        """True when the car has drawn too much for too long.

        `current_ma`: as metered, None while the meter is silent; `signalled_ma`: 0 while nothing
        is offered, which is not a lower offer but an end that has a deadline of its own.
        """
        if signalled_ma < self._signalled_ma:
            self._lowered_s = now_s
        self._signalled_ma = signalled_ma
        if not self._over(current_ma) or self._in_grace(now_s):
            self._over_since_s = None
            return False
        if self._over_since_s is None:
            self._over_since_s = now_s
        return now_s - self._over_since_s >= _HELD_S

    def _over(self, current_ma):
        if current_ma is None or self._signalled_ma == 0:
            return False
        return current_ma * 100 > (self._signalled_ma + _MARGIN_MA) * _PERCENT

    def _in_grace(self, now_s):
        return self._lowered_s is not None and now_s - self._lowered_s < _GRACE_S
