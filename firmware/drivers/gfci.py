"""The ground-fault (CCID20) module and the protective-earth monitor."""


class Gfci:
    """`trip`: input, 1 = residual current; `test`: output; `ground`: input, 1 = earth present;
    `ground_test`: output, 1 = the monitor's own look at the earth is interrupted, or None.

    `open_contactor` is called from the trip's interrupt, before anything else happens; `trip_seen`
    stays set until `sense` has taken note, for a trip may be over before the next look.
    """

    def __init__(self, trip, test, ground, ground_test, open_contactor):
        self._trip = trip
        self._test = test
        self._ground = ground
        self._ground_test = ground_test
        self._open_contactor = open_contactor
        self.trip_seen = False
        test.value(0)
        trip.irq(handler=self._on_trip, trigger=trip.IRQ_RISING)

    def _on_trip(self, _pin):
        self._open_contactor()
        self.trip_seen = True

    def sense(self, senses):
        """Fill `ground_ok`, `trip_seen` and `tripped` of a core.charger.Senses."""
        senses.ground_ok = self._ground.value() == 1
        senses.trip_seen = self.trip_seen
        self.trip_seen = False
        senses.tripped = self._trip.value() == 1

    @property
    def ground_ok(self):
        return self._ground.value() == 1

    @property
    def tripped(self):
        return self._trip.value() == 1

    def test(self, on):
        """Send the test current through the sensor, or stop; only with the contactor open."""
        self._test.value(1 if on else 0)

    def test_earth(self, on):
        """Interrupt the monitor's look at the earth, or stop; only with the contactor open."""
        if self._ground_test is not None:
            self._ground_test.value(1 if on else 0)
