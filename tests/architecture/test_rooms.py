"""Reads the project's own code and fails on a breach of its architecture."""

import pytest

from tests.architecture import doors, rules
from tests.architecture.source import ROOT, imports, python_modules, text_files

TEXTS = text_files(ROOT)
MODULES = python_modules(TEXTS)
_FILES = 12


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


def test_no_files_import_each_other():
    assert list(doors.circles(MODULES)) == []


def test_every_open_door_is_used():
    used = {(room, other) for module in MODULES for room, other in _entries(module)}
    wide = {(room, other) for room in doors.DOORS for other in doors.DOORS if room != other}
    opened = {pair for pair in wide if doors.may_enter(*pair) and "*" not in doors.DOORS[pair[0]]}
    assert opened - used == set()


def _entries(module):
    room = doors.room_of(module.path)
    for _, name in imports(module) if room else ():
        other = doors.room_of(name.replace(".", "/"))
        if other and other != room:
            yield room, other


@pytest.mark.parametrize("top", ("firmware", "sim", "tools", "bench", "tests"))
def test_a_room_has_about_a_dozen_files(top):
    folders = {path.parent for path in (ROOT / top).rglob("*.py")}
    crowded = [
        folder.relative_to(ROOT).as_posix()
        for folder in folders
        if len([path for path in folder.glob("*.*") if path.name != "__init__.py"]) > _FILES
    ]
    assert crowded == []


def test_the_page_shows_the_same_doors():
    page = TEXTS["docs/architecture.md"]
    rows = [
        f"| `{room}` | {', '.join(_shown(door) for door in opened) or 'none'} |"
        for room, opened in doors.DOORS.items()
    ]
    assert [row for row in rows if row not in page] == []


def _shown(door):
    return {"*": "all", "": "`firmware`"}.get(door, f"`{door}`")
