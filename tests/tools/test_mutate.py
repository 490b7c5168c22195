"""What becomes of mutmut's outcome: the document, and the reasons in it."""

import json

import pytest

from tools.mutate import document, function_of, outcomes, percent

CODES = {
    "firmware.core.pilot.plateaus.xǁPilotǁtake__mutmut_1": 1,
    "firmware.core.pilot.plateaus.xǁPilotǁtake__mutmut_2": 0,
    "firmware.core.pilot.plateaus.x_recognise__mutmut_1": 1,
    "firmware.core.tou.fields.x__day_range__mutmut_1": -24,
}
HEAD = "# Mutation testing\n\nWhat it is.\n"


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        ("firmware.core.pilot.plateaus.xǁPilotǁtake__mutmut_12", "pilot.plateaus.Pilot.take"),
        (
            "firmware.core.pilot.plateaus.xǁPilotǁ__init____mutmut_1",
            "pilot.plateaus.Pilot.__init__",
        ),
        ("firmware.core.pilot.plateaus.x_recognise__mutmut_1", "pilot.plateaus.recognise"),
        ("firmware.core.tou.fields.x__day_range__mutmut_1", "tou.fields._day_range"),
    ],
)
def test_a_mutant_is_told_by_its_function(mutant, function):
    assert function_of(mutant) == function


def test_survivors_are_listed_and_what_ran_too_long_counts_as_killed():
    text = document(CODES, HEAD)
    assert text.startswith(HEAD)
    assert "4 mutants, 3 killed: 75.0 %. Of the killed, 1 made the tests go on" in text
    assert "| `pilot.plateaus.Pilot.take` | 1 | not looked at yet |" in text
    assert "recognise" not in text
    assert percent(CODES) == 75


def test_a_reason_that_was_written_stays():
    before = document(CODES, HEAD).replace("not looked at yet", "the same to the car")
    assert document(CODES, before) == before


def test_a_mutant_that_was_not_run_counts_for_nothing(tmp_path):
    meta = {"exit_code_by_key": {"firmware.core.a.x_f__mutmut_1": None, "b": 1}}
    (tmp_path / "a.py.meta").write_text(json.dumps(meta), encoding="utf-8")
    assert outcomes(tmp_path) == {"b": 1}
