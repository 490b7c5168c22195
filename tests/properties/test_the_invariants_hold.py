"""I1, I2, I4 and I5 after every control step, whatever happens (hypothesis, in virtual time).

In CI the examples are always the same: running a failed test again replays its failure. What is
printed with a failure, `@reproduce_failure(...)`, goes straight to it when it stands above the
class ChargerMachine of `machine.py`. `make property` looks further, from another seed each time,
which it prints: `make property SEED=<that>` takes the same way again. Only that long run looks
for the shortest story: it may take five minutes.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.corners import CORNERS
from tests.properties.charges import ELECTRICAL, ENDS, HINDRANCES
from tests.properties.machine import ChargerMachine

_EXAMPLES = int(os.environ.get("PILOTLIGHT_PROPERTY_EXAMPLES", 0))

# In CI at the least; and so many of them closed that closing was worth watching.
_STEPS_MIN = 20_000
_CLOSINGS_MIN = 40  # of seeds tried the poorest had 47, the richest 235

_SETTINGS = settings(
    max_examples=_EXAMPLES or 70,
    stateful_step_count=25,
    derandomize=not _EXAMPLES,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if _EXAMPLES else (Phase.generate,),
)

_REPLAY = "The decorator belongs above class ChargerMachine in tests/properties/machine.py."


@pytest.fixture
def story():
    """A charger, commissioned, whose story is told rule by rule under the same eyes."""
    machine = ChargerMachine()
    machine.install(seed=1, corner=CORNERS[1], wire_a=32, wake_up=False)
    yield machine
    machine.teardown()


def test_i1_i2_i4_i5_hold_after_every_control_step():
    before = dict(ChargerMachine.tally)
    try:
        run_state_machine_as_test(ChargerMachine, settings=_SETTINGS)
    except Exception as failure:
        failure.add_note(_REPLAY)
        raise
    tally = {name: count - before[name] for name, count in ChargerMachine.tally.items()}
    print(f"{tally['steps']} control steps, {tally['closings']} closings")
    assert tally["steps"] >= _STEPS_MIN and tally["closings"] >= _CLOSINGS_MIN, tally


# What chance may pass by.


@pytest.mark.parametrize("follows", [True, False], ids=["a good car", "a car that ignores us"])
@pytest.mark.parametrize("end", sorted(ENDS))
def test_i1_and_i5_hold_however_a_charge_ends(story, end, follows):
    story.a_charge_ends(end=end, follows=follows, ms=500)
    assert story.observer.closings


@pytest.mark.parametrize("follows", [True, False], ids=["a good car", "a car that ignores us"])
@pytest.mark.parametrize("fault", ELECTRICAL)
def test_i1_holds_whatever_breaks_in_a_charge(story, fault, follows):
    story.a_charge_meets_a_fault(fault=fault, follows=follows, ms=500)
    assert story.observer.closings


# 2 K below a threshold its level is still in force.
@pytest.mark.parametrize("peak, then", [(66, 64), (69, 66), (73, 70), (73, 60)])
def test_i1_and_i2_hold_however_warm_the_board_gets(story, peak, then):
    story.a_charge_warms_the_board(peak=peak, then=then)
    assert story.observer.closings


@pytest.mark.parametrize("late", [False, True], ids=["steps in time", "late steps"])
@pytest.mark.parametrize("fault", HINDRANCES)
def test_i1_holds_whatever_is_broken_before_a_charge(story, fault, late):
    story.a_charge_begins_with_a_fault(fault=fault, late=late)
    assert not story.observer.closings
