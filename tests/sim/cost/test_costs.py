"""What Python itself costs the chip in virtual time: JSON, collections, imports."""

import json
import os
import subprocess
from pathlib import Path

from sim.cost import silicon
from sim.host.process import ROOT, interpreter

SCRIPT = Path(__file__).with_name("device_costs.py")
ROOMS = [ROOT / "sim/virtual", ROOT / "sim/hw", ROOT]
LIMIT_S = 30


def play(scene: str, *arguments: str) -> list[str]:
    """What the scene printed, line by line."""
    played = subprocess.run(
        [interpreter(), "-X", "heapsize=2m", SCRIPT, scene, *arguments],
        env={**os.environ, "MICROPYPATH": ":".join([*map(str, ROOMS), ".frozen"])},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    return played.stdout.splitlines()


def test_json_costs_by_what_is_in_it_and_how_long_it_is():
    assert play("texts") == ["2", "7", "12", "9"]


def test_a_collection_costs_by_what_is_in_use():
    walk_us = silicon.HEAP_WALK_US * silicon.PACE[240_000_000] // silicon.PACE_ONE
    assert play("collecting") == ["0", "True 200000", "True", str(walk_us)]


def test_the_interpreter_collects_by_itself_when_so_much_was_handed_out():
    none, some, never = map(int, play("threshold"))
    assert none == never == 0
    assert 9 <= some <= 11


def test_an_import_costs_reads_and_work_each_time_that_it_looks_at_the_flash(tmp_path):
    counts = tmp_path / "counts.json"
    modules = {"firmware.core.new": [100, 1_000], "firmware.core.long": [100, 10_000]}
    counts.write_text(json.dumps({"missing": 50, "modules": modules}))
    new_us = 100 * silicon.FLASH_READ_US + 1_000 * silicon.IMPORT_BYTE_US
    assert play("importing", str(counts)) == [
        f"firmware.core.new {new_us}",
        "firmware.core.ticks 0",
        f"json {50 * silicon.FLASH_READ_US}",
        "frozen 0",
        "3 True",
    ]
