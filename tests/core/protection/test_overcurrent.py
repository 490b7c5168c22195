"""A car that draws more than it was told: how much, for how long, and when it is excused."""

from firmware.core.protection.overcurrent import Overcurrent

_SIGNALLED_MA = 16_000
_LIMIT_MA = 18_150  # (16 A + 0.5 A) x 1.10


def _look(watch, current_ma, seconds, signalled_ma=_SIGNALLED_MA):
    """Whether each of `seconds` found an overcurrent."""
    return [watch.look(current_ma, signalled_ma, now_s) for now_s in seconds]


def test_above_the_margin_for_7_s_and_not_for_6():
    assert _look(Overcurrent(), _LIMIT_MA + 1, range(8)) == [False] * 7 + [True]


def test_it_is_told_for_as_long_as_it_lasts():
    assert _look(Overcurrent(), 32_000, range(10)) == [False] * 7 + [True] * 3


def test_at_the_margin_it_is_none():
    assert not any(_look(Overcurrent(), _LIMIT_MA, range(60)))


def test_the_margin_goes_with_what_is_signalled():
    assert not any(_look(Overcurrent(), 7_150, range(60), 6_000))
    assert _look(Overcurrent(), 7_151, range(8), 6_000)[-1]


def test_a_second_without_takes_one_of_the_seven_back_and_seven_take_all():
    watch = Overcurrent()
    assert not any(_look(watch, 20_000, range(7)))
    assert not watch.look(_SIGNALLED_MA, _SIGNALLED_MA, 7)
    assert _look(watch, 20_000, range(8, 10)) == [False, True]
    watch = Overcurrent()
    assert not any(_look(watch, 20_000, range(7)))
    assert not any(_look(watch, _SIGNALLED_MA, range(7, 14)))
    assert _look(watch, 20_000, range(14, 22)) == [False] * 7 + [True]


def test_9_three_answers_in_four_are_enough_and_one_in_two_is_not():
    for every, trips in ((4, True), (2, False)):
        watch = Overcurrent()
        drawn = [_SIGNALLED_MA if second % every == every - 1 else 20_000 for second in range(60)]
        found = [watch.look(ma, _SIGNALLED_MA, second) for second, ma in enumerate(drawn)]
        assert any(found) == trips, every


def test_9_a_meter_that_answers_every_fifth_question_still_tells():
    watch = Overcurrent()
    answers = [None if second % 5 else 20_000 for second in range(20)]
    found = [watch.look(ma, _SIGNALLED_MA, second) for second, ma in enumerate(answers)]
    assert found.index(True) == 10


def test_what_was_drawn_before_the_offer_ended_is_not_held_against_the_next_one():
    watch = Overcurrent()
    _look(watch, 20_000, range(7))
    _look(watch, 0, range(7, 8), 0)
    assert _look(watch, 20_000, range(8, 16)) == [False] * 7 + [True]


def test_a_silent_meter_proves_nothing():
    assert not any(_look(Overcurrent(), None, range(60)))


def test_9_answers_that_are_missed_do_not_start_the_seven_anew():
    watch = Overcurrent()
    assert not any(_look(watch, 20_000, range(4)))
    assert not any(_look(watch, None, range(4, 12)))
    assert watch.look(20_000, _SIGNALLED_MA, 13)


def test_after_11_s_of_silence_nobody_knows_what_was_drawn():
    watch = Overcurrent()
    assert not any(_look(watch, 20_000, range(4)))
    assert not any(_look(watch, None, range(4, 14)))
    assert _look(watch, 20_000, range(14, 22)) == [False] * 7 + [True]


def test_where_nothing_is_offered_the_grace_and_not_this_judges():
    assert not any(_look(Overcurrent(), 32_000, range(60), 0))


# Lowered with the answer of second 1: the ten seconds of the clock may begin as late as second 2.
def test_a_car_has_ten_seconds_to_follow_a_lower_offer():
    watch = Overcurrent()
    _look(watch, 32_000, range(1), 32_000)
    found = _look(watch, 32_000, range(1, 30))
    assert found.index(True) == 11 + 7


def test_every_lowering_gives_ten_seconds_of_what_was_signalled_before():
    watch = Overcurrent()
    _look(watch, 32_000, range(1), 32_000)
    assert not any(_look(watch, 26_000, range(1, 10), 24_000))
    found = _look(watch, 26_000, range(10, 40))
    assert found.index(True) == 11 + 7


def test_an_offer_that_wavers_excuses_nobody():
    watch = Overcurrent()
    found = [watch.look(30_000, 16_000 - 100 * (now_s // 5 % 2), now_s) for now_s in range(20)]
    assert found.index(True) == 7


def test_lowering_again_and_again_does_not_prolong_what_was_signalled_first():
    watch = Overcurrent()
    _look(watch, 32_000, range(1), 32_000)
    found = [watch.look(32_000, 16_000 - 100 * (now_s // 5), now_s) for now_s in range(1, 30)]
    assert found.index(True) == 11 + 7


def test_a_rise_gives_no_grace():
    watch = Overcurrent()
    _look(watch, 6_000, range(1), 6_000)
    assert _look(watch, 20_000, range(1, 9)) == [False] * 7 + [True]


def test_what_was_too_much_before_the_lowering_goes_on_being_it():
    watch = Overcurrent()
    _look(watch, 40_000, range(5), 32_000)
    found = _look(watch, 40_000, range(5, 30))
    assert found.index(True) == 2
