"""The ration of closings: an ordinary car never meets it, a restless one rests ever longer."""

from firmware.core.protection.ration import Ration

_HOUR_S = 3_600


def _closed(ration, times, now_s=0):
    for _ in range(times):
        ration.closed(now_s)
    return ration.rest_s(now_s)


def test_5_three_closings_at_once_cost_nothing_and_each_one_more_costs_more():
    rests_s = [_closed(Ration(), times) for times in range(1, 10)]
    assert rests_s == [0, 0, 0, 60, 120, 300, 600, 600, 600]


def test_5_one_drains_in_ten_minutes():
    ration = Ration()
    _closed(ration, 4)
    assert ration.rest_s(1) == 60
    assert ration.rest_s(600) == 0
    ration.closed(601)
    assert ration.rest_s(601) == 60


def test_5_no_more_than_twelve_closings_fit_into_an_hour():
    ration, now_s, closings = Ration(), 0, 0
    while now_s < _HOUR_S:
        ration.closed(now_s)
        closings += 1
        now_s += 1
        now_s += max(5, ration.rest_s(now_s))
    assert closings <= 12


def test_5_the_fourth_opening_under_load_rests_15_min():
    ration = Ration()
    rests_s = []
    for number in range(4):
        ration.opened_under_load(60 * number)
        rests_s.append(ration.rest_s(60 * number))
    assert rests_s == [0, 0, 0, 900]


def test_it_is_told_once_until_the_car_has_left():
    ration = Ration()
    _closed(ration, 3)
    assert not ration.untold
    _closed(ration, 1)
    assert ration.untold
    _closed(ration, 1)
    assert not ration.untold
    ration.clear(10)
    assert _closed(ration, 1, 10) == 0
    _closed(ration, 3, 10)
    assert ration.untold


def test_it_survives_a_reset():
    before, after = Ration(), Ration()
    _closed(before, 4)
    before.opened_under_load(0)
    after.restore(before.saved(100), 5)
    assert after.saved(5) == [2_300, 800]
    assert after.rest_s(5) == 60
