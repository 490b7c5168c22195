"""For how long the pilot has been seen without a single burst that disagrees."""

from firmware.core.pilot.plateaus import Pilot
from tests.core.bench import TICKS_WRAP_MS, ideal_burst, pilot_seeing

_BEGIN = TICKS_WRAP_MS - 200  # the ticks wrap within the tests


def _at(ms):
    return (_BEGIN + ms) % TICKS_WRAP_MS


def _seeing(letter):
    return pilot_seeing(letter, _at(0))


def test_before_the_first_burst_the_unbroken_time_counts_from_the_boot():
    assert Pilot(_at(0)).unbroken_ms(_at(300)) == 300


def test_the_unbroken_time_counts_from_the_burst_that_confirmed():
    pilot = _seeing("B")
    pilot.take(ideal_burst("C"), False, _at(995))
    pilot.take(ideal_burst("C"), False, _at(1_000))
    assert pilot.unbroken_ms(_at(1_000)) == 0
    assert pilot.unbroken_ms(_at(1_499)) == 499
    assert pilot.unbroken_ms(_at(1_500)) == 500


def test_bursts_180_ms_apart_do_not_break_it_and_181_do():
    for gap_ms, unbroken_ms in ((180, 180), (181, 0)):
        pilot = _seeing("C")
        pilot.take(ideal_burst("C"), False, _at(gap_ms))
        assert pilot.unbroken_ms(_at(gap_ms)) == unbroken_ms


def test_every_single_burst_that_disagrees_breaks_it():
    for letter in ("B", None):
        pilot = _seeing("C")
        pilot.take(ideal_burst("C"), False, _at(395))
        pilot.take(ideal_burst(letter), False, _at(400))
        pilot.take(ideal_burst("C"), False, _at(405))
        assert pilot.vehicle == "C"
        assert pilot.unbroken_ms(_at(500)) == 100, letter
