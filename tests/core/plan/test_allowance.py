"""Thirty at once, then one every 250 ms."""

from firmware.core.plan.allowance import Allowance

_WRAP_MS = 1 << 30


def _taken(allowance, times, now_ms):
    return [allowance.take(now_ms) for _ in range(times)].count(True)


def test_thirty_at_once_and_no_more():
    allowance = Allowance(0)
    assert _taken(allowance, 40, 0) == 30
    assert _taken(allowance, 1, 249) == 0
    assert _taken(allowance, 2, 250) == 1
    assert _taken(allowance, 1, 499) == 0
    assert _taken(allowance, 2, 500) == 1


def test_what_is_over_of_a_quarter_second_is_not_lost():
    allowance = Allowance(0)
    _taken(allowance, 30, 0)
    assert _taken(allowance, 3, 700) == 2
    assert _taken(allowance, 1, 749) == 0
    assert _taken(allowance, 2, 750) == 1


def test_it_fills_to_thirty_and_no_further():
    for pause_ms in (30 * 250, 3_600_000):
        allowance = Allowance(0)
        _taken(allowance, 30, 0)
        assert _taken(allowance, 40, pause_ms) == 30
    allowance = Allowance(0)
    _taken(allowance, 30, 0)
    assert _taken(allowance, 40, 30 * 250 - 1) == 29


def test_it_counts_across_the_wrap_of_the_ticks():
    start_ms = _WRAP_MS - 100
    allowance = Allowance(start_ms)
    _taken(allowance, 30, start_ms)
    assert _taken(allowance, 1, 149) == 0
    assert _taken(allowance, 2, 150) == 1
    assert _taken(allowance, 2, 400) == 1
