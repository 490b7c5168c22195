"""From the breaker to what the charger may take: the rules an installer goes by.

A car is a continuous load: at most 80 % of the breaker (NEC 625.41: the breaker at least 125 % of
the load). Copper sizes by NEC 310.16 and 240.4(D), at 75 C (conductors in conduit) and at 60 C
(NM-B cable).
"""

from micropython import const

_CONTINUOUS_PERCENT = const(80)

# Breaker in amps: thinnest copper in AWG at 75 C, at 60 C.
_COPPER_AWG = {
    15: (14, 14),
    20: (12, 12),
    30: (10, 10),
    40: (8, 8),
    50: (8, 6),
    60: (6, 4),
    70: (4, 4),
    80: (4, 3),
    90: (3, 2),
    100: (3, 1),
}

BREAKERS_A = tuple(sorted(_COPPER_AWG))

# Thin to thick, as far as the table needs them.
SIZES_AWG = (14, 12, 10, 8, 6, 4, 3, 2, 1)


def breaker_at_most(amps):
    """The largest breaker of the table that is not above `amps`; None: `amps` is outside it."""
    if not BREAKERS_A[0] <= amps <= BREAKERS_A[-1]:
        return None
    return max([breaker_a for breaker_a in BREAKERS_A if breaker_a <= amps])


def continuous_ma(breaker_a):
    """What a breaker carries for hours."""
    return breaker_a * 10 * _CONTINUOUS_PERCENT


def ampacity_ma(breaker_a, rating_ma):
    """What is set behind this breaker: never above the charger's own rating."""
    return min(continuous_ma(breaker_a), rating_ma)


def copper_awg(breaker_a):
    """`(AWG at 75 C, AWG at 60 C)`: the thinnest copper that a breaker of BREAKERS_A protects."""
    return _COPPER_AWG[breaker_a]
