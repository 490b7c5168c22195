"""The vectors of behaviour.json, on CPython one by one and on MicroPython as a whole."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.vectors.run_vectors import KINDS, VECTORS, load, mismatch

_ROOT = Path(__file__).resolve().parents[2]
_ALL = load(_ROOT / VECTORS)
_TIMEOUT_S = 120
_EACH = [
    pytest.param(kind, vector, id=f"{kind}-{number}")
    for kind in KINDS
    for number, vector in enumerate(_ALL[kind])
]


def test_no_kind_of_vector_is_left_out():
    assert set(_ALL) - {"note"} == set(KINDS)


@pytest.mark.parametrize(("kind", "vector"), _EACH)
def test_the_vector_holds_on_cpython(kind, vector):
    assert mismatch(kind, vector) is None


def test_all_vectors_hold_on_micropython():
    interpreter = os.environ.get("MICROPYTHON", str(_ROOT / ".venv/bin/micropython"))
    run = subprocess.run(
        [interpreter, "tests/vectors/run_vectors.py"],
        cwd=_ROOT,
        env=os.environ | {"MICROPYPATH": ".:lib:.frozen"},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{len(_EACH)} vectors, 0 failed" in run.stdout
