"""The gauge takes the simulator off the heap: a board without a charger has next to nothing."""

import pytest

from bench.chip import builds, fit, life
from bench.chip.gauge import read
from tools import build
from tools.fetched import interpreter32

_IDLE = "import time\nwhile True:\n    time.sleep(1)\n"
_AT_MOST_BYTES = 4_096  # the lines above, and what the simulator has made since
_A_PIECE_BYTES = 20_000
_SMALL_BYTES, _SMALLEST_BYTES = 96_000, 77_184  # the least of make chip-fit
_IMPORTS_AT_MOST_BYTES = 79_500


@pytest.fixture(autouse=True)
def on_32_bits(monkeypatch):
    assert interpreter32.main() == 0
    monkeypatch.setenv("MICROPYTHON", str(interpreter32.launcher()))


@pytest.fixture
def board(tmp_path):
    """Starts a board that runs this main.py."""
    (tmp_path / "boot.py").write_text("")

    def start(main):
        (tmp_path / "main.py").write_text(main)
        return life.site(tmp_path)

    return start


def test_what_the_charger_imports_stays_well_below_what_it_was(tmp_path):
    assert life.imports(builds.now(tmp_path).device)["imports"] <= _IMPORTS_AT_MOST_BYTES


def test_without_a_charger_next_to_nothing_is_in_use(board):
    with board(_IDLE) as here:
        here.charger.advance_ms(2_000)
        assert 0 <= read(here.charger).live <= _AT_MOST_BYTES


def test_what_the_program_keeps_is_counted_in_full(board):
    with board(f"kept = bytearray({_A_PIECE_BYTES})\n" + _IDLE) as here:
        here.charger.advance_ms(2_000)
        live = read(here.charger).live
        assert _A_PIECE_BYTES <= live <= _A_PIECE_BYTES + _AT_MOST_BYTES


@pytest.mark.parametrize("heap_bytes", [_SMALL_BYTES, _SMALLEST_BYTES])
def test_on_a_small_heap_a_car_charges_and_what_is_left_out_is_said(heap_bytes):
    found = fit.fit(build.fresh(), heap_bytes)
    assert found.charges and found.starts == 1
    assert found.says.startswith("no link, no console, no records: ")
    assert "bytes of memory are too few" in found.says
