"""What the console's commands may use, around a tests.core.rig.Rig. Also for MicroPython."""

from firmware.core.pilot.plateaus import Burst
from firmware.services.link.desk import Desk
from firmware.services.link.report import Report


class Readings:
    current_ma = voltage_mv = power_w = lifetime_wh = total_wh = temperature_c = None


class Files:
    """A flash that holds the files it is given."""

    def __init__(self):
        self.texts = {}

    def read(self, path):
        return self.texts.get(path)

    def write(self, path, text):
        self.texts[path] = text

    def set_aside(self, path, aside):
        self.texts[aside] = self.texts.pop(path)


class Control:
    """Every look at the pilot is new."""

    def __init__(self, rig):
        self._rig = rig
        self.burst = Burst()

    @property
    def steps(self):
        burst = self.burst
        burst.high_mv, burst.high_reads = {"A": 12_000, "B": 9_000, "C": 6_000}[self._rig.car], 9
        burst.low_mv, burst.low_reads = -12_000, 9
        return self._rig.clock.ms


class Group:
    group = None


class Book:
    def told(self):
        return {"running": None, "last": []}


class Parts:
    """In the place of firmware.app.App; `restarts` counts; `starts`: as drivers.chip.footing."""

    def __init__(self, rig, clock=None):
        self.charger = rig.charger
        self.journal = rig.journal
        self.clock = rig.clock
        self.pin_lock = rig.pin_lock
        self.keep = rig._keep
        self.desk = Desk(rig.commands, rig._make_plan, rig.journal, rig.clock)
        self.report = Report(rig.charger, Readings, rig.clock, "power")
        self.control = Control(rig)
        self.store = Files()
        self.membership = Group
        self.logbook = Book()
        self.cloud = None
        self.heap_bytes, self.frozen = 166_592, True
        self.restarts = 0
        self.starts = 1
        self.roomy = False

    # As of a frozen program.
    def may_load(self):
        return True

    def chip_id(self):
        return "0123ab"

    def traces(self):
        return []

    def restart(self):
        self.restarts += 1
