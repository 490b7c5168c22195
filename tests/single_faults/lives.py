"""A charger that lives on through its resets, with one thing wrong."""

import runpy
from contextlib import suppress
from pathlib import Path

from sim.world import ChipReset

_BOOT_FILE = Path(__file__).parents[2] / "boot.py"
_STEP_MS = 20
_LONG_STEP_MS = 160
_RESETS_MAX = 8


class Life:
    """`wrong.make(rig)` makes one thing wrong, and does so again after each start. `resets`: so
    many came of it; `longest_live_ms`: mains at the connector with no car that asks for it;
    `longest_bare_ms`: with no car at all."""

    def __init__(self, rig, wrong):
        self.rig = rig
        self.resets = 0
        self.longest_live_ms = self.longest_bare_ms = 0
        self._make = wrong.make
        self._live_ms = self._bare_ms = 0
        self.act(lambda: self._make(rig))

    @property
    def goes_on(self):
        """It does not reset again and again."""
        return self.resets < _RESETS_MAX

    def pass_s(self, s, step_ms=_LONG_STEP_MS):
        """Looks at the contacts after every step."""
        for _ in range(s * 1_000 // step_ms):
            if self.goes_on:
                self.act(lambda: self._step(step_ms))
            else:
                self._go_round(step_ms)
            self._look(step_ms)

    def must_open(self):
        """Call it when nothing may be live: the next 5 s are looked at closely."""
        self._look(0)
        self.pass_s(5, _STEP_MS)

    # The rig's program has no main.py around it: what that does is done here. Where that fails,
    # too, the gate is left.
    def act(self, do):
        """Does it, if the charger still goes on; what ends the program starts it anew."""
        while self.goes_on:
            try:
                return do()
            except ChipReset as bite:
                do = self._start_anew(bite.cause)
            except Exception:
                with suppress(Exception):
                    runpy.run_path(str(_BOOT_FILE))
                do = self._start_anew("reset")

    def _start_anew(self, cause):
        self.resets += 1

        def start():
            self.rig.reset(cause)
            self._make(self.rig)

        return start

    def _step(self, step_ms):
        self.rig.advance_in_steps_of(step_ms, step_ms)

    # What resets again and again runs no step of the program any more.
    def _go_round(self, ms):
        with suppress(ChipReset):
            self.rig.hang(ms)

    def _look(self, step_ms):
        car, power = self.rig.world.car, self.rig.world.power
        live = power.closed and not (car.plugged and car.s2)
        self._live_ms = self._live_ms + step_ms if live else 0
        self._bare_ms = self._bare_ms + step_ms if live and not car.plugged else 0
        self.longest_live_ms = max(self.longest_live_ms, self._live_ms)
        self.longest_bare_ms = max(self.longest_bare_ms, self._bare_ms)
