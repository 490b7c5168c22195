"""The contactor's coil, and whether mains stands behind its contacts."""


class Contactor:
    """`coil`: output, 1 = on; `sense`: input, 1 = mains present behind the contacts."""

    def __init__(self, coil, sense):
        self._coil = coil
        self._sense = sense
        self.open()

    # Called from the ground-fault interrupt too: one pin write, then nothing else.
    def open(self):
        self._coil.value(0)

    def close(self):
        self._coil.value(1)

    def sense(self, senses):
        """Fill `coil_on` and `mains_sensed` of a core.charger.Senses."""
        senses.mains_sensed = self._sense.value() == 1
        senses.coil_on = self._coil.value() == 1
