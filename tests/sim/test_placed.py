"""Copies of a module with their owners' arrays in them."""

from array import array

import pytest

from sim.placed import placed


def _reader(first_us):
    times = array("I", [first_us, 0, 0, 0, 0, 0])
    return times, placed("instant", {"_TIMES_AT": times}, {"run": None})["now_us"]


def test_every_copy_reads_its_own_array():
    one, one_us = _reader(7)
    other, other_us = _reader(8)
    assert (one_us(), other_us()) == (7, 8)
    one[0] = 9
    assert (one_us(), other_us()) == (9, 8)


def test_what_it_is_given_takes_the_place_of_what_the_file_says():
    rung = []
    times = array("I", [0, 0, 0, 0, 0, 0, 1_000])
    charge = placed("instant", {"_TIMES_AT": times}, {"run": lambda: rung.append(times[0])})[
        "charge"
    ]
    charge(3)
    assert rung == [3]


def test_a_constant_that_the_file_has_not_is_refused():
    with pytest.raises(ValueError, match=r"_CLOCK_AT = const\(0\) is missing in sim/instant.py"):
        placed("instant", {"_CLOCK_AT": array("I", [0])}, {})
