"""Runs a script of this folder on the interpreter: what it told, as an object."""

import json
import os
import subprocess

from sim.host.process import ROOT, interpreter

_HEAP = "1m"  # most of it is the fuzzer's own
_LIMIT_S = 120
HEAP_BACK_WITHIN_BYTES = 1_024  # the collector is conservative: a stale word may keep something


def run(script, *arguments, given=""):
    done = subprocess.run(
        [interpreter(), "-X", f"heapsize={_HEAP}", f"tests/fuzz/{script}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "MICROPYPATH": ".:lib:.frozen"},
        input=given,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
    )
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stdout} {done.stderr}"
    return json.loads(done.stdout)
