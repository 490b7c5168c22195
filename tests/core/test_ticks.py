"""Time differences across the wrap of the chip's counter."""

from firmware.core.ticks import elapsed_ms

_WRAP = 1 << 30


def test_nothing_has_elapsed_between_a_moment_and_itself():
    for now in (0, 1, _WRAP - 1):
        assert elapsed_ms(now, now) == 0


def test_the_difference_is_the_same_on_both_sides_of_the_wrap():
    for then in (0, _WRAP // 2, _WRAP - 501, _WRAP - 500, _WRAP - 499, _WRAP - 1):
        assert elapsed_ms((then + 500) % _WRAP, then) == 500, then


def test_a_counter_that_does_not_wrap_at_2_to_30_gives_the_same_difference():
    then = (1 << 40) + _WRAP - 1
    assert elapsed_ms(then + 1, then) == 1
    assert elapsed_ms(then + 6_000, then) == 6_000


def test_the_longest_difference_is_one_short_of_the_wrap():
    assert elapsed_ms(_WRAP - 1, 0) == _WRAP - 1
    assert elapsed_ms(_WRAP, 0) == 0
