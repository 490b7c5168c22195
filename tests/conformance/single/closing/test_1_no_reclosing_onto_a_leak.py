"""Finding 1: whoever is touched by a leak is not closed onto a second time."""

import pytest

LEAK_AFTER_MS = 5  # within a call that holds the interpreter
STALLS_MS = (120, 422, 1_643, 2_900, 4_000)
RETRY_S = 900


def _leak_soon(rig):
    """A leak begins in the middle of the next call."""
    rig.world.later(LEAK_AFTER_MS * 1_000, "inject", {"name": "leak"})


@pytest.mark.parametrize("release_ms", (1, 400))
@pytest.mark.parametrize("stall_ms", STALLS_MS)
def test_1_a_leak_while_the_program_stands_still_is_closed_onto_no_more(
    charging, stall_ms, release_ms
):
    rig = charging()
    rig.wait_s(15)
    rig.world.set_gfci(release_ms)
    _leak_soon(rig)
    rig.hold(stall_ms)
    rig.wait_s(2)
    assert rig.app.charger.faults.raised["ground_fault"] == 1
    rig.stays_s(RETRY_S - 10, "C1 steady open", "B1 steady open", "F -12 V open")
    assert rig.world.power.closings == 1
