"""How long things have lasted, as far as a control step could see them."""

STEP_US = 20_000


class Lasting:
    """Nothing is seen between two steps: of a stall no more than one step is counted."""

    def __init__(self):
        self._now_us = self._seen_us = 0
        self._since_us = {}

    def look(self, now_us):
        """A control step was made at `now_us`. -> microseconds since the one before."""
        span_us = now_us - self._now_us if self._now_us else 0
        self._now_us = now_us
        self._seen_us += min(span_us, STEP_US)
        return span_us

    def ms(self, name, holds):
        """Milliseconds for which `name` has held without a break."""
        if not holds:
            self._since_us.pop(name, None)
            return 0
        return (self._seen_us - self._since_us.setdefault(name, self._seen_us)) // 1_000
