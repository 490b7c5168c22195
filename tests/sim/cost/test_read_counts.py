"""How often the flash is read for an import, against what an emulated chip counted of 4759851."""

import json
from pathlib import Path

import pytest

from sim.host import read_counts
from sim.host.process import ROOT

BOARD = json.loads(Path(__file__).with_name("board_4759851.json").read_text())
NEAR = 0.15

# Of the emulated chip: from reset to the console without a link.
BOOT_READS = 40_500
# The first command of the console: the dearest of those that were tried.
FIRST_COMMAND_READS = 2_670


@pytest.fixture(scope="module")
def counts():
    return json.loads(read_counts.count(json.dumps(BOARD["files"])))


def reads(counts, *modules):
    return sum(counts["modules"][module][0] for module in modules)


def test_the_boot_reads_the_flash_as_often_as_the_emulated_chip_did(counts):
    built_in = BOARD["looked_for"] * counts["missing"]
    assert reads(counts, *BOARD["boot"]) + built_in == pytest.approx(BOOT_READS, rel=NEAR)


def test_so_does_the_first_command_of_the_console(counts):
    services = "firmware.services"
    loaded = (f"{services}.console_commands", f"{services}.field", f"{services}.field.shows")
    assert reads(counts, *loaded) == pytest.approx(FIRST_COMMAND_READS, rel=NEAR)


def test_a_source_file_counts_as_what_the_board_gets_of_it(tmp_path):
    for name in ("boot.py", "main.py", "firmware/core.py", "lib/there.mpy"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x" * 1_000)
    counts = json.loads(read_counts.counted(tmp_path).read_text())
    sizes = {name: size for name, (_, size) in counts["modules"].items()}
    assert sizes == {"boot": 1_000, "main": 1_000, "firmware.core": 385, "there": 1_000}


def test_what_was_counted_is_kept_for_the_next_charger(tmp_path, monkeypatch):
    first = read_counts.counted(ROOT)
    monkeypatch.setattr(read_counts, "count", lambda _: pytest.fail("it was counted again"))
    assert read_counts.counted(ROOT) == first
