"""Nobody is closed onto a second time, and a contactor does not close without end."""

from bench.opening import closings


def test_1_and_5_no_reclosing_onto_a_leak_and_few_closings_in_ten_minutes():
    found = closings.collect(stalls_ms=(1_643,), resets_after_ms=(20,), watched_s=600)
    assert found["reclosings_onto_a_leak"] == {"stalls": 0, "resets": 0}
    assert 4 <= found["closings_per_hour"]["worst"] <= 8
