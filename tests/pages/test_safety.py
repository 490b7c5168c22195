"""docs/safety.md names every test file that holds an invariant, and no other."""

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = _ROOT / "docs" / "safety.md"
_INVARIANTS = range(1, 11)


def _named():
    """Invariant -> the files that the page names for it."""
    sections = re.split(r"^### I(\d+) .*$", _PAGE.read_text(), flags=re.MULTILINE)[1:]
    lists = {}
    for number, text in zip(sections[::2], sections[1::2], strict=True):
        (line,) = re.findall(r"^Tests: (.*)$", text, re.MULTILINE)
        lists[int(number)] = set(re.findall(r"`([\w/.]+)`", line))
    return lists


def _there():
    """Invariant -> the files with a test that has its number in its name."""
    lists = {number: set() for number in _INVARIANTS}
    for path in (_ROOT / "tests").rglob("*.py"):
        for numbers in re.findall(r"^(?:async )?def test((?:_i\d+)+)_", path.read_text(), re.M):
            for number in re.findall(r"\d+", numbers):
                lists[int(number)].add(path.relative_to(_ROOT / "tests").as_posix())
    return lists


def test_every_invariant_has_its_section_and_its_tests():
    assert _named() == _there()
    assert all(_there().values())
