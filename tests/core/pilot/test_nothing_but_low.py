"""Nothing but -12 V: state F at rest, and half a second of it while the PWM runs."""

from firmware.core.pilot.plateaus import Burst, Pilot, recognise
from tests.core.bench import ideal_burst


def _seeing(letter):
    """A pilot that has confirmed `letter` at 0 ms."""
    pilot = Pilot(0)
    for _ in range(2):
        pilot.take(ideal_burst(letter), False, 0)
    return pilot


def test_6_without_reads_all_over_the_period_nothing_but_minus_twelve_volts_says_nothing():
    burst = Burst()
    burst.low_reads = burst.deep_reads = 32
    for burst.spread, letter in ((True, "F"), (False, None)):
        assert recognise(burst, "C") == letter


def test_an_adc_that_reads_nothing_is_state_f_in_two_bursts_pwm_or_not():
    burst = Burst()
    burst.low_reads = burst.odd_reads = 32
    for oscillating in (True, False):
        pilot = _seeing("C")
        for _ in range(2):
            pilot.take(burst, oscillating, 20)
        assert pilot.vehicle == "F"


def _only_low(pilot, oscillating, ms):
    """Milliseconds of nothing but -12 V until it is state F, looked at for `ms`."""
    for step in range(ms // 20 + 1):
        if pilot.take(ideal_burst("F"), oscillating, 20 * step):
            pilot.take(ideal_burst("F"), oscillating, 20 * step + 5)
        if pilot.vehicle == "F":
            return 20 * step
    return None


def test_6_while_the_pwm_runs_half_a_second_of_it_is_state_f():
    assert _only_low(_seeing("C"), True, 1_000) == 500
    assert _only_low(_seeing("C"), False, 1_000) == 0


def test_6_until_then_it_asks_for_no_second_burst_and_the_state_stays_but_is_broken():
    pilot = _seeing("C")
    assert not pilot.take(ideal_burst("F"), True, 100)
    assert pilot.vehicle == "C"
    assert pilot.unbroken_ms(120) == 20


def test_6_what_is_nothing_but_minus_twelve_volts_now_and_then_is_never_state_f():
    pilot = _seeing("C")
    for step in range(500):
        letter = "C" if step % 3 else "F"
        pilot.take(ideal_burst(letter), True, 20 * step)
    assert pilot.vehicle == "C"


def test_6_each_other_burst_takes_half_of_one_back():
    pilot = _seeing("C")
    for letter in "F" * 24 + "C" * 10:
        pilot.take(ideal_burst(letter), True, 0)
    assert _only_low(pilot, True, 1_000) == 120
