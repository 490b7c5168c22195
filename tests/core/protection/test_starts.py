"""Starts that do not last: the third does without the link, the fourth without the extras."""

import pytest

from firmware.core.protection import starts


@pytest.mark.parametrize(
    "count, link_left_out, extras_left_out",
    [(1, False, False), (2, False, False), (3, True, False), (4, True, True), (250, True, True)],
)
def test_what_a_start_does_without(count, link_left_out, extras_left_out):
    assert starts.without_link(count) is link_left_out
    assert starts.without_extras(count) is extras_left_out


def test_the_count_stays_a_byte():
    assert starts.counted(0) == 1
    assert starts.counted(249) == starts.counted(250) == 250


def test_to_stay_without_the_link_is_to_be_the_third_again():
    assert starts.without_link(starts.counted(starts.STAY_WITHOUT_LINK))
    assert not starts.without_extras(starts.counted(starts.STAY_WITHOUT_LINK))


def test_to_try_the_link_is_to_try_it_once():
    second = starts.counted(starts.TRY_LINK)
    assert not starts.without_link(second) and starts.without_link(starts.counted(second))
