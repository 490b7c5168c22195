"""How often somebody may ask: a stock that is used up one by one and fills again with time."""

from micropython import const

from firmware.core.ticks import elapsed_ms

_STOCK = const(30)  # a dashboard that sends all it has, several times over
_EVERY_MS = const(250)


class Allowance:
    """So many at once, and one more every 250 ms."""

    def __init__(self, now_ms, stock=_STOCK):
        self._left = self._stock = stock
        self._filled_ms = now_ms

    def take(self, now_ms):
        """True if this one is within it."""
        more = elapsed_ms(now_ms, self._filled_ms) // _EVERY_MS
        if self._left + more >= self._stock:
            self._left, self._filled_ms = self._stock, now_ms
        else:
            self._left += more
            self._filled_ms += more * _EVERY_MS
        if not self._left:
            return False
        self._left -= 1
        return True
