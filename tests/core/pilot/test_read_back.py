"""What the pilot's line shows against what was set, at the reads of one burst."""

from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY
from firmware.core.pilot.plateaus import Burst
from firmware.core.pilot.read_back import ReadBack

_READS = 47
_SPAN_US = 4_900


def _burst(high_reads, rises=5, span_us=_SPAN_US):
    burst = Burst()
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
    for high_reads, duty in ((25, 4_333), (25, 6_300), (5, 1_000), (8, 1_000), (43, DUTY_STEADY)):
        assert not _wrong(_burst(high_reads), duty), duty


def test_9_a_frequency_that_is_far_off_is_wrong_where_every_period_is_seen():
    for rises in (2, 3, 7, 10):
        assert _wrong(_burst(24, rises), 5_000), rises
        assert not _wrong(_burst(9, rises), 2_000), rises
        assert not _wrong(_burst(38, rises), 8_000), rises
    for rises in (4, 5, 6):
        assert not _wrong(_burst(24, rises), 5_000), rises


def test_9_a_burst_that_was_held_up_says_nothing_of_the_frequency():
    assert _wrong(_burst(24, 3, 5_900), 5_000)
    assert not _wrong(_burst(24, 3, 5_901), 5_000)


def test_what_says_nothing_about_the_duty_is_not_wrong():
    failed = _burst(24)
    failed.failed = True
    assert not _wrong(failed, 9_000)
    assert not _wrong(_burst(1), 9_000)
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
