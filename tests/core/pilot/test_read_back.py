"""What the pilot's line shows against what was set, at the reads of one burst."""

from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY
from firmware.core.pilot.plateaus import Burst
from firmware.core.pilot.read_back import ReadBack

_READS = 47
_SPAN_US = 5_008


def _burst(high_reads, rises=5, spread=True, span_us=_SPAN_US):
    burst = Burst()
    burst.spread = spread
    burst.high_reads, burst.low_reads = high_reads, _READS - high_reads
    burst.rises, burst.span_us = rises, span_us
    return burst


def _wrong(burst, duty, ms=1_000):
    read_back = ReadBack(0)
    for now_ms in range(20, ms + 20, 20):
        read_back.take(burst, duty, now_ms)
    return read_back.wrong


def test_9_a_duty_that_is_more_than_ten_points_off_for_a_second_is_wrong():
    for high_reads, duty in ((25, 4_200), (25, 6_400), (8, 2_800), (47, 8_500), (41, DUTY_STEADY)):
        assert _wrong(_burst(high_reads, 0 if high_reads == _READS else 5), duty), duty
        assert not _wrong(_burst(high_reads), duty, 980), duty


def test_9_one_that_is_within_ten_points_is_not():
    for high_reads, duty in ((25, 4_333), (25, 6_399), (43, 8_199), (5, 1_000), (8, 1_000)):
        assert not _wrong(_burst(high_reads), duty), duty
    assert not _wrong(_burst(43), DUTY_STEADY)


def test_9_a_frequency_that_is_far_off_is_wrong_where_every_period_is_seen():
    for rises in (2, 3, 7, 10):
        assert _wrong(_burst(24, rises), 5_000), rises
        assert not _wrong(_burst(9, rises), 2_000), rises
        assert not _wrong(_burst(38, rises), 8_000), rises
    for rises in (4, 5, 6):
        assert not _wrong(_burst(24, rises), 5_000), rises


def test_9_more_than_1_2_periods_are_far_and_it_is_looked_at_from_25_to_75_percent():
    for rises, span_us, far in (
        (4, 5_200, False),
        (4, 5_201, True),
        (5, 3_800, False),
        (5, 3_799, True),
    ):
        assert _wrong(_burst(24, rises, True, span_us), 5_000) == far, span_us
    for high_reads, duty in ((12, 2_500), (35, 7_500)):
        assert _wrong(_burst(high_reads, 2), duty), duty


def test_6_a_burst_that_was_held_up_says_nothing_of_duty_and_frequency():
    for rises, duty in ((3, 5_000), (5, 9_000)):
        assert _wrong(_burst(24, rises), duty)
        assert not _wrong(_burst(24, rises, False), duty)


def _late(slack_us, span_us):
    burst = _burst(24, 5, False)
    burst.slack_us, burst.span_us = slack_us, span_us
    return burst


_SLOW = (-1_392, 6_400)  # 200 us a read


def test_6_reads_that_take_too_long_for_a_second_leave_it_blind_and_not_sound():
    read_back = ReadBack(0)
    for now_ms in range(20, 1_100, 20):
        read_back.take(_late(*_SLOW), 5_000, now_ms)
        assert read_back.blind == (now_ms >= 1_000) != read_back.sound
    read_back.take(_burst(24), 5_000, 1_100)
    assert read_back.sound


def test_6_one_slow_burst_in_three_does_not():
    read_back = ReadBack(0)
    for now_ms in range(20, 10_000, 20):
        read_back.take(_burst(24) if now_ms % 60 else _late(*_SLOW), 5_000, now_ms)
        assert not read_back.blind


def test_6_one_in_two_does_in_four_times_as_long():
    read_back = ReadBack(0)
    for now_ms in range(20, 3_960, 20):
        read_back.take(_late(*_SLOW) if now_ms % 40 else _burst(24), 5_000, now_ms)
        assert read_back.blind == (now_ms == 3_940), now_ms


def test_6_what_holds_the_program_up_in_every_burst_does_not():
    read_back = ReadBack(0)
    for slack_us, blind in ((-1_423, True), (-1_424, False)):
        for now_ms in range(20, 2_200, 20):
            read_back.take(_late(slack_us, _SLOW[1]), 5_000, now_ms)
        assert read_back.blind == blind


def test_what_says_nothing_about_the_duty_is_not_wrong():
    failed = _burst(24)
    failed.failed = True
    assert not _wrong(failed, 9_000)
    assert not _wrong(_burst(2), 9_000) and _wrong(_burst(3), 9_000)
    assert not _wrong(_burst(24), DUTY_MINUS12)


def test_it_is_sound_when_what_was_wrong_has_been_well_for_as_long_again_twice():
    read_back = ReadBack(0)
    assert read_back.sound
    read_back.take(_burst(25), 1_000, 20)
    assert not read_back.sound
    read_back.take(_burst(5), 1_000, 40)
    assert not read_back.sound
    read_back.take(_burst(5), 1_000, 60)
    assert read_back.sound and not read_back.wrong
