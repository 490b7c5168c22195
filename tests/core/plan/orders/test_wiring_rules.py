"""Breaker to ampacity and copper, as the installer's tables have it."""

from firmware.core.plan import wiring_rules

# Breaker, its 80 %, copper at 75 C and at 60 C.
_TABLE = (
    (15, 12_000, 14, 14),
    (20, 16_000, 12, 12),
    (30, 24_000, 10, 10),
    (40, 32_000, 8, 8),
    (50, 40_000, 8, 6),
    (60, 48_000, 6, 4),
    (70, 56_000, 4, 4),
    (80, 64_000, 4, 3),
    (90, 72_000, 3, 2),
    (100, 80_000, 3, 1),
)
_RATING_MA = 48_000


def test_every_breaker_of_the_table_has_its_ampacity_and_its_copper():
    for breaker_a, ma, at_75, at_60 in _TABLE:
        assert wiring_rules.continuous_ma(breaker_a) == ma
        assert wiring_rules.copper_awg(breaker_a) == (at_75, at_60)
    assert wiring_rules.BREAKERS_A == tuple([row[0] for row in _TABLE])


def test_what_is_set_is_never_above_the_boards_rating():
    for breaker_a, ma in ((50, 40_000), (60, 48_000), (70, 48_000), (100, 48_000)):
        assert wiring_rules.ampacity_ma(breaker_a, _RATING_MA) == ma


def test_an_amount_that_is_no_breaker_is_taken_as_the_nearest_one_below():
    for amps, breaker_a in ((15, 15), (16, 15), (19, 15), (25, 20), (32, 30), (63, 60), (99, 90)):
        assert wiring_rules.breaker_at_most(amps) == breaker_a, amps


def test_outside_the_table_there_is_none():
    assert wiring_rules.breaker_at_most(14) is None
    assert wiring_rules.breaker_at_most(100) == 100
    assert wiring_rules.breaker_at_most(101) is None


def test_a_larger_breaker_never_needs_thinner_copper():
    sizes = wiring_rules.SIZES_AWG
    before = (0, 0)
    for breaker_a in wiring_rules.BREAKERS_A:
        places = tuple([sizes.index(awg) for awg in wiring_rules.copper_awg(breaker_a)])
        assert places[0] >= before[0] and places[1] >= before[1]
        assert places[1] >= places[0]
        before = places
