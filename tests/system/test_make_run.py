"""What `make run` says when it cannot start."""

import os
import subprocess
import sys

from sim.host.process import ROOT

COMMAND = [sys.executable, "-m", "sim.host"]


def test_without_an_interpreter_it_says_what_to_do():
    nowhere = {**os.environ, "MICROPYTHON": "/nowhere/micropython"}
    done = subprocess.run(COMMAND, cwd=ROOT, env=nowhere, capture_output=True, text=True)
    assert done.returncode == 2
    assert "set MICROPYTHON=" in done.stderr
    assert "Traceback" not in done.stderr
