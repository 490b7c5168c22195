"""Run by the interpreter: settings changed at random, the power cut at random. Prints JSON.

    MICROPYPATH=.:lib:.frozen micropython tests/flash/device/random_run.py <changes> <seed>

After each cut the charger boots with the settings it stored last, or with those it was about to
store; in between, the contactor is closed now and then, and nothing but a lower limit is written.
"""

import json
import random
import sys

from firmware.core.j1772 import OFFER_MIN_MA
from tests.flash.device.nor import PowerCut
from tests.flash.device.rig import Rig

_CUT_PCT = 8
_CUT_WITHIN = 12  # flash operations: some fall into the change, some into the second after it
_SECOND_PCT = 50
_CONTACTOR_PCT = 10
_SMALL = (("boot_wait_s", 300), ("link_timeout_s", 3_600), ("pause_ttl_s", 86_400))


def _in_force(rig):
    return json.loads(rig.settings.to_json())


class Run:
    """`found_old`, `found_new`: cuts after which the charger had the old settings, or the new."""

    def __init__(self):
        self.rig = Rig().boot()
        self.stored = _in_force(self.rig)
        self.lowered = False  # since what is stored
        self.cuts = self.found_old = self.found_new = 0

    def step(self):
        """One change, perhaps some quiet seconds after it, and perhaps a power cut in all that."""
        rig = self.rig
        if random.randrange(100) < _CUT_PCT:
            rig.nor.cut(random.randrange(_CUT_WITHIN), random.randrange(2) == 1)
        try:
            self._change()
            if random.randrange(100) < _SECOND_PCT:
                self._second()
        except PowerCut:
            self._power_up()

    def _change(self):
        rig = self.rig
        if random.randrange(100) < _CONTACTOR_PCT:
            rig.charger.session.closed = not rig.charger.session.closed
        lowers = False
        if random.randrange(4) == 0:
            name, most = random.choice(_SMALL)
            changes = {name: random.randrange(30, most + 1)}
        else:
            ma = random.randrange(OFFER_MIN_MA, 48_001, 100)
            lowers = ma < rig.plan.limits["wire"]
            changes = {"wire_ma": ma}
        before = rig.nor.operations
        if rig.settings.change(changes):
            rig.plan.bind_settings()
            self.lowered |= lowers
            if rig.recorder.keep(lowers):
                self.stored = _in_force(rig)
        self._check_i10(before, lowers)

    def _second(self):
        before = self.rig.nor.operations
        self.rig.second()
        self._check_i10(before, self.lowered)
        if not self.rig.settings.unsaved:
            self.stored = _in_force(self.rig)
            self.lowered = False

    def _check_i10(self, before, lowers):
        closed = self.rig.charger.session.closed
        if closed and not lowers and self.rig.nor.operations != before:
            raise ValueError("I10: written while the contactor is closed")

    def _power_up(self):
        rig = self.rig
        wanted = _in_force(rig)
        rig.nor.bury()
        self.rig = Rig(rig.nor.image).boot()
        found = _in_force(self.rig)
        if found not in (self.stored, wanted) or self.rig.settings.trouble:
            raise ValueError(f"I8: neither {self.stored} nor {wanted}: {found}")
        self.cuts += 1
        self.found_old += found == self.stored
        self.found_new += found == wanted
        self.stored = found


def main(changes, seed):
    random.seed(seed)
    run = Run()
    for _ in range(changes):
        run.step()
    found = {"changes": changes, "seed": seed, "cuts": run.cuts}
    found.update({"old": run.found_old, "new": run.found_new})
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
