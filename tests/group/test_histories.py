"""I7 in random histories: the offers, and what cars may draw by them, stay within the circuit."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.group.history import Broken, live
from tests.group.mutants import MUTANTS, OF_NEWCOMERS, OF_ONE_ID

_ROOT = Path(__file__).resolve().parents[2]
_HISTORIES = 3_000
_ON_THE_INTERPRETER = 100
_TO_CATCH_A_MUTANT = 4_000


def test_i7_holds_in_three_thousand_histories():
    for seed in range(_HISTORIES):
        live(seed)


def test_i7_holds_with_signed_messages_on_the_interpreter():
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    run = subprocess.run(
        [interpreter, "tests/group/device_histories.py", str(_ON_THE_INTERPRETER)],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def _among(name):
    if name in OF_ONE_ID:
        return {"copied": 1.0, "sizes": (3, 3, 4)}
    if name in OF_NEWCOMERS:
        return {"joined": 1.0, "copied": 0.0, "sizes": (3, 3, 4)}
    return {}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_rule_is_caught(name, monkeypatch):
    monkeypatch.setattr(*MUTANTS[name])
    with pytest.raises(Broken):
        for seed in range(_TO_CATCH_A_MUTANT):
            live(seed, **_among(name))
