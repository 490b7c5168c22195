"""The rows of stalls: as many tries as it takes, and none without an end."""

import pytest

from bench import figures, jobs
from bench.opening import stalls
from bench.opening.trials import Trial
from sim.host.charger import Overdue

HIT, MISS = Trial(90_000, 100_000, {"tls": 70_000, "gc": 5_000}), Trial(20_000, 30_000, {"gc": 9})


def trying(*outcomes):
    each = iter(outcomes)
    return lambda: next(each)


def test_it_is_tried_until_enough_changes_fell_into_the_stall():
    done = list(stalls.until_hit("tls", 2, trying(MISS, HIT, MISS, HIT, MISS)))
    assert done == [MISS, HIT, MISS, HIT]


def test_a_collection_of_the_heap_is_no_handshake_and_a_window_that_misses_is_told():
    with pytest.raises(Overdue, match="0 changes fell into a stall of tls"):
        list(stalls.until_hit("tls", 1, lambda: MISS))


def test_the_rows_figures_are_of_those_in_the_stall_and_its_limit_holds_for_all():
    job = jobs.Job("tls_handshake", "unplug", "quiet", 1, 1)
    found = figures.collect([jobs.Done(job, [MISS, HIT], 0.0, 1.0)])
    assert found["time_to_open_ms"]["tls_handshake"] == {
        "median": 90.0,
        "p99": 90.0,
        "max": 90.0,
        "trials": 1,
        "tried": 2,
        "max_beyond_stall": 19.991,
        "longest_stall": 70.0,
    }
