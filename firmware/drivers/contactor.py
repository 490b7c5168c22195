"""The contactor's coil, and whether mains stands behind its contacts."""


class Contactor:
    """`coil`: output, 1 = on; `sense`: input, 1 = mains present behind the contacts.
    `commanded`: it is to be closed, whatever is on the coil's pad."""

    def __init__(self, coil, sense):
        self._coil = coil
        self._sense = sense
        self.open()

    # Called from the ground-fault interrupt too: one pin write, a note of it, then nothing else.
    def open(self):
        self._coil.value(0)
        self.commanded = False

    def close(self):
        self._coil.value(1)
        self.commanded = True

    # An output's value is what is on its pad (ports/esp32/machine_pin.c), be it held from outside.
    def sense(self, senses):
        """Fill `coil_on`, `pad_on` and `mains_sensed` of a core.charger.Senses."""
        senses.mains_sensed = self._sense.value() == 1
        senses.coil_on = self.commanded
        senses.pad_on = self._coil.value() == 1
