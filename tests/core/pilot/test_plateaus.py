"""Plateau voltages to states: borders, hysteresis, two agreeing bursts, 100 ms unknown."""

from firmware.core.pilot.plateaus import Burst, Pilot, borders, recognise
from tests.core.bench import TICKS_WRAP_MS, ideal_burst, pilot_seeing

_BEGIN = TICKS_WRAP_MS - 1_000  # the ticks wrap within the longer tests

# state we are in: lowest voltage of A, B, C and D
_BORDERS = (
    (None, 10_500, 7_450, 4_350, 2_200),
    ("A", 10_200, 7_450, 4_350, 2_200),
    ("B", 10_800, 7_150, 4_350, 2_200),
    ("C", 10_500, 7_750, 4_050, 2_200),
    ("D", 10_500, 7_450, 4_650, 1_950),
    ("E", 10_500, 7_450, 4_350, 2_450),
    ("F", 10_500, 7_450, 4_350, 2_200),
)

# The published windows at their worst corners (IEC 61851-1 Table A.1 and A.4 with tolerances).
_WINDOWS = (
    ("A", 11_400, 12_600),
    ("B", 8_360, 9_590),
    ("C", 5_470, 6_530),
    ("D", 2_590, 3_280),
    ("E", -930, 1_820),  # up to 120 ohm, at a rail of 12.6 V that was taken for 12
)


def _high(mv):
    burst = Burst()
    burst.high_mv = mv
    burst.high_reads = 32
    return burst


def _at(ms):
    return (_BEGIN + ms) % TICKS_WRAP_MS


def _seeing(letter):
    return pilot_seeing(letter, _at(0))


def _sweep(pilot, voltages):
    """The states in the order in which a slowly moving voltage brings them."""
    states = [pilot.vehicle]
    for step, mv in enumerate(voltages):
        for _ in range(3):
            pilot.take(_high(mv), False, _at(20 * step))
        if pilot.vehicle != states[-1]:
            states.append(pilot.vehicle)
    return "".join(states)


# --- one burst -----------------------------------------------------------------------------------


def test_a_burst_that_nobody_filled_has_no_reads():
    burst = Burst()
    assert (burst.high_mv, burst.high_reads, burst.low_mv, burst.low_reads) == (0, 0, 0, 0)
    assert burst.deep_reads == 0 and burst.failed is False
    assert (burst.rises, burst.span_us, burst.slack_us, burst.off_mv) == (0, 0, 0, 0)


def test_each_border_of_each_state_is_where_the_table_says():
    for present, a_mv, b_mv, c_mv, d_mv in _BORDERS:
        for border_mv, above, below in (
            (a_mv, "A", "B"),
            (b_mv, "B", "C"),
            (c_mv, "C", "D"),
            (d_mv, "D", "E"),
        ):
            assert recognise(_high(border_mv), present) == above, (present, border_mv)
            assert recognise(_high(border_mv - 1), present) == below, (present, border_mv)


def test_the_borders_are_told_to_whoever_looks():
    for state, *wanted in _BORDERS:
        assert borders(state) == tuple(wanted)


def test_the_worst_corners_are_recognised_from_every_state():
    for present, _, _, _, _ in _BORDERS:
        for letter, lowest_mv, highest_mv in _WINDOWS:
            for mv in (lowest_mv, highest_mv):
                assert recognise(_high(mv), present) == letter, (present, mv)


def test_what_no_pilot_can_have_is_not_recognised():
    assert recognise(_high(13_600), "A") == "A"
    assert recognise(_high(13_601), "A") is None


def test_a_refused_read_is_not_recognised_whatever_the_fields_say():
    burst = _high(6_000)
    burst.failed = True
    assert recognise(burst, "C") is None


def test_three_reads_make_a_high_plateau_and_two_do_not():
    burst = _high(6_000)
    burst.high_reads = 3
    assert recognise(burst, "B") == "C"
    burst.high_reads = 2
    assert recognise(burst, "B") is None


def test_three_deep_reads_alone_are_minus_twelve_volts_and_two_are_nothing():
    burst = Burst()
    burst.low_reads = burst.deep_reads = 3
    assert recognise(burst, "C") == "F"
    burst.deep_reads = 2
    assert recognise(burst, "C") is None


def test_8_no_correction_makes_a_pilot_of_what_is_above_13_6_v():
    burst = _high(12_000)
    for burst.off_mv, letter in ((1_600, "A"), (1_601, None)):
        assert recognise(burst, "A") == letter


def test_four_odd_reads_leave_a_plateau_its_word_and_five_do_not():
    burst = _high(6_000)
    for burst.odd_reads, letter in ((4, "C"), (5, None)):
        assert recognise(burst, "C") == letter


# --- hysteresis ----------------------------------------------------------------------------------


def test_a_falling_voltage_changes_the_state_once_at_each_border():
    assert _sweep(_seeing("A"), range(12_000, -100, -10)) == "ABCDE"


def test_a_rising_voltage_changes_the_state_once_at_each_border():
    assert _sweep(_seeing("E"), range(0, 12_010, 10)) == "EDCBA"


