"""The gauge takes the simulator off the heap: a board without a charger has next to nothing."""

import pytest

from bench.chip import life
from bench.chip.gauge import read
from tools import interpreter32

_IDLE = "import time\nwhile True:\n    time.sleep(1)\n"
_AT_MOST_BYTES = 4_096  # the lines above, and what the simulator has made since
_A_PIECE_BYTES = 20_000


@pytest.fixture
def board(tmp_path, monkeypatch):
    """Starts a board that runs this main.py, on the 32-bit interpreter."""
    assert interpreter32.main() == 0
    monkeypatch.setenv("MICROPYTHON", str(interpreter32.launcher()))
    (tmp_path / "boot.py").write_text("")

    def start(main):
        (tmp_path / "main.py").write_text(main)
        return life.site(tmp_path)

    return start


def test_without_a_charger_next_to_nothing_is_in_use(board):
    with board(_IDLE) as here:
        here.charger.advance_ms(2_000)
        assert 0 <= read(here.charger).live <= _AT_MOST_BYTES


def test_what_the_program_keeps_is_counted_in_full(board):
    with board(f"kept = bytearray({_A_PIECE_BYTES})\n" + _IDLE) as here:
        here.charger.advance_ms(2_000)
        live = read(here.charger).live
        assert _A_PIECE_BYTES <= live <= _A_PIECE_BYTES + _AT_MOST_BYTES
