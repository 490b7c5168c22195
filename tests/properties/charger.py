"""The charger of `tests/rig.py` under an observer's eyes, and what may befall it (I4, I5)."""

import runpy
from pathlib import Path
from types import SimpleNamespace

from firmware.services.link import report
from sim.world import ChipReset
from tests.rig import Rig
from tests.running import finished

_BOOT_FILE = Path(__file__).parents[2] / "boot.py"
_OPEN_MS = 15  # the contacts need 12

# CPython has no heap to report on.
report.gc = SimpleNamespace(mem_free=lambda: 0)


class WatchedRig(Rig):
    """`observer` sees every control step."""

    def __init__(self, world, observer, **stored):
        self.observer = observer
        super().__init__(world, **stored)

    def _start(self):
        super()._start()
        assert not self.world.power.coil, "I5: the coil is on after a start"
        self.observer.begin(self)
        control, step = self.app.control, self.app.control.step

        def watched_step():
            self.observer.before_step()
            step()
            self.observer.after_step()

        control.step = watched_step

    # ---- what ends the program ------------------------------------------------------------------

    def restart(self, cause):
        """The CPU starts again, for whatever reason: "power" is a mains cut."""
        if cause == "power":
            self.observer.contacts.mains_cut()
            self.power_cycle()
        else:
            self.reset(cause)
        self._must_open("I5: closed after " + cause)

    def die(self):
        """An exception in a task: main.py runs boot.py first, then resets."""
        runpy.run_path(str(_BOOT_FILE))
        self._must_open("I5: closed after an exception")
        self.restart("reset")

    def stall(self, ms):
        """The program hangs: the gate opens after 3 s, the watchdog bites after 10 s."""
        try:
            self.world.run_ms(ms)
        except ChipReset as bite:
            self.restart(bite.cause)
            return
        self.observer.stalled()
        self._catch_up()

    def _must_open(self, message):
        assert not self.world.power.coil, message
        if self.world.power.closed and "welded" not in self.world.faults:
            self.world.run_ms(_OPEN_MS)
            assert not self.world.power.closed, message
            self._catch_up()

    # ---- what comes by network or serial --------------------------------------------------------

    def from_network(self, name, payload, retained=False):
        """The reply to a message; I4: it closes nothing, nor raises wire or group limits."""
        before = self._powers()
        reply = finished(self.app.desk.handle(name, payload, retained, False))
        after = self._powers()
        assert after[0] <= before[0], "I4: closed by a message"
        assert after[1] <= before[1], "I4: wire ampacity raised by a message"
        assert after[2] <= before[2], "I4: the group's share raised by a message"
        return reply

    def from_serial(self, line):
        """The answer to a typed line, in text; I4: it closes nothing."""
        coil = self.world.power.coil
        try:
            answer = self.app.console.answer(line)
        except ChipReset as ordered:
            self.restart(ordered.cause)
            return ""
        assert self.world.power.coil <= coil, "I4: closed by a typed line"
        return answer

    def _powers(self):
        settings = self.app.settings
        wire_ma = settings.vouched_ma or settings.wire_ma or 6_000
        share_ma = 80_000 if settings.group is None else settings.group_share_ma
        return self.world.power.coil, wire_ma, share_ma
