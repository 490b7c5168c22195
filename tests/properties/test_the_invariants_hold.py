"""I1, I2, I4 and I5 after every control step, whatever happens (hypothesis, in virtual time).

`make test` runs the same examples every time: a failure replays by running it again. `make
property` looks further from another seed each time and prints it: `make property SEED=<that>`
finds the same failure again, and the printed `@reproduce_failure(...)`, put above the test, goes
straight to it. Only the long run looks for the shortest story: that may take five minutes.
"""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.machine import ChargerMachine

_EXAMPLES = int(os.environ.get("PILOTLIGHT_PROPERTY_EXAMPLES", 0))

# In CI at the least; and so many of them closed that closing was worth watching.
_STEPS_MIN = 20_000
_CLOSINGS_MIN = 100

_SETTINGS = settings(
    max_examples=_EXAMPLES or 80,
    stateful_step_count=40,
    derandomize=not _EXAMPLES,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if _EXAMPLES else (Phase.generate,),
)


def test_i1_i2_i4_i5_hold_after_every_control_step():
    run_state_machine_as_test(ChargerMachine, settings=_SETTINGS)
    tally = ChargerMachine.tally
    print(f"{tally['steps']} control steps, {tally['closings']} closings")
    assert tally["steps"] >= _STEPS_MIN and tally["closings"] >= _CLOSINGS_MIN, tally
