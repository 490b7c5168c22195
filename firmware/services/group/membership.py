"""The load group's service: loaded once this charger is set to a group, and kept going from then.

Most chargers are in none, and the heap is short.
"""


class Membership:
    """`group`: None, or what `make()` made: circle.Group or newcomer.Newcomer; `plan`:
    core.plan.plan.Plan."""

    def __init__(self, plan, session, make, journal):
        self.group = None
        self._plan = plan
        self._session = session
        self._make = make
        self._journal = journal
        self._warned = None

    # Loading takes the chip some tenths of a second, so not while the contactor is closed; the
    # limit of a group that is set just now is nothing, which opens it.
    def look(self):
        """To be called four times a second."""
        group = self._plan.settings.group
        joins = group is not None and "joining" in group
        if self.group is not None and self.group.joins == joins:
            self._tick()
        elif group is not None and not self._session.closed:
            self.group = self._make()

    # Without memory nobody knows what the others were told: nothing is offered until it is known.
    def _tick(self):
        try:
            self.group.tick()
            self._tell_of_warning()
        except MemoryError:
            self._plan.limits["group"] = 0
            raise

    def _tell_of_warning(self):
        warning = self.group.warning
        if warning != self._warned:
            self._warned = warning
            self._journal.note("group", warning or "what was warned of is over")
