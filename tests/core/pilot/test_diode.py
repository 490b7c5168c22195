"""The low plateau: the diode's verdict over a window of bursts."""

from firmware.core.pilot.plateaus import (
    LOW_LOST,
    LOW_NO_DIODE,
    LOW_SOUND,
    LOW_UNKNOWN,
    Burst,
    Pilot,
)

_SOUND, _SHALLOW = "deep", "shallow"


def _burst(low_reads, deep_reads):
    burst = Burst()
    burst.high_mv = 6_000
    burst.high_reads = 40
    burst.low_reads = low_reads
    burst.deep_reads = deep_reads
    return burst


def _charging():
    """A pilot that has confirmed C and a sound diode."""
    pilot = Pilot(0)
    for _ in range(2):
        pilot.take(_burst(22, 22), True, 0)
    return pilot


def test_nothing_is_said_before_the_first_burst():
    assert (Pilot(0).low, Pilot(0).high_mv) == (LOW_UNKNOWN, 0)


def test_a_sound_diode_is_believed_in_one_burst():
    pilot = Pilot(0)
    pilot.take(_burst(22, 22), True, 0)
    assert pilot.low == LOW_SOUND


def test_five_reads_close_the_window_and_four_do_not():
    pilot = Pilot(0)
    pilot.take(_burst(4, 4), True, 0)
    assert pilot.low == LOW_UNKNOWN
    pilot.take(_burst(1, 1), True, 20)
    assert pilot.low == LOW_SOUND


def test_a_window_begins_empty_when_the_pwm_does():
    pilot = Pilot(0)
    pilot.take(_burst(4, 4), False, 0)
    pilot.take(_burst(4, 4), True, 20)
    assert pilot.low == LOW_UNKNOWN


def test_a_window_that_is_still_open_asks_for_no_second_burst():
    pilot = _charging()
    assert not pilot.take(_burst(4, 4), True, 20)
    assert not pilot.take(_burst(0, 0), True, 40)


def test_half_of_the_reads_deep_prove_a_diode_and_a_quarter_disproves_it():
    for deep_reads, verdict in ((4, LOW_SOUND), (3, LOW_UNKNOWN), (2, LOW_NO_DIODE)):
        pilot = Pilot(0)
        for _ in range(2):
            pilot.take(_burst(8, deep_reads), True, 0)
        assert pilot.low == verdict, deep_reads


def test_what_is_between_the_two_leaves_the_verdict_as_it_was():
    pilot = _charging()
    for step in range(20):
        pilot.take(_burst(8, 3), True, 20 * step)
    assert pilot.low == LOW_SOUND


def test_a_missing_diode_needs_two_verdicts_and_asks_for_the_second_at_once():
    pilot = _charging()
    assert pilot.take(_burst(22, 0), True, 20)
    assert pilot.low == LOW_SOUND
    assert not pilot.take(_burst(22, 0), True, 25)
    assert pilot.low == LOW_NO_DIODE


def test_one_shallow_verdict_between_sound_ones_is_forgotten():
    pilot = _charging()
    for step in range(20):
        pilot.take(_burst(22, 0), True, 40 * step)
        pilot.take(_burst(22, 22), True, 40 * step + 20)
        assert pilot.low == LOW_SOUND


def test_a_diode_that_is_back_is_believed_at_once():
    pilot = _charging()
    for _ in range(2):
        pilot.take(_burst(22, 0), True, 20)
    pilot.take(_burst(22, 22), True, 40)
    assert pilot.low == LOW_SOUND


def test_above_85_percent_the_window_lasts_ten_bursts():
    pilot = Pilot(0)
    for step in range(10):
        assert pilot.low == LOW_UNKNOWN, step
        reads = 1 if step in (0, 4, 8) else 0
        pilot.take(_burst(reads, reads), True, 20 * step)
    assert pilot.low == LOW_SOUND


def test_a_window_of_ten_bursts_without_three_reads_is_a_lost_plateau_when_seen_twice():
    pilot = _charging()
    for step in range(19):
        pilot.take(_burst(0, 0), True, 20 * step)
        assert pilot.low == LOW_SOUND, step
    pilot.take(_burst(0, 0), True, 400)
    assert pilot.low == LOW_LOST


def test_three_reads_in_ten_bursts_are_a_plateau_and_two_are_not():
    for third, verdict in ((0, LOW_LOST), (1, LOW_SOUND)):
        pilot = Pilot(0)
        for _ in range(2):
            for reads in (1, 0, 0, 0, 1, 0, 0, 0, 0, third):
                pilot.take(_burst(reads, reads), True, 0)
        assert pilot.low == verdict, third


def test_a_lost_plateau_and_a_missing_diode_do_not_make_one_verdict_of_two():
    pilot = _charging()
    for _ in range(10):
        pilot.take(_burst(0, 0), True, 20)
    pilot.take(_burst(22, 0), True, 40)
    assert pilot.low == LOW_SOUND


def test_failed_bursts_do_not_count_towards_the_window():
    pilot = _charging()
    failed = _burst(22, 0)
    failed.failed = True
    for step in range(40):
        pilot.take(failed, True, 20 * step)
    assert pilot.low == LOW_SOUND


def test_a_burst_with_four_odd_reads_counts_and_one_with_five_does_not():
    for odd_reads, verdict in ((4, LOW_NO_DIODE), (5, LOW_SOUND)):
        pilot = _charging()
        burst = _burst(22, 0)
        burst.odd_reads = odd_reads
        for _ in range(2):
            pilot.take(burst, True, 20)
        assert pilot.low == verdict, odd_reads


def test_a_pilot_at_rest_has_no_low_plateau_and_opens_a_new_window():
    pilot = _charging()
    pilot.take(_burst(22, 0), True, 20)
    pilot.take(_burst(0, 0), False, 40)
    assert pilot.low == LOW_UNKNOWN
    pilot.take(_burst(22, 0), True, 60)
    assert pilot.low == LOW_UNKNOWN


def test_a_d_without_a_single_low_read_is_no_d_while_the_pwm_runs():
    for low_reads, oscillating, vehicle in ((0, True, "C"), (1, True, "D"), (0, False, "D")):
        pilot = _charging()
        burst = _burst(low_reads, 0)
        burst.high_mv = 3_000
        for _ in range(2):
            pilot.take(burst, oscillating, 0)
        assert pilot.vehicle == vehicle, (low_reads, oscillating)
