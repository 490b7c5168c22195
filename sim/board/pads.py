"""The pads of the chip's outputs: what the board sees, be it what the program has written or not.

A solder bridge, damp or a driver's shorted input holds a pad; what the program reads of an output
is its pad, too.
"""

from firmware import board

_OUTPUTS = (
    ("coil", board.CONTACTOR_GPIO),
    ("gfci_test", board.GFCI_TEST_GPIO),
    ("ground_test", board.GROUND_TEST_GPIO),
    ("alive", board.ALIVE_GPIO),
    ("led", board.LED_GPIO),
    ("pilot", board.PILOT_PWM_GPIO),
)
_LEVELS = (0, 1)

# The gate wants edges, of which a pad that is held has none; the pilot sees to itself.
_LEVELS_COUNT = (board.CONTACTOR_GPIO, board.GFCI_TEST_GPIO, board.GROUND_TEST_GPIO)

# A fault's name -> (GPIO, level).
_HELD = {name + "_stuck_%d" % level: (gpio, level) for name, gpio in _OUTPUTS for level in _LEVELS}
FAULTS = tuple(sorted(_HELD))


class Pads:
    """`stuck`: GPIO number as text -> level, of the pads that are held."""

    def __init__(self, faults, registers, outputs):
        self.stuck = {}
        self._faults = faults
        self._registers = registers
        self._outputs = outputs  # GPIO -> called with (level, t_us)

    def fault_changed(self, t_us):
        """A fault was injected or taken away: the board looks at the pads again."""
        before = tuple(self.stuck)
        self.stuck.clear()
        for name in FAULTS:
            gpio, level = _HELD[name]
            if name in self._faults and gpio is not None:
                self.stuck[str(gpio)] = level
        for key in set(before + tuple(self.stuck)):
            self._show(key, t_us)

    def _show(self, key, t_us):
        if int(key) in _LEVELS_COUNT:
            latched = self._registers.latches.get(key) or 0
            self._outputs[int(key)](self.stuck.get(key, latched), t_us)
