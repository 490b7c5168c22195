"""`--rows`: what is chosen is measured whole, and nothing else."""

import pytest

from bench import jobs
from bench.__main__ import main
from bench.figures import merged
from bench.opening.doors import APART

NETWORKS = ["quiet", "busy"]


def test_every_job_belongs_to_one_row_of_the_table():
    todo = [*jobs.stalling(6, 1), *jobs.hours(1), *jobs.noise(1, 1)]
    assert {job.row for job in todo} == {*APART, "flash_write", "noise"}
    assert {job.row for job in jobs.openings(1, 1, NETWORKS)} == set(jobs.STIMULI)
    assert {job.row for job in jobs.errands(1, 1)} == set(jobs.ERRANDS)
    assert {job.row for job in jobs.gracefuls(1, 1, NETWORKS)} == set(jobs.ORDERS)


def test_what_was_measured_replaces_its_own_rows_only():
    before = {
        "time_to_open_ms": {"unplug": {"max": 1}, "s2_opens": {"max": 2}},
        "step_alloc_bytes": 8,
        "speed": {"times_real_time": 100},
    }
    found = {"time_to_open_ms": {"unplug": {"max": 3}}, "step_alloc_bytes": 0}
    assert merged(before, found) == {
        "time_to_open_ms": {"unplug": {"max": 3}, "s2_opens": {"max": 2}},
        "step_alloc_bytes": 0,
        "speed": {"times_real_time": 100},
    }
    assert before["time_to_open_ms"]["unplug"] == {"max": 1}


def test_what_is_measured_for_the_first_time_joins_the_rest():
    found = {"time_to_open_ms": {"tls_handshake": {"per_charging_hour": {"stalls": 3}}}}
    assert merged({}, found) == found
    before = {"time_to_open_ms": {"tls_handshake": {"max": 1}}}
    row = merged(before, found)["time_to_open_ms"]["tls_handshake"]
    assert row == {"max": 1, "per_charging_hour": {"stalls": 3}}


def test_a_row_that_there_is_not_is_refused_with_those_that_there_are(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["bench", "--rows", "unplg"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert "no such row: unplg" in said and "unplug" in said and "heap" in said
