"""A run that was stopped goes on where it was, with the same code and seed or not at all."""

import pytest

from bench import __main__ as bench
from bench import jobs
from bench.opening.false_openings import Watch
from bench.opening.graceful import Stop
from bench.opening.stalls import Hour
from bench.opening.trials import Trial
from bench.partial import Partial, code_hash

TRIAL = Trial(20_000, 30_000, {"gc": 9})
JOBS = [jobs.Job("opening", name, "quiet", 1, 1) for name in ("unplug", "s2_opens", "diode_lost")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "build" / "bench.partial.jsonl"


@pytest.fixture
def measured(monkeypatch):
    """The jobs that were measured, each at once."""
    names = []

    def measure(todo, processes):
        for job in todo:
            names.append(job.name)
            yield jobs.Done(job, [TRIAL], 1.0, 2.0)

    monkeypatch.setattr(bench, "_as_done", measure)
    return names


def run(path, todo, resume, code="abc"):
    return bench._run_all(todo, 1, Partial(path, code, resume))


def test_what_was_finished_is_not_measured_again(path, measured):
    run(path, JOBS[:2], resume=False)
    done = run(path, JOBS, resume=True)
    assert measured == ["unplug", "s2_opens", "diode_lost"]
    assert done == [jobs.Done(job, [TRIAL], 1.0, 2.0) for job in JOBS]


def test_another_seed_and_other_code_begin_anew(path, measured):
    run(path, JOBS[:1], resume=False)
    run(path, [jobs.Job("opening", "unplug", "quiet", 1, seed=2)], resume=True)
    run(path, JOBS[:1], resume=True, code="changed")
    assert measured == ["unplug"] * 3


def test_a_run_that_is_not_to_go_on_begins_anew(path, measured):
    run(path, JOBS[:1], resume=False)
    run(path, JOBS[:1], resume=False)
    assert measured == ["unplug", "unplug"]


def test_a_line_that_was_torn_is_measured_again_and_spoils_none_after_it(path, measured):
    run(path, JOBS[:2], resume=False)
    path.write_text(path.read_text()[:-20])
    run(path, JOBS, resume=True)
    run(path, JOBS, resume=True)
    assert measured == ["unplug", "s2_opens", "s2_opens", "diode_lost"]


def test_a_section_is_kept_like_a_job(path, monkeypatch):
    partial = Partial(path, "abc", resume=False)
    monkeypatch.setitem(bench.SECTIONS, "speed", lambda: {"speed": 100})
    bench._section("speed", partial)
    assert Partial(path, "abc", resume=True).found({"section": "speed"}) == {"speed": 100}


def test_a_run_that_is_complete_leaves_nothing(path):
    Partial(path, "abc", resume=False).end()
    assert not path.exists()


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("opening", [TRIAL]),
        ("tls_handshake", [TRIAL, TRIAL]),
        ("flash_write", [TRIAL]),
        ("graceful", [Stop(1, 2)]),
        ("noise", Watch(3_600.0, 0, 1)),
        ("hour", Hour(18, 18_135.0)),
    ],
)
def test_every_kind_of_job_is_read_as_it_was_written(path, kind, found):
    assert kind in jobs.DO
    done = jobs.Done(jobs.Job(kind, "x", "quiet", 1, 1), found, 1.0, 2.0)
    Partial(path, "abc", resume=False).keep({"job": kind}, done.plain())
    assert jobs.Done.of(done.job, Partial(path, "abc", True).found({"job": kind})) == done


def test_the_code_is_known_by_every_name_and_byte_but_not_by_what_is_compiled(tmp_path):
    (tmp_path / "firmware").mkdir()
    (tmp_path / "firmware" / "app.py").write_text("1")
    first = code_hash(tmp_path)
    (tmp_path / "firmware" / "__pycache__").mkdir()
    (tmp_path / "firmware" / "__pycache__" / "app.pyc").write_text("1")
    assert code_hash(tmp_path) == first
    (tmp_path / "firmware" / "app.py").write_text("2")
    assert code_hash(tmp_path) != first
