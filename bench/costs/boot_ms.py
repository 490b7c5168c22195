"""From the mains' return to a valid pilot, to an offer and to a closed contactor.

In virtual time, which charges the chip's own start (sim.cost.silicon.BOOT_US), its flash, every
pin, and each file of the program that is read.
"""

import random
from typing import Any

from bench.figures import spread
from bench.site.networks import networks
from bench.site.rig import first, rig

STARTS = 5
_WIRE_A = 32
_OFF_S = 1.5
_LIMIT_S = 120
_STEADY = 10_000
_SEED = "boot_ms"

Figures = dict[str, Any]


def collect(starts: int = STARTS) -> Figures:
    """`pilot`: the chip drives it, to the +12 V it was pulled to; `offer`: its PWM begins;
    `closed`: a car that waits draws again."""
    found = [_start(random.Random(f"{_SEED} {number}").random()) for number in range(starts)]
    return {
        name: spread([start[name] for start in found]) for name in ("pilot", "offer", "closed")
    }


# The mains goes at a random moment of the first second after a plug-in: nothing has closed yet.
def _start(after_s: float) -> dict[str, int]:
    with rig(networks()["quiet"], _WIRE_A, f"{_SEED} {after_s}") as here:
        here.charge()
        here.unplug()
        here.charger.plug_in()
        here.pass_s(after_s)
        here.charger.cut_mains()
        here.charger.advance_ms(_OFF_S * 1000)
        began_us = here.now_us
        here.charger.take_changes()
        here.charger.restore_mains()
        here.until(lambda now: now.contactor, _LIMIT_S, "a closed contactor after the start")
        changes = here.charger.take_changes()
        moments = {
            "pilot": first(changes, "driven", 1, began_us),
            "offer": _offered_us(changes, began_us),
            "closed": first(changes, "contactor", 1, began_us),
        }
        return {name: t_us - began_us for name, t_us in moments.items()}


def _offered_us(changes: list[tuple[int, str, Any]], since_us: int) -> int:
    return next(
        t_us
        for t_us, name, duty in changes
        if t_us >= since_us and name == "duty" and 0 < duty < _STEADY
    )
