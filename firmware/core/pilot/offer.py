"""How the offered current follows its limits: at once downwards where it must, slowly upwards."""

from firmware.core.j1772 import DUTY_RISE_SPACING_MS, OFFER_MIN_MA, STEADY_MIN_MS, offer_duty
from firmware.core.ticks import elapsed_ms


class Offer:
    """`ma`: what the pilot tells the car now, by a `duty` as of j1772.offer_duty; 0 = +12 V."""

    def __init__(self, now_ms):
        self.rest(now_ms)

    # Allocates nothing: runs at every control step.
    def follow(self, hard_ma, wanted_ma, now_ms):
        """Move towards `wanted_ma`, never above `hard_ma` (board, cable, wire, group, thermal).

        Withdrawing is never delayed. A hard limit binds now; every other change, up or down,
        leaves the car the 5 s it may take to follow the last one (IEC 61851-1 Table A.6 seq. 6).
        Below the 6 A that a car can be told there is no offer.
        """
        target_ma = wanted_ma if wanted_ma < hard_ma else hard_ma
        if target_ma < OFFER_MIN_MA:
            target_ma = 0
        if target_ma == self.ma:
            return
        if target_ma == 0 or hard_ma < self.ma or self._car_had_time(now_ms):
            self._tell(target_ma, now_ms)

    def rest(self, now_ms):
        """Offer nothing; the 3 s of steady pilot run from the last call."""
        self._tell(0, now_ms)

    def _tell(self, ma, now_ms):
        self.ma = ma
        self.duty = offer_duty(ma)
        self._changed_ms = now_ms

    def _car_had_time(self, now_ms):
        needed_ms = DUTY_RISE_SPACING_MS if self.ma else STEADY_MIN_MS
        return elapsed_ms(now_ms, self._changed_ms) >= needed_ms
