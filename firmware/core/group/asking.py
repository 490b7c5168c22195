"""A charger that joins a running group: whom it asks for room, and when it is one of them.

It is one when as many have said to this boot of it that there is room as there are to be members
beside it. docs/load-group.md says why that is enough.
"""


class Asking:
    """`members`: with this one."""

    def __init__(self, members):
        self.others = members - 1
        self._boots = {}
        self._rooms = set()

    def heard(self, chip, boot, has_room):
        """A charger of the group, by the number of its chip; `has_room`: for this boot of ours."""
        self._boots[chip] = boot
        if has_room:
            self._rooms.add(chip)

    def asked(self):
        """The boots of those that have still to make room, as far as they were heard."""
        return [self._boots[chip] for chip in self._boots if chip not in self._rooms]

    @property
    def rooms(self):
        """How many have made room."""
        return len(self._rooms)

    @property
    def answered(self):
        """All have."""
        return self.rooms >= self.others
