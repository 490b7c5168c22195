"""Commissioning, fifth part: what can be tested of a charger without a car, and without power."""

from micropython import const

from firmware import board
from firmware.core.j1772 import PLUS_MV
from firmware.core.protection import faults
from firmware.services.console.commission import rails

_TURN_MS = const(20)  # of the console, for each `yield None`
_SELF_TEST_WITHIN_MS = const(3_000)

# A charger that has not charged yet is as warm as its wall (assumption).
_COLD_C = const(-30)
_WARM_C = const(60)


def tests(parts):
    """A generator -> name -> {"ok": True, False or None (could not be done), numbers}."""
    results = {}
    for name, made, remedy in _TESTS:
        result = yield from made(parts)
        results[name] = result
        yield "  {}\n".format(_told(name, result, remedy))
    return results


def all_passed(results):
    return all([result["ok"] is True for result in results.values()])


def _told(name, result, remedy):
    numbers = ["{} {}".format(key, result[key]) for key in sorted(result) if key != "ok"]
    verdict = {True: "ok", False: "FAILED", None: "not done"}[result["ok"]]
    told = ", ".join([name.replace("_", " ") + ": " + verdict] + numbers)
    return told if result["ok"] else told + ". " + remedy


def _ground_fault(parts):
    test = parts.charger.self_test
    if parts.charger.session.closed or not test.ask():
        return {"ok": None}
    for _ in range(_SELF_TEST_WITHIN_MS // _TURN_MS):
        if not test.asked:
            break
        yield None
    return {
        "ok": test.passed is True,
        "trip_ms": test.trip_ms,
        "trip_max_ms": board.GFCI_TEST_RISE_MS,
        "release_ms": test.release_ms,
        "release_max_ms": board.GFCI_TEST_FALL_MS,
    }


def _earth(parts):
    yield None
    return {"ok": parts.charger.senses.ground_ok}


def _contactor(parts):
    yield None
    senses = parts.charger.senses
    is_open = not senses.mains_sensed and not senses.coil_on
    return {"ok": is_open and parts.charger.faults.active != faults.WELDED}


# Nobody is connected: the generator's own rails, as the ADC has them. They become its ruler.
def _pilot(parts):
    plus_mv, minus_mv = yield from rails.measure(parts)
    if parts.charger.evse.state != "A":
        return {"ok": None}
    low_fits = rails.fits(minus_mv, -PLUS_MV) or not rails.reads_minus()
    fits = rails.fits(plus_mv, PLUS_MV) and low_fits
    return {"ok": fits, "high_mv": plus_mv, "low_mv": minus_mv}


def _temperature(parts):
    yield None
    celsius = parts.report.document()["temperature_c"]
    celsius = None if celsius is None else int(celsius)
    plausible = celsius is not None and _COLD_C <= celsius <= _WARM_C
    return {"ok": plausible and parts.charger.measurements.derating.sensor_ok, "celsius": celsius}


def _meter(parts):
    yield None
    volts = parts.report.document()["voltage_v"]
    return {
        "ok": volts is not None,
        "voltage_mv": None if volts is None else int(volts * 10 + 0.5) * 100,
    }


# name, test, what to do when it did not pass
_TESTS = (
    (
        "ground_fault",
        _ground_fault,
        "Without it nothing closes. Check the residual-current module's supply and its test and"
        " trip wires; with no car plugged in run it again: selftest",
    ),
    ("earth", _earth, "Check the protective earth up to this board before anything else"),
    (
        "contactor_open",
        _contactor,
        "There is mains behind the contactor: cut the mains, look for welded contacts",
    ),
    (
        "pilot",
        _pilot,
        "Unplug the car for this test; without one it is +12 V, and -12 V for a moment, each read"
        " within 1.4 V: check its wire for a short or a load, then the generator",
    ),
    ("temperature", _temperature, "Check the sensor's wires; until then it charges at 6 A"),
    ("meter", _meter, "Check its wires (tx, rx) and its supply; it charges without it"),
)
