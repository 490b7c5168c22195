"""Finding 7: a file that is missing or damaged keeps no car from charging, but for a few; the
charger says which it is. `python -m tests.damage` tries every file."""

import shutil

import pytest

from sim.host.process import DEVICE
from tests.damage.cells import Cell, cells, charge, commissioned, damage, live, visited

CHARGE = (
    Cell("firmware/app.mpy", "cut"),
    Cell("firmware/app_link.mpy", "cut"),
    Cell("firmware/said.txt", "missing"),
)
EARLY_IN_THE_LIST = "firmware/absent.mpy"  # a file a minute
STAY_OPEN = (Cell("boot.py", "missing"), Cell("main.py", "missing"))


@pytest.fixture(scope="module")
def flash(tmp_path_factory):
    return commissioned(tmp_path_factory.mktemp("whole"), DEVICE)


def test_7_every_file_of_the_program_is_a_cell():
    assert len(cells(DEVICE)) > 100
    assert {*CHARGE, *STAY_OPEN} <= {*cells(DEVICE)}


@pytest.mark.parametrize("cell", CHARGE, ids=lambda cell: cell.name)
def test_7_without_it_the_car_charges_and_the_charger_says_so(tmp_path, flash, cell):
    outcome = live(tmp_path / "damaged", DEVICE, flash, cell)
    assert outcome.charges and cell.name in outcome.said
    assert "run `make flash` again" in outcome.said


@pytest.mark.parametrize("cell", STAY_OPEN, ids=lambda cell: cell.name)
def test_7_without_it_nothing_closes(tmp_path, flash, cell):
    assert not live(tmp_path / "damaged", DEVICE, flash, cell).charges


def test_7_what_is_damaged_at_rest_is_found_and_the_next_start_does_without(tmp_path, flash):
    device = tmp_path / "device"
    shutil.copytree(DEVICE, device)
    with visited(tmp_path / "rest", device, flash) as site:
        site.charger.advance_ms(10_000)
        damage(device / EARLY_IN_THE_LIST, "cut")
        site.charger.advance_until(lambda now: now.boots == 2, 240, "the start without it")
        outcome = charge(site)
    assert outcome.charges and EARLY_IN_THE_LIST in outcome.said
