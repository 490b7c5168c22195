"""What lasts, with the looks at it that say otherwise."""

from firmware.core.lasting import Lasting

_WRAP = 1 << 30


def test_it_counts_from_the_first_look_that_finds_it_so():
    lasting = Lasting(1_000, _WRAP - 500)
    assert not lasting.look(False, 0) and lasting.never
    assert not lasting.look(True, 5_000) and not lasting.never
    assert not lasting.look(True, 5_979)
    assert lasting.look(True, 5_980)


def test_looks_that_are_nearer_than_a_step_count_as_what_they_are():
    lasting = Lasting(100, 0)
    found = [lasting.look(True, 5 * look) for look in range(1, 25)]
    assert found.index(True) == 19


def test_a_look_that_says_no_is_never_enough_and_counts_half():
    lasting = Lasting(100, 0)
    lasting.look(True, 20)
    assert not lasting.look(False, 40)
    assert not lasting.never
    assert not lasting.look(False, 60)
    assert lasting.never
    lasting.look(True, 80)
    lasting.look(True, 180)
    assert not lasting.look(False, 200)


def test_what_is_forgotten_begins_anew():
    lasting = Lasting(100, 0)
    lasting.look(True, 20)
    lasting.look(True, 119)
    lasting.forget()
    assert lasting.never
    assert not lasting.look(True, 200)
