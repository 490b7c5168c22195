"""A charger that is started again and again; only its RTC goes on."""

import json

from firmware.core.record.black_box import BlackBox
from firmware.drivers.chip.reset_memory import ResetMemory
from firmware.services.memory.resets import Resets
from firmware.services.memory.traces import Traces
from tests.core.rig import NOON, Rig


class Rtc:
    """The chip's RTC: its memory, and seconds that run through resets."""

    def __init__(self):
        self.s = 1_000
        self.writes = 0
        self._content = b""

    def memory(self, content=None):
        if content is None:
            return self._content
        self._content = bytes(content)
        self.writes += 1


class Mark:
    """The last closing marked on flash was taken back."""

    found = untripped = False
    ever = True
    trips = 0


class Chip:
    """`rig` is the charger of this life, `memory` its view of the RTC's memory."""

    def __init__(self):
        self.rtc = Rtc()
        self.start("power_on")

    def start(self, cause="watchdog"):
        self.rig = rig = Rig(boot_ms=0, epoch=NOON)
        self.rig.clock.rtc_s = lambda: self.rtc.s
        self.memory = ResetMemory(self.rtc)
        self.box = BlackBox(self.memory.trace)
        traces = Traces(self.box, self.memory.trace, rig.charger, rig.journal, None)
        self.mark = Mark()
        self.resets = Resets(
            *(self.memory, rig.clock, rig.charger, rig.journal),
            *(cause, traces, rig.pin_lock, self.mark),
        )
        return self.rig

    # It was there at boot: what stands in its way is the 30 s after a reset while closed.
    def charge(self):
        self.rig.shows_car("B", 31_000)
        self.rig.ask_power()
        self.rig.advance_ms(1_000)

    def charge_and_reset(self, planned=False):
        """The car charges; `planned` or not, the chip starts again. -> the fault then."""
        self.charge()
        self.resets.remember(planned)
        return self.start().fault

    def cut_mains(self):
        self.rtc.memory(b"")

    @property
    def state(self):
        """What the next start would find."""
        return json.loads(ResetMemory(self.rtc).read_state())

    @property
    def notes(self):
        return [detail for _, code, detail, *_ in self.rig.journal.entries if code == "reset"]
