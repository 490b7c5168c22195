"""Reads the project's own code and fails on a breach of its architecture."""

import pytest

from tests.architecture import rules
from tests.architecture.source import ROOT, python_modules, text_files

TEXTS = text_files(ROOT)
MODULES = python_modules(TEXTS)


@pytest.mark.parametrize("rule", rules.PER_MODULE, ids=lambda rule: rule.__name__)
def test_every_module_keeps(rule):
    assert [breach for module in MODULES for breach in rule(module)] == []


def test_one_line_closes_the_contactor():
    assert list(rules.one_closing_line(MODULES)) == []


def test_no_file_names_a_path_of_one_machine():
    breaches = [rules.no_machine_paths(path, text) for path, text in TEXTS.items()]
    assert [breach for found in breaches for breach in found] == []


def test_the_rules_see_this_file():
    assert "tests/architecture/test_rooms.py" in {module.path for module in MODULES}
