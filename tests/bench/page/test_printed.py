"""The line that sums a run up."""

from bench.page.printed import table, total

SPREAD = {"median": 20.0, "p99": 30.0, "max": 40.0, "trials": 1000}
FOUND = {
    "time_to_open_ms": {
        "unplug": SPREAD,
        "s2_opens": {**SPREAD, "max": 41.26},
        "flash_write": {**SPREAD, "max": 90.0, "tried": 1310, "max_beyond_stall": 28.2},
        "tls_handshake": {"per_charging_hour": {"stalls": 3, "stalled_ms": 4.0}},
    },
    "false_openings": {"corners": 4, "hours_per_corner": 1.0, "count": 0, "false_faults": 0},
}


def test_it_tells_all_trials_the_worst_and_the_false_openings():
    assert total(FOUND) == (
        "in all: 3,310 trials; worst 41.3 ms (s2_opens);"
        " worst 28.2 ms beyond the stall (flash_write); 0 false openings, 0 false faults"
    )


def test_what_was_not_measured_is_not_told():
    assert total({"time_to_open_ms": {}}) == "in all: 0 trials"


def test_of_a_stall_it_is_told_how_often_it_was_tried():
    lines = [line.split() for line in table(FOUND)]
    assert ["tried", "1310"] in lines
