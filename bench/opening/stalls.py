"""What stalls the chip while it charges, how often, and how late the contactor opens in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bench.opening.doors import CertificateDoor, Door, KeyDoor, speak_tls
from bench.opening.trials import STIMULI, Span_s, Stimulus, Trial, clear, trial
from bench.site.acts import cut
from bench.site.networks import Network, networks
from bench.site.rig import Rig, rig
from sim.host.charger import Overdue

_WIRE_A = 48
_LOWER_A = 47
_BACK_AFTER_S = 4.5  # of a cut
_BETWEEN_CUTS_S = 38  # after a session of less than 30 s the next try comes later
# When a stall may stand, seconds from what brings it about: the change falls anywhere in there.
_HANDSHAKE_WITHIN_S: dict[Door, Span_s] = {CertificateDoor: (0.0, 1.8), KeyDoor: (0.0, 0.015)}
_WRITE_WITHIN_S = (0.0, 0.085)
_LOWERED_EVERY_S = 60  # services/memory/recorder.py
_TRIES_PER_HIT = 16
_TRIES_AT_LEAST = 20
_CUT_EVERY_S = 5
_HOUR_S = 3_600


def handshake_trials(door: Door, name: str, count: int, seed: str) -> Iterator[Trial]:
    """The connection ends, a new one is made by this door, and meanwhile `name` happens.

    As many as it takes for `count` of them to fall into a handshake's stall.
    """
    with rig(networks()["quiet"], _WIRE_A, seed) as here:
        speak_tls(here.site, door)
        here.charge()
        here.pass_s(_BETWEEN_CUTS_S)
        attempt = partial(_in_handshake, here, STIMULI[name], _HANDSHAKE_WITHIN_S[door])
        yield from until_hit("tls", count, attempt)


# Unplugged when the link is back: a stall is none of the seconds without a car that end a latch.
# The next car is there at once, for the contactor's rest after a fault to pass meanwhile.
def _in_handshake(here: Rig, stimulus: Stimulus, within_s: Span_s) -> Trial:
    here.charger.take_stalls()
    cut_us = here.now_us
    here.site.uplink.gate.cut()
    done = trial(here, stimulus, within_s, upon="tls")
    here.pass_to(cut_us + int(_BACK_AFTER_S * 1e6))
    clear(here, stimulus)
    here.charge()
    here.pass_to(cut_us + int(_BETWEEN_CUTS_S * 1e6))
    return done


def write_trials(name: str, count: int, seed: str) -> Iterator[Trial]:
    """A lower wire ampacity is written at once; meanwhile `name` happens.

    As many as it takes for `count` of them to fall into a write's stall.
    """
    with rig(networks()["quiet"], _WIRE_A, seed) as here:
        yield from until_hit("flash", count, lambda: _in_write(here, STIMULI[name]))


# The last lower limit was written less than a minute ago: this one would wait for its turn.
def _in_write(here: Rig, stimulus: Stimulus) -> Trial:
    here.unplug()
    here.pass_s(_LOWERED_EVERY_S)
    here.site.set_wire(_WIRE_A)
    here.charge()
    here.charger.type(f"wire {_LOWER_A}\r")
    done = trial(here, stimulus, _WRITE_WITHIN_S)
    clear(here, stimulus)
    return done


def until_hit(what: str, count: int, attempt: Callable[[], Trial]) -> Iterator[Trial]:
    hits = 0
    for _ in range(_TRIES_AT_LEAST + _TRIES_PER_HIT * count):
        done = attempt()
        hits += what in done.stalls_us
        yield done
        if hits == count:
            return
    raise Overdue(f"{hits} changes fell into a stall of {what}, not {count}: look at the windows")


@dataclass(frozen=True)
class Hour:
    """How often a charging hour was stalled, and for how many milliseconds in all."""

    stalls: int
    stalled_ms: float


def handshakes_per_hour(door: Door, seed: str) -> Hour:
    """At worst: every connection ends as soon as it is made."""
    with rig(Network(cycle=((_CUT_EVERY_S, cut),)), _WIRE_A, seed) as here:
        speak_tls(here.site, door)
        return _stalls_in_an_hour(here, "tls")


def writes_per_hour(seed: str) -> Hour:
    """While the server talks all the time."""
    with rig(networks()["busy"], _WIRE_A, seed) as here:
        return _stalls_in_an_hour(here, "flash")


def _stalls_in_an_hour(here: Rig, what: str) -> Hour:
    lengths_us: list[int] = []
    here.charge()
    for _ in range(_HOUR_S):
        here.pass_s(1)
        stalls = here.charger.take_stalls()
        lengths_us += [end - begin for begin, end, why in stalls if why == what]
    return Hour(len(lengths_us), sum(lengths_us) / 1000)
