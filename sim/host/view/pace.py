"""How fast the worlds' time runs beside the PC's: as ordered, or as fast as the PC can."""

import time

FRAME_S = 0.1
SPEEDS = (1, 10, 100, 1000)

_DEBT_FRAMES = 2  # what the PC could not do in time is let go, not caught up later
_MEASURED_OVER_S = 1.0


class Pace:
    """`reached`: virtual seconds per second of the PC, over the last second."""

    def __init__(self, wall_s: float) -> None:
        self.speed = SPEEDS[0]
        self.reached = 0.0
        self.restart(wall_s)

    def restart(self, wall_s: float) -> None:
        """From now on: the worlds' clock has jumped, or stood still on purpose."""
        self._due_s = wall_s
        self._last_s = self._since_s = time.monotonic()
        self._since_wall_s = wall_s

    def faster(self) -> None:
        """The next of SPEEDS; after the last, the first."""
        self.speed = SPEEDS[(SPEEDS.index(self.speed) + 1) % len(SPEEDS)]

    def due_s(self, wall_s: float) -> float:
        """The worlds' wall clock as it should be by now; it is `wall_s`."""
        now_s = time.monotonic()
        most_s = wall_s + FRAME_S * self.speed * _DEBT_FRAMES
        self._due_s = min(self._due_s + (now_s - self._last_s) * self.speed, most_s)
        self._last_s = now_s
        self._measure(now_s, wall_s)
        return self._due_s

    def _measure(self, now_s: float, wall_s: float) -> None:
        span_s = now_s - self._since_s
        if span_s >= _MEASURED_OVER_S:
            self.reached = (wall_s - self._since_wall_s) / span_s
            self._since_s, self._since_wall_s = now_s, wall_s
