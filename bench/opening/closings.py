"""Closings that must not be: onto a leak that opened the contactor, and too many in an hour.

A leak begins in the middle of a call that holds up the program, or a moment before the chip is
reset; nobody may be closed onto a second time. A restless car and a bad contact of the pilot are
given an hour.
"""

from collections.abc import Callable, Iterable
from typing import Any

from bench.site.networks import networks
from bench.site.rig import Rig, rig

STALLS_MS = (40, 120, 422, 1_643, 2_900, 4_000)
RESETS_AFTER_MS = tuple(range(0, 100, 4))
HOUR_S = 3_600

_WIRE_A = 32
_CHARGED_S = 12  # a trip is no early one, which would latch
_LEAK_AFTER_US = 5_000
_WATCHED_S = 60  # twice the rest after a reset
_RELEASE_MS = 1  # the quickest module
_SEED = "closings"

Figures = dict[str, Any]


def collect(
    stalls_ms: Iterable[int] = STALLS_MS,
    resets_after_ms: Iterable[int] = RESETS_AFTER_MS,
    watched_s: int = HOUR_S,
) -> Figures:
    """`reclosings_onto_a_leak`: the most after one leak; `closings_per_hour`: of each trouble."""
    after_stalls = [_reclosings(_leak_in_stall, ms) for ms in stalls_ms]
    after_resets = [_reclosings(_leak_before_reset, ms) for ms in resets_after_ms]
    hours = {name: _closings(trouble, watched_s) for name, trouble in _TROUBLES.items()}
    return {
        "reclosings_onto_a_leak": {"stalls": max(after_stalls), "resets": max(after_resets)},
        "closings_per_hour": {**hours, "worst": max(hours.values())},
    }


def _reclosings(leak: Callable[[Rig, int], None], ms: int) -> int:
    with rig(networks()["quiet"], _WIRE_A, _SEED) as here:
        here.charger.do("set_gfci", release_ms=_RELEASE_MS)
        here.charge()
        here.pass_s(_CHARGED_S)
        before: int = here.charger.report().closings
        leak(here, ms)
        here.pass_s(_WATCHED_S)
        return int(here.charger.report().closings) - before


def _leak_in_stall(here: Rig, ms: int) -> None:
    details = {"name": "leak", "on": True}
    here.charger.do("later", us=_LEAK_AFTER_US, what="inject", details=details)
    here.charger.do("stand_still", ms=ms)


def _leak_before_reset(here: Rig, ms: int) -> None:
    here.charger.do("inject", name="leak", on=True)
    details = {"cause": "watchdog"}
    here.charger.do("later", us=ms * 1_000 + 1, what="reset_cpu", details=details)


def _restless_car(here: Rig) -> None:
    here.charger.do("open_s2")
    here.pass_s(2)
    here.charger.do("ask_power")
    here.pass_s(8)


def _bad_contact(here: Rig) -> None:
    here.pass_s(15)
    here.charger.do("inject", name="cp_short", on=True)
    here.charger.advance_ms(160)
    here.charger.do("inject", name="cp_short", on=False)
    here.pass_s(45)


_TROUBLES = {"restless_car": _restless_car, "bad_contact": _bad_contact}


def _closings(trouble: Callable[[Rig], None], watched_s: int) -> int:
    with rig(networks()["quiet"], _WIRE_A, _SEED) as here:
        here.charge()
        before: int = here.charger.report().closings
        end_us = here.now_us + watched_s * 1_000_000
        while here.now_us < end_us:
            trouble(here)
        return int(here.charger.report().closings) - before + 1
