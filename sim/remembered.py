"""What of a part outlives the process: named fields of numbers, strings, lists and dicts."""


class Remembered:
    REMEMBERED = ()

    def save(self):
        """The remembered fields as something JSON can carry."""
        return {name: getattr(self, name) for name in self.REMEMBERED}

    def restore(self, saved):
        for name in self.REMEMBERED:
            if name in saved:
                setattr(self, name, saved[name])