def test_a_voltage_that_hovers_on_a_border_changes_the_state_once():
    for start, middle_mv, states in (
        ("A", 10_500, "AB"),
        ("B", 7_450, "BC"),
        ("C", 4_350, "CD"),
        ("D", 2_200, "DE"),
    ):
        falling = list(range(middle_mv + 250, middle_mv - 320, -10))
        hovering = [middle_mv - 200, middle_mv + 200] * 20
        assert _sweep(_seeing(start), falling + hovering) == states, start


# --- two agreeing bursts -------------------------------------------------------------------------


def test_nobody_is_there_before_two_bursts_agree():
    pilot = Pilot(_at(0))
    assert pilot.vehicle == "A"
    assert pilot.take(ideal_burst("B"), False, _at(0))
    assert pilot.vehicle == "A"
    assert not pilot.take(ideal_burst("B"), False, _at(0))
    assert pilot.vehicle == "B"


def test_a_burst_that_disagrees_asks_for_a_second_and_changes_nothing():
    for letter in ("A", "B", "D", "E", "F", None):
        pilot = _seeing("C")
        assert pilot.take(ideal_burst(letter), False, _at(20)), letter
        assert pilot.vehicle == "C", letter


def test_a_burst_that_agrees_asks_for_no_second():
    for letter in "ABCDE":
        assert not _seeing(letter).take(ideal_burst(letter), False, _at(20)), letter


def test_two_bursts_that_agree_change_the_state():
    for letter in ("A", "B", "D", "E", "F"):
        pilot = _seeing("C")
        pilot.take(ideal_burst(letter), False, _at(20))
        assert not pilot.take(ideal_burst(letter), False, _at(25)), letter
        assert pilot.vehicle == letter


def test_a_spike_between_good_bursts_is_forgotten():
    pilot = _seeing("C")
    for step in range(50):
        pilot.take(ideal_burst("A"), False, _at(40 * step))
        pilot.take(ideal_burst("C"), False, _at(40 * step + 5))
        assert pilot.vehicle == "C"


def test_two_bursts_that_disagree_with_each_other_change_nothing():
    pilot = _seeing("C")
    pilot.take(ideal_burst("A"), False, _at(20))
    assert pilot.take(ideal_burst("B"), False, _at(25))
    assert pilot.vehicle == "C"


def test_a_failed_read_between_two_bursts_does_not_hide_that_they_agree():
    pilot = _seeing("C")
    for letter in ("A", None, "A"):
        pilot.take(ideal_burst(letter), False, _at(20))
    assert pilot.vehicle == "A"


def test_8_the_high_plateau_of_the_last_burst_that_agreed_is_kept():
    pilot = _seeing("A")
    pilot.take(_high(11_900), False, _at(20))
    pilot.take(_high(9_000), False, _at(40))
    assert pilot.high_mv == 11_900
    pilot.take(_high(9_010), False, _at(45))
    assert (pilot.vehicle, pilot.high_mv) == ("B", 9_010)


# --- unknown -------------------------------------------------------------------------------------


def test_a_state_is_unknown_80_ms_after_the_first_burst_without_one():
    pilot = _seeing("C")
    pilot.take(ideal_burst(None), False, _at(20))
    pilot.take(ideal_burst(None), False, _at(99))
    assert pilot.vehicle == "C"
    pilot.take(ideal_burst(None), False, _at(100))
    assert pilot.vehicle is None


def test_a_stall_before_a_doubtful_burst_says_nothing_of_the_pilot():
    pilot = _seeing("C")
    pilot.take(ideal_burst(None), False, _at(500))
    pilot.take(ideal_burst(None), False, _at(505))
    assert pilot.vehicle == "C"


def test_the_time_from_the_boot_to_the_first_burst_says_nothing_either():
    pilot = Pilot(_at(0))
    pilot.take(ideal_burst(None), False, _at(500))
    assert pilot.vehicle == "A"


def test_bursts_that_agree_with_nothing_are_unknown_too():
    pilot = _seeing("C")
    for ms, letter in ((20, "A"), (40, "B"), (60, "A"), (80, "B")):
        pilot.take(ideal_burst(letter), False, _at(ms))
        assert pilot.vehicle == "C"
    pilot.take(ideal_burst("A"), False, _at(100))
    assert pilot.vehicle is None


def test_one_burst_that_agrees_starts_the_time_anew():
    pilot = _seeing("C")
    pilot.take(ideal_burst(None), False, _at(20))
    pilot.take(ideal_burst("C"), False, _at(90))
    pilot.take(ideal_burst(None), False, _at(110))
    pilot.take(ideal_burst(None), False, _at(189))
    assert pilot.vehicle == "C"
    pilot.take(ideal_burst(None), False, _at(190))
    assert pilot.vehicle is None


def test_what_was_unknown_needs_two_bursts_again():
    pilot = _seeing("C")
    pilot.take(ideal_burst(None), False, _at(20))
    pilot.take(ideal_burst(None), False, _at(100))
    pilot.take(ideal_burst("C"), False, _at(120))
    assert pilot.vehicle is None
    pilot.take(ideal_burst("C"), False, _at(140))
    assert pilot.vehicle == "C"


def test_while_it_is_unknown_a_burst_that_says_nothing_asks_for_no_second():
    for oscillating in (False, True):
        pilot = _seeing("C")
        pilot.take(ideal_burst(None), oscillating, _at(20))
        pilot.take(ideal_burst(None), oscillating, _at(100))
        assert pilot.vehicle is None
        assert not pilot.take(ideal_burst(None), oscillating, _at(120)), oscillating
