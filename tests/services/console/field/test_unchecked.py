"""Assessor's question 4: a program that nobody checks says so."""

import pytest

from firmware.services.console.field import self_test, shows
from tests.services.console.field.parts import Parts, Typist


@pytest.fixture
def program(tmp_path, monkeypatch):
    """The folder of a program without a list."""
    (tmp_path / "firmware").mkdir()
    monkeypatch.setattr(shows, "__file__", str(tmp_path / "firmware/shows.mpy"))
    return tmp_path


def _first_line_of_selftest():
    parts = Parts()
    return Typist(parts).plays(self_test.run(parts, []))["lines"][0]


def test_without_a_list_of_sums_status_and_selftest_say_so(program):
    assert shows.status(Parts(), [])["program"].startswith("not checked: ")
    assert _first_line_of_selftest().startswith("program: not checked: ")


def test_with_one_they_do_not(program):
    (program / "firmware/sums.txt").write_text("")
    assert "program" not in shows.status(Parts(), [])
    assert _first_line_of_selftest() == "program: checked at every start"
