"""The monitor of the protective earth, and the test input that interrupts its look at it."""

from sim.remembered import Remembered

DROP_US = 40_000  # at most 100 ms, docs/board.md
BACK_US = 60_000  # and at most a second until it finds the earth again


class EarthMonitor(Remembered):
    """`interrupted`: by the test."""

    REMEMBERED = ("interrupted",)

    def __init__(self, clock, faults):
        self.clock = clock
        self.faults = faults
        self.interrupted = self._testing = False
        clock.on("earth", self._look)

    @property
    def ok(self):
        """What it tells the chip."""
        if "monitor_stuck" in self.faults:
            return True
        return "ground_lost" not in self.faults and not self.interrupted

    def drive_test(self, level, t_us):
        self._testing = bool(level)
        self.clock.at("earth", t_us + (DROP_US if level else BACK_US))

    def power_off(self):
        self.clock.never("earth")
        self.interrupted = self._testing = False

    def _look(self, t_us):
        self.interrupted = self._testing
