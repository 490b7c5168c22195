"""The charger on pointers as wide as the chip's: its core, and the outage story to its end."""

import os
import re
import subprocess
import sys

import pytest

from sim.host.process import ROOT
from tools.fetched import interpreter32

_LIMIT_S = 400  # a busy machine takes ten times as long
_PROMISES = 8
_CORE_TESTS_MIN = 300


@pytest.fixture(scope="module")
def program():
    """The 32-bit interpreter."""
    assert interpreter32.main() == 0
    return str(interpreter32.launcher())


def _run(command, **environment):
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
    )


def test_the_interpreter_counts_in_32_bits(program):
    said = _run([program, "-c", "import sys; print(sys.maxsize)"])
    assert int(said.stdout) == (1 << 31) - 1


def test_the_core_passes_its_tests(program):
    run = _run(
        [program, "-X", "heapsize=4m", "tests/core/run_on_micropython.py"],
        MICROPYPATH=".:lib:.frozen",
    )
    count = re.search(r"(\d+) tests, 0 failed", run.stdout)
    assert count and int(count[1]) >= _CORE_TESTS_MIN, run.stdout + run.stderr


def test_what_is_called_most_is_the_same_in_words(program):
    run = _run([program, "tests/sim/device_narrow.py"], MICROPYPATH=".:lib:.frozen")
    assert run.stdout.strip().isdigit(), run.stdout + run.stderr


# Debian's is older than TLS by pre-shared key.
def test_a_micropython_without_pre_shared_keys_says_so_and_offers_nothing_else(program):
    run = _run(
        [program, "-c", "import ussl; ussl.shared('garage-1', '5e' * 32)"],
        MICROPYPATH="lib:sim/absent:.frozen",
    )
    assert run.returncode == 1
    assert "OSError: this MicroPython has no TLS by pre-shared key" in run.stdout + run.stderr


def test_the_outage_story_holds(program):
    run = _run([sys.executable, "-m", "sim.host", "stories/outage.story"], MICROPYTHON=program)
    assert f"{_PROMISES} of {_PROMISES} promises held" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0
