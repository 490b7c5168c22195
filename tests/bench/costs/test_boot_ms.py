"""A start with a car waiting: the pilot first, then the offer, then the contactor."""

from bench.costs import boot_ms
from sim.cost import silicon

CHARGED_BY_THE_CHIP_MS = silicon.BOOT_US / 1000


def test_the_pilot_is_valid_at_once_and_the_contactor_closes_last():
    found = boot_ms.collect(starts=1)
    pilot, offer, closed = (found[name]["max"] for name in ("pilot", "offer", "closed"))
    assert CHARGED_BY_THE_CHIP_MS < pilot < CHARGED_BY_THE_CHIP_MS + 500
    assert pilot < offer < closed
