"""How often the contactor may close in one plug-in: closings wear it, openings under load weld it.

Each fills a bucket that drains with time. A car, or a pilot's bad contact, that starts and stops
within seconds, again and again, is given a rest the longer the fuller they are.
"""

from micropython import const

# Seconds in which one drains, and the rest after an opening by how many are left. The numbers are
# assumed: a contactor for 48 A lasts some 100,000 closings, and 6,000 with the load on.
_CLOSING_S = const(600)
_AFTER_CLOSINGS_S = (0, 0, 0, 0, 60, 120, 300, 600)
_UNDER_LOAD_S = const(900)
_AFTER_UNDER_LOAD_S = (0, 0, 0, 0, 900)


class Ration:
    """Times are uptimes in s. `untold`: it has made the contactor rest, and nobody was told."""

    def __init__(self):
        self.untold = False
        self._told = False
        self.clear(0)

    def clear(self, now_s):
        """Somebody was there: the car has left."""
        self._closings_s = self._under_load_s = 0
        self._at_s = now_s
        self._told = False

    def closed(self, now_s):
        self._drain(now_s)
        self._closings_s += _CLOSING_S

    def opened_under_load(self, now_s):
        self._drain(now_s)
        self._under_load_s += _UNDER_LOAD_S

    def rest_s(self, now_s):
        """What the contactor that opens now has to rest beyond the usual."""
        self._drain(now_s)
        after_closings_s = _rest_s(_AFTER_CLOSINGS_S, self._closings_s, _CLOSING_S)
        after_under_load_s = _rest_s(_AFTER_UNDER_LOAD_S, self._under_load_s, _UNDER_LOAD_S)
        rest_s = max(after_closings_s, after_under_load_s)
        self.untold = rest_s > 0 and not self._told
        self._told = self._told or rest_s > 0
        return rest_s

    def saved(self, now_s):
        """What must survive a reset, for `restore`."""
        self._drain(now_s)
        return [self._closings_s, self._under_load_s]

    def restore(self, saved, now_s):
        self._closings_s, self._under_load_s = saved
        self._at_s = now_s

    def _drain(self, now_s):
        passed_s = now_s - self._at_s
        self._closings_s = max(0, self._closings_s - passed_s)
        self._under_load_s = max(0, self._under_load_s - passed_s)
        self._at_s = now_s


def _rest_s(rests_s, filled_s, one_s):
    count = (filled_s + one_s - 1) // one_s
    return rests_s[min(count, len(rests_s) - 1)]
