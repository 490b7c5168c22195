"""Every single thing that can be wrong, at each moment of a charge: made from what there is.

A cell is a moment and one wrong thing. The lists come from the simulator's faults, from the
chip's inputs, from the duties of the charger's loop, and from the calls that a charge makes.
"""

from typing import NamedTuple

from firmware import board
from sim.verbs import FAULTS

MOMENTS = ("start", "offered", "charging")
_INPUTS = ("CONTACTOR_SENSE_GPIO", "GFCI_TRIP_GPIO", "GROUND_OK_GPIO", "BUTTON_GPIO")
_LEVELS = (0, 1)
_OFF_PCT = (90, 110)


class Wrong(NamedTuple):
    """`make(rig)` makes it wrong, and again after a start."""

    name: str
    make: object


def faults():
    return [Wrong(f"fault {name}", lambda rig, name=name: rig.inject(name)) for name in FAULTS]


def inputs():
    return [
        Wrong(
            f"{name.removesuffix('_GPIO').lower()} reads {level}",
            _held(getattr(board, name), level),
        )
        for name in _INPUTS
        for level in _LEVELS
    ]


# What the board says no longer reaches the program; the edge to where it is held does.
def _held(gpio, level):
    def make(rig):
        for part in _parts(rig.app.board):
            if getattr(part, "gpio", None) == gpio:
                part.value = lambda wanted=None: level
        rig.world.edge(gpio, level)

    return make


def _parts(drivers):
    return [
        part
        for driver in vars(drivers).values()
        for part in getattr(driver, "__dict__", {}).values()
    ]


def analogue():
    sources = (
        ("pilot", lambda rig: rig.world.pilot, "adc_mv"),
        ("temperature", lambda rig: rig.world.thermistor, "adc_mv"),
        ("meter's volts", lambda rig: rig.world.meter, "mains_mv"),
        ("meter's amps", lambda rig: rig.world.meter, "load_ma"),
    )
    return [
        Wrong(f"{name} {percent} %", _scaled(part, method, percent))
        for name, part, method in sources
        for percent in _OFF_PCT
    ]


def _scaled(part, method, percent):
    def make(rig):
        there = part(rig)
        true = getattr(there, method)
        setattr(there, method, lambda *values: true(*values) * percent // 100)
        rig.world.pilot.settle(rig.world.clock.now_us)

    return make


def duties(names):
    """`names`: of the regular work, in its order."""
    return [
        Wrong(f"{name} {how}", _instead(place, work))
        for place, name in enumerate(names)
        for how, work in (("is dead", _nothing), ("raises", _raise))
    ]


def _nothing():
    return None


def _raise():
    raise RuntimeError("a duty that is broken")


def _instead(place, work):
    def make(rig):
        rounds = rig.app.rounds
        rest = list(rounds._duties)
        rest[place] = (work, *rest[place][1:])
        rounds._duties = tuple(rest)

    return make


def calls(names, watched):
    """`watched`: tests.single_faults.calls.Calls."""
    return [Wrong(f"{name} fails", lambda rig, name=name: _fail(watched, name)) for name in names]


def _fail(watched, name):
    watched.failing = name
