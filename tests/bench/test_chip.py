"""What `make chip-heap` reckons: tables of names, the smallest heap, and what is above a bar."""

import pytest

from bench.chip import fit
from bench.chip.__main__ import above, lines, row
from bench.chip.gauge import table_bytes
from bench.chip.installer import answer
from bench.chip.life import only_imports
from bench.chip.smallest import least

FITS = {"group": row(50, 100), "peak_everything": row(100_000, 212_000)}


# As micropython.qstr_info() told them, text taken off, at these counts.
@pytest.mark.parametrize(
    ("names", "taken"), [(0, 0), (2, 176), (1_211, 9_008), (2_326, 18_000), (2_748, 35_952)]
)
def test_tables_of_names_take_what_the_interpreter_says(names, taken):
    assert table_bytes(names) == taken


@pytest.mark.parametrize("needed", [1, 9, 10, 11, 99, 100])
def test_the_smallest_heap_is_found_to_a_step(needed):
    found = least(lambda size: size >= needed, 0, 100, 10)
    assert found - 10 < needed <= found


def test_what_is_within_its_bars_is_not_told():
    assert above(FITS) == []


def test_a_ratio_above_its_bar_is_told():
    assert above({**FITS, "group": row(59, 100)}) == [
        "group is 0.590 of what it was, more than 0.58"
    ]


def test_a_peak_beyond_the_chip_is_told_in_bytes():
    assert above({**FITS, "peak_everything": row(112_001, 400_000)}) == [
        "peak_everything is 112,001 bytes, more than 112,000"
    ]


def test_the_table_shows_each_row_beside_its_bar():
    assert lines(FITS)[1].split() == ["group", "50", "100", "0.500", "0.58"]


def test_the_table_of_fits_takes_the_place_of_the_one_before():
    page = f"above\n{fit.BEGIN}\nold\n{fit.END}\nbelow"
    text = fit.written(page, [fit.Fit(112_000, True, False, 3, "no link")])
    assert "| 112,000 | yes | no | 3 | no link |" in text
    assert "old" not in text
    assert text.startswith("above\n") and text.endswith("\nbelow")


def test_of_main_only_the_imports_of_the_program_are_kept():
    main = "from machine import Pin\ntry:\n    from firmware import app\nfinally:\n    app.run()\n"
    kept = only_imports(main).splitlines()
    assert "from firmware import app" in kept
    assert not any("machine" in line or "run" in line for line in kept)


def test_the_installer_answers_what_must_be_answered_and_keeps_the_rest():
    assert answer("Breaker of this circuit, in A: ") == "40"
    assert answer("Time zone of this place [UTC0]: ") == ""
