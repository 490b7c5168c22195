"""Graceful stops: the offer ends at once, the contactor opens when the car has ended its draw."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.site.rig import Changes, Rig, first

_AT_RANDOM_S = 1.5
_STOP_LIMIT_S = 12
_STEADY = 10_000
_WARM_C = 58  # 13 K below the stop: a jump of more than 20 K would be a broken sensor
_TOO_HOT_C = 72
_COOLED_LIMIT_S = 90


@dataclass(frozen=True)
class Stop:
    """Microseconds from the order to the steady pilot, and from the car's B to the coil's off."""

    steady_us: int
    coil_us: int


@dataclass(frozen=True)
class Order:
    """`give` returns the microsecond of the order; `lift` lets the next charge begin."""

    give: Callable[[Rig], int]
    lift: Callable[[Rig], object]
    prepare: Callable[[Rig], object] = lambda rig: None


def _pause_by_server(rig: Rig) -> int:
    rig.site.server.send("override", "pause")
    return rig.now_us


def _pause_at_console(rig: Rig) -> int:
    rig.charger.type("override pause\r")
    return rig.now_us


def _heat(rig: Rig) -> int:
    rig.charger.do("set_temperature", celsius=_TOO_HOT_C)
    return rig.now_us


def _cool(rig: Rig) -> None:
    rig.charger.do("set_temperature", celsius=_WARM_C)


ORDERS = {
    "over_temperature": Order(_heat, _cool, _cool),
    "override_pause_mqtt": Order(
        _pause_by_server, lambda rig: rig.site.server.send("override", "auto")
    ),
    "override_pause_console": Order(
        _pause_at_console, lambda rig: rig.site.console("override auto")
    ),
}


def stops(rig: Rig, order: Order, count: int) -> Iterator[Stop]:
    """`count` charges that are ended by `order`, each at a random instant."""
    order.prepare(rig)
    for _ in range(count):
        rig.charge()
        rig.pass_to(rig.now_us + rig.random_us(_AT_RANDOM_S))
        yield _stop(rig, order)
        order.lift(rig)


def _stop(rig: Rig, order: Order) -> Stop:
    ordered_us = order.give(rig)
    rig.until(lambda now: not (now.coil or now.contactor), _STOP_LIMIT_S, "an open contactor")
    changes: Changes = rig.charger.take_changes()
    steady_us = first(changes, "duty", _STEADY, ordered_us)
    left_us = first(changes, "s2", False, ordered_us)
    coil_us = first(changes, "coil", 0, left_us)
    return Stop(steady_us - ordered_us, coil_us - left_us)
