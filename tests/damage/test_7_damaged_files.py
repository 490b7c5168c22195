"""Finding 7: a file that is missing or damaged keeps no car from charging, but for a few; the
charger says which it is. `python -m tests.damage` tries every file."""

import pytest

from sim.host.process import DEVICE
from tests.damage.cells import Cell, cells, commissioned, live

CHARGE = (
    Cell("firmware/app.mpy", "cut"),
    Cell("firmware/app_link.mpy", "cut"),
    Cell("firmware/link_file.mpy", "missing"),
    Cell("firmware/said.txt", "missing"),
)
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
