"""What this charger asks of its load group."""

from micropython import const

_SPAN_S = const(5)


class Demand:
    """`readings`: services.memory.recorder.Readings."""

    def __init__(self, charger, readings, clock):
        self._charger = charger
        self._readings = readings
        self._clock = clock
        self._drawn_ma = [0] * _SPAN_S

    def now(self):
        """`(mA wanted, mA drawn, s since the car came)` as circle.Group takes it; to be
        asked at least once a second."""
        now_s = self._clock.uptime_s()
        session = self._charger.session
        self._drawn_ma[now_s % _SPAN_S] = self._draw_ma()
        waited_s = now_s - session.plugged_s if session.active else 0
        return self._charger.plan.want_ma, max(self._drawn_ma), waited_s

    # Without a meter a car is believed to draw all that it may.
    def _draw_ma(self):
        if self._readings.current_ma is not None:
            return self._readings.current_ma
        return self._charger.offered_ma if self._charger.session.closed else 0
