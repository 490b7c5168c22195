"""Makes the plan anew, four times a second and after every order."""


class Planner:
    def __init__(self, charger, clock):
        self._charger = charger
        self._clock = clock
        self._search = None

    # Without memory the plan before stays in force.
    def look(self):
        """To be called four times a second. What the schedule has to be searched for is found
        first, a piece a call."""
        search = self._search or iter(self._charger.plan.looking_ahead(self._clock.epoch()))
        self._search = None
        for _ in search:
            self._search = search
            return
        self.decide()

    def decide(self):
        """Make it now."""
        clock = self._clock
        self._charger.think(clock.ticks_ms(), clock.uptime_s(), clock.epoch())
