"""A load group for a charger that has no memory for more of it."""

from firmware.core.group.member import SILENCE_S


class Share:
    """Of a charger that hears nobody: its part of the circuit, once nobody can have borrowed it.

    `plan`: core.plan.plan.Plan, whose limit `group` is nothing until then.
    """

    def __init__(self, plan, clock):
        self._plan = plan
        self._clock = clock

    def look(self):
        """To be called every second or so."""
        share_ma = self._plan.settings.group_share_ma
        if share_ma is not None and self._clock.uptime_s() >= SILENCE_S:
            self._plan.limits["group"] = share_ma
