"""A car unplugs while the charger is asked something: at the console, or by its server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.opening.trials import STIMULI, Trial, clear, trial
from bench.site.acts import largest_schedule
from bench.site.networks import networks
from bench.site.rig import Rig, rig

_WIRE_A = 32
_UNPLUG = STIMULI["unplug"]
_FORGOTTEN_S = 75  # by then the console has dropped what its last command had loaded


@dataclass(frozen=True)
class Errand:
    """`begin` is done with the number of the trial; the car goes within `within_s` seconds."""

    begin: Callable[[Rig, int], object]
    within_s: tuple[float, float]


def _ask_why(here: Rig, _: int) -> None:
    here.charger.type("why\r")


def _send_schedule(here: Rig, number: int) -> None:
    here.site.server.send("tou", largest_schedule(number + 1))


ERRANDS = {
    "console_command": Errand(_ask_why, (0.0, 0.8)),
    "schedule_arrives": Errand(_send_schedule, (0.0, 1.5)),
}


def errand_trials(name: str, count: int, seed: str) -> Iterator[Trial]:
    """`count` unpluggings, each beside a first command or a schedule of the largest size."""
    errand = ERRANDS[name]
    with rig(networks()["quiet"], _WIRE_A, seed) as here:
        for number in range(count):
            here.charge()
            here.pass_s(_FORGOTTEN_S)
            errand.begin(here, number)
            yield trial(here, _UNPLUG, errand.within_s)
            clear(here, _UNPLUG)
