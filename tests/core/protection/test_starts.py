"""Starts that do not last: the third does without the link, the fourth without the extras, the
fifth without all that is not needed to charge."""

import pytest

from firmware.core.protection import starts


@pytest.mark.parametrize(
    "count, left_out",
    [
        (1, ""),
        (2, ""),
        (3, "link"),
        (4, "link extras"),
        (5, "link extras all"),
        (250, "link extras all"),
    ],
)
def test_what_a_start_does_without(count, left_out):
    assert starts.without_link(count) is ("link" in left_out)
    assert starts.without_extras(count) is ("extras" in left_out)
    assert starts.bare(count) is ("all" in left_out)


def test_a_small_heap_is_no_matter_of_counting():
    assert starts.too_small(62_000, False)
    assert not starts.too_small(166_592, False)


def test_a_frozen_program_is_never_too_large():
    assert not starts.too_small(62_000, True)


def test_the_count_stays_a_byte():
    assert starts.counted(0) == 1
    assert starts.counted(249) == starts.counted(250) == 250


def test_after_one_that_has_lasted_with_everything_counting_begins_anew():
    assert starts.lasted(1) == starts.lasted(2) == 0


@pytest.mark.parametrize("count", [3, 4, 5, 6, 250])
def test_after_one_that_has_lasted_the_next_does_without_as_much(count):
    following = starts.counted(starts.lasted(count))
    for left_out in (starts.without_link, starts.without_extras, starts.bare):
        assert left_out(following) is left_out(count)


def test_to_leave_out_the_link_is_to_be_the_third():
    following = starts.counted(starts.LEAVE_LINK_OUT)
    assert starts.without_link(following) and not starts.without_extras(following)


def test_to_try_the_link_is_to_try_it_once():
    second = starts.counted(starts.TRY_LINK)
    assert not starts.without_link(second) and starts.without_link(starts.counted(second))
