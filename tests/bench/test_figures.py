"""The table's arithmetic and its limits."""

import pytest

from bench.figures import breaches, spread
from bench.site.rig import stalled_us


def opening(max_ms, name="ground_lost", **more):
    return {"time_to_open_ms": {name: {"max": max_ms, **more}}}


def test_the_spread_is_in_milliseconds_and_the_99th_percentile_a_value_that_was_seen():
    assert spread(range(1_000, 101_000, 1_000)) == {
        "median": 51.0,
        "p99": 99.0,
        "max": 100.0,
        "trials": 100,
    }


def test_a_single_trial_is_median_percentile_and_worst_at_once():
    assert spread([7_000]) == {"median": 7.0, "p99": 7.0, "max": 7.0, "trials": 1}


@pytest.mark.parametrize(
    ("name", "limit_ms"), [("unplug", 33.0), ("s2_opens", 33.0), ("console_command", 50.0)]
)
def test_a_limit_may_be_reached_and_a_microsecond_more_is_a_breach(name, limit_ms):
    assert breaches(opening(limit_ms, name)) == []
    late_ms = limit_ms + 0.001
    assert breaches(opening(late_ms, name)) == [f"{name}: {late_ms} ms, more than {limit_ms}"]


def test_an_interrupt_may_take_10_ms_with_the_loop_free():
    assert breaches(opening(20.0, max_loop_free=10.0)) == []
    assert len(breaches(opening(20.0, max_loop_free=10.001))) == 1


def test_a_stall_counts_beyond_its_own_length_only():
    assert (
        breaches({"time_to_open_ms": {"flash_write": {"max": 130.0, "max_beyond_stall": 50.0}}})
        == []
    )
    assert breaches(
        {"time_to_open_ms": {"flash_write": {"max": 60.0, "max_beyond_stall": 50.001}}}
    )


def test_a_false_opening_a_false_fault_an_allocated_byte_and_a_collection_are_breaches():
    nothing = {"time_to_open_ms": {}}
    assert breaches({**nothing, "false_openings": {"count": 1, "false_faults": 0}})
    assert breaches({**nothing, "false_openings": {"count": 0, "false_faults": 1}})
    assert breaches({**nothing, "step_alloc_bytes": 1})
    assert breaches({**nothing, "step_collections": 1})
    assert breaches({**nothing, "step_alloc_bytes": 0, "step_collections": 0}) == []


def test_only_what_lies_within_a_trial_counts_as_its_stall():
    stalls = [(0, 10, "gc"), (15, 30, "flash"), (90, 200, "tls")]
    assert stalled_us(stalls, 5, 100) == {"gc": 5, "flash": 15, "tls": 10}
    assert stalled_us(stalls, 40, 80) == {}


def test_two_stalls_of_one_kind_are_added_up():
    assert stalled_us([(0, 10, "gc"), (20, 40, "gc")], 5, 30) == {"gc": 15}


def test_a_handshake_by_key_may_take_60_ms_with_its_stall():
    def found(ms):
        return opening(ms, "tls_psk", max_beyond_stall=30.0)

    assert breaches(found(60.0)) == [] and len(breaches(found(60.001))) == 1
