"""The work cut into pieces that two processes can share. Each is one charger's life."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bench.opening import false_openings, stalls
from bench.opening.beside import ERRANDS, errand_trials
from bench.opening.doors import APART
from bench.opening.graceful import ORDERS, Stop, stops
from bench.opening.trials import OFFERS_A, STIMULI, Trial, trials
from bench.site.networks import networks
from bench.site.rig import rig

_GRACEFUL_A = 32
_ERRANDS_SHARE = 10
_LOOK_EVERY_S = 1.0
_NAMED = ("opening", "errand", "graceful", "hour")  # kinds whose jobs are rows by their names
_TALKING = ("quiet", "busy")  # the conditions in which a server's order arrives


@dataclass(frozen=True)
class Job:
    """`kind` is a key of DO; `name` and `network` tell the row; `amount` trials or hours."""

    kind: str
    name: str
    network: str
    amount: float
    seed: int

    @property
    def row(self) -> str:
        """What `--rows` calls it: the row of the table that it is a part of."""
        return self.name if self.kind in _NAMED else self.kind

    @property
    def chance(self) -> str:
        return f"{self.seed} {self.kind} {self.name} {self.network}"


@dataclass(frozen=True)
class Done:
    """`found`: what the kind of job yields; `virtual_s` is 0 where it is not counted."""

    job: Job
    found: Any
    virtual_s: float
    real_s: float

    def plain(self) -> dict[str, Any]:
        """All but the job, as JSON can tell it."""
        told = asdict(self)
        del told["job"]
        return told

    @classmethod
    def of(cls, job: Job, plain: dict[str, Any]) -> "Done":
        """What `plain` told."""
        kind, found = FINDS[job.kind], plain["found"]
        made = [kind(**one) for one in found] if isinstance(found, list) else kind(**found)
        return cls(job, made, plain["virtual_s"], plain["real_s"])


def _opening(job: Job) -> tuple[Any, float]:
    with rig(networks()[job.network], OFFERS_A[0], job.chance) as here:
        found = list(trials(here, STIMULI[job.name], int(job.amount)))
        return found, here.now_us / 1e6


def _errand(job: Job) -> tuple[Any, float]:
    return list(errand_trials(job.name, int(job.amount), job.chance)), 0.0


def _graceful(job: Job) -> tuple[Any, float]:
    with rig(networks()[job.network], _GRACEFUL_A, job.chance) as here:
        found = list(stops(here, ORDERS[job.name], int(job.amount)))
        return found, here.now_us / 1e6


def _handshake(job: Job) -> tuple[Any, float]:
    count = int(job.amount)
    return list(stalls.handshake_trials(APART[job.kind], job.name, count, job.chance)), 0.0


def _write(job: Job) -> tuple[Any, float]:
    return list(stalls.write_trials(job.name, int(job.amount), job.chance)), 0.0


def _noise(job: Job) -> tuple[Any, float]:
    return false_openings.watch(int(job.name), job.amount, job.chance), 0.0


def _hour(job: Job) -> tuple[Any, float]:
    if job.name in APART:
        return stalls.handshakes_per_hour(APART[job.name], job.chance), 0.0
    return stalls.writes_per_hour(job.chance), 0.0


DO: dict[str, Callable[[Job], tuple[Any, float]]] = {
    "opening": _opening,
    "errand": _errand,
    "graceful": _graceful,
    **dict.fromkeys(APART, _handshake),
    "flash_write": _write,
    "noise": _noise,
    "hour": _hour,
}

# What a job finds: one, or a list of them.
FINDS: dict[str, Callable[..., Any]] = {
    "opening": Trial,
    "errand": Trial,
    "graceful": Stop,
    **dict.fromkeys(APART, Trial),
    "flash_write": Trial,
    "noise": false_openings.Watch,
    "hour": stalls.Hour,
}


# A worker whose parent was killed would work, and then wait, for nobody.
def end_with(parent: int) -> None:
    """Ends this process soon after its parent has."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run(job: Job) -> Done:
    began_s = time.monotonic()
    found, virtual_s = DO[job.kind](job)
    return Done(job, found, virtual_s, time.monotonic() - began_s)


def openings(count: int, seed: int, conditions: list[str]) -> list[Job]:
    """At least `count` trials of every stimulus, shared out among the network conditions."""
    each = -(-count // len(conditions))
    return [Job("opening", name, where, each, seed) for name in STIMULI for where in conditions]


# A tenth of the others' trials: each takes a minute and a half of virtual time.
def errands(count: int, seed: int) -> list[Job]:
    each = -(-count // _ERRANDS_SHARE)
    return [Job("errand", name, "quiet", each, seed) for name in ERRANDS]


def gracefuls(count: int, seed: int, conditions: list[str]) -> list[Job]:
    jobs = []
    for name in ORDERS:
        where = [one for one in conditions if one in _TALKING or name != "override_pause_mqtt"]
        each = -(-count // len(where))
        jobs += [Job("graceful", name, one, each, seed) for one in where]
    return jobs


# By key a tenth: its stall is short, and few changes fall into it.
def stalling(count: int, seed: int) -> list[Job]:
    each = -(-count // len(STIMULI))
    amounts = {"tls_handshake": each, "tls_psk": -(-each // 10), "flash_write": each}
    return [
        Job(kind, name, "quiet", amount, seed)
        for kind, amount in amounts.items()
        for name in STIMULI
    ]


def hours(seed: int) -> list[Job]:
    return [Job("hour", kind, "", 1, seed) for kind in ("flash_write", *APART)]


def noise(hours: float, seed: int) -> list[Job]:
    """`hours` at each corner of the tolerances."""
    corners = range(len(false_openings.CORNERS))
    return [Job("noise", str(one), "quiet", hours, seed) for one in corners]
