"""docs/faults.md says what the fault table says."""

from pathlib import Path

from firmware.core.protection.faults import FAULTS, GRACEFUL

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
_ANY = 1_000


def _rows():
    for line in _PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].startswith("`"):
            yield cells[0].strip("`"), cells


def test_every_fault_has_its_row_and_no_other_has():
    assert [code for code, _ in _rows()] == list(FAULTS)


def test_class_and_retries_are_those_of_the_table():
    for code, (_, _, severity, retry, retries, ends, outlasts) in _rows():
        wanted_class, retry_s, wanted_retries, ends_by, outlasts_power = FAULTS[code]
        assert severity == ("graceful" if wanted_class == GRACEFUL else "now"), code
        assert retry == (f"{retry_s} s" if wanted_retries else "-"), code
        assert retries == ("any" if wanted_retries > _ANY else str(wanted_retries)), code
        assert ("console" in ends) == (ends_by == 1), code
        assert outlasts == ("resets and mains cuts" if outlasts_power else "resets"), code
