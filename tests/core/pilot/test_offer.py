"""How the offer follows its limits (IEC 61851-1 Table A.6 seq. 6; I2)."""

from firmware.core.j1772 import DUTY_STEADY
from firmware.core.pilot.offer import Offer

_WRAP = 1 << 30
_BOOT = _WRAP - 4_000  # so that the ticks wrap within each test


def _at(ms):
    return (_BOOT + ms) % _WRAP


def _offering(ma):
    """An offer of `ma`, last changed at 3 s."""
    offer = Offer(_BOOT)
    offer.follow(48_000, ma, _at(3_000))
    return offer


def _turns_at(edge_ms, offer, hard_ma, wanted_ma, was):
    """Asked the millisecond before, it stays at `was`; at the edge it is what is wanted."""
    offer.follow(hard_ma, wanted_ma, _at(edge_ms - 1))
    assert offer.ma == was
    offer.follow(hard_ma, wanted_ma, _at(edge_ms))
    assert offer.ma == wanted_ma


def test_the_duty_is_that_of_the_offer():
    offer = _offering(16_000)
    assert offer.duty == 2_666
    offer.rest(_at(4_000))
    assert offer.duty == DUTY_STEADY


def test_the_first_offer_waits_three_seconds():
    offer = Offer(_BOOT)
    _turns_at(3_000, offer, 32_000, 32_000, was=0)


def test_a_rise_waits_five_seconds_after_the_last_change():
    offer = _offering(16_000)
    _turns_at(8_000, offer, 48_000, 32_000, was=16_000)


def test_a_lower_soft_limit_waits_no_longer_than_five_seconds():
    offer = _offering(32_000)
    _turns_at(8_000, offer, 48_000, 10_000, was=32_000)


def test_a_lower_soft_limit_waits_too_where_the_hard_one_is_just_met():
    offer = _offering(32_000)
    _turns_at(8_000, offer, 32_000, 10_000, was=32_000)


def test_i2_a_lower_hard_limit_binds_in_the_same_step():
    offer = _offering(32_000)
    offer.follow(31_999, 32_000, _at(3_001))
    assert offer.ma == 31_999
    offer.follow(6_000, 32_000, _at(3_002))
    assert offer.ma == 6_000


def test_i2_a_hard_limit_takes_a_lower_soft_one_with_it():
    offer = _offering(32_000)
    offer.follow(24_000, 10_000, _at(3_001))
    assert offer.ma == 10_000


def test_i2_whatever_is_asked_the_offer_is_never_above_the_hard_limit():
    amounts = (0, 6_000, 10_000, 32_000, 48_000)
    for before in amounts[1:]:
        for hard in amounts:
            for wanted in amounts:
                for passed in (0, 2_999, 3_000, 4_999, 5_000):
                    offer = _offering(before)
                    offer.follow(hard, wanted, _at(3_000 + passed))
                    assert offer.ma <= hard, (before, hard, wanted, passed)


def test_withdrawing_is_never_delayed():
    offer = _offering(32_000)
    offer.follow(48_000, 0, _at(3_000))
    assert offer.ma == 0


def test_offering_again_waits_three_seconds_of_steady():
    offer = _offering(32_000)
    offer.follow(48_000, 0, _at(4_000))
    _turns_at(7_000, offer, 48_000, 16_000, was=0)


def test_a_limit_that_changes_every_second_moves_the_duty_every_five():
    offer = _offering(16_000)
    changes = []
    for second in range(4, 34):
        before = offer.ma
        offer.follow(48_000, 16_000 + second * 100, _at(second * 1_000))
        if offer.ma != before:
            changes.append(second)
    assert changes == [8, 13, 18, 23, 28, 33]


def test_an_unchanged_limit_does_not_start_the_five_seconds_anew():
    offer = _offering(16_000)
    offer.follow(48_000, 16_000, _at(7_000))
    offer.follow(48_000, 32_000, _at(8_000))
    assert offer.ma == 32_000


def test_a_rest_withdraws_and_its_three_seconds_run_from_its_end():
    offer = _offering(32_000)
    offer.rest(_at(4_000))
    assert offer.ma == 0
    offer.rest(_at(6_000))
    _turns_at(9_000, offer, 48_000, 32_000, was=0)
