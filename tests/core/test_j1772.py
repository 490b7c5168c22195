"""The duty cycle against what a car makes of it (IEC 61851-1 Tables A.7 and A.8)."""

from firmware.core.j1772 import DUTY_STEADY, offer_duty

# ma -> ten-thousandths: both ends of both lines, n-1 and n.
_EDGES = (
    (0, 10_000),
    (5_999, 10_000),
    (6_000, 1_000),
    (6_005, 1_000),
    (6_006, 1_001),
    (32_000, 5_333),
    (50_999, 8_499),
    (51_000, 8_500),
    (51_001, 8_500),
    (52_499, 8_500),
    (52_500, 8_500),
    (52_524, 8_500),
    (52_525, 8_501),
    (79_999, 9_599),
    (80_000, 9_600),
    (80_001, 9_600),
    (1_000_000, 9_600),
)


def _read_by_the_car_ma(duty):
    if duty == DUTY_STEADY:
        return 0
    return duty * 6 if duty <= 8_500 else (duty - 6_400) * 25


def test_each_end_of_each_line_has_its_duty():
    for ma, duty in _EDGES:
        assert offer_duty(ma) == duty, ma


def test_a_negative_current_is_no_offer():
    assert offer_duty(-1) == DUTY_STEADY


def test_the_car_never_reads_more_than_was_meant_nor_half_a_percent_less():
    for ma in range(6_000, 80_001, 7):
        read_ma = _read_by_the_car_ma(offer_duty(ma))
        in_the_gap = 51_000 < ma < 52_525
        assert read_ma <= ma, ma
        assert ma - read_ma <= (1_525 if in_the_gap else 25), ma


def test_no_duty_means_digital_communication_or_nothing():
    for ma in range(0, 81_000, 10):
        duty = offer_duty(ma)
        assert duty == DUTY_STEADY or 1_000 <= duty <= 9_600, ma


def test_more_current_is_never_told_as_less():
    before = 0
    for ma in range(6_000, 80_001, 10):
        assert offer_duty(ma) >= before, ma
        before = offer_duty(ma)
