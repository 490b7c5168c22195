"""Resets that nobody asked for: four within a quarter of an hour are too many."""

from firmware.core.protection.resets import aged, too_many


def test_the_fourth_within_15_min_is_one_too_many():
    assert not too_many([])
    assert not too_many([20, 10, 0])
    assert too_many([30, 20, 10, 0])


def test_one_that_is_899_s_old_counts_and_one_of_900_s_does_not():
    assert aged([839, 100], 60) == [899, 160]
    assert aged([840, 100], 60) == [160]


def test_resets_in_the_same_second_all_count():
    assert aged([0, 0, 0], 0) == [0, 0, 0]


def test_a_clock_that_was_set_in_between_counts_as_two_minutes():
    for gap_s in (-1, 121, 800_000_000, -800_000_000):
        assert aged([100], gap_s) == [220], gap_s
    assert aged([100], 120) == [220]
    assert aged([100], 0) == [100]


def test_the_history_that_was_handed_over_is_left_as_it_is():
    ages_s = [1, 2]
    assert aged(ages_s, 3) == [4, 5]
    assert ages_s == [1, 2]
