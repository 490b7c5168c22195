"""A board's traceback is told in the names of the source."""

import json

import pytest

from tools.cable.traceback import Names

FUNCTIONS = {
    "main.py": [["end", "main.py end", []]],
    "app": [
        ["run", "firmware/app.py run", ["App", "run"]],
        ["bl", "firmware/core/charger.py Charger.step", ["_look"]],
        ["bl", "firmware/services/memory/logbook.py Logbook.step", ["_write"]],
        ["name", "firmware/core/charger.py Charger._look", ["burst"]],
        ["name", "firmware/services/memory/logbook.py Logbook._write", ["append"]],
        ["list", "firmware/services/memory/session_files.py append", []],
        ["__init__", "firmware/core/plan/plan.py Plan.__init__", []],
        ["__init__", "firmware/app.py App.__init__", ["Plan"]],
    ],
}
RENAMED = {"a:offered_ma": "bL", "f:firmware.core.pilot.plateaus:Pilot:_reads": "bL"}


def traceback(*lines):
    frames = (f'  File "{file}", line 1, in {name}\n' for file, name in lines)
    return "Traceback (most recent call last):\n" + "".join(frames) + "OSError: 28\n"


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "names.json"
    path.write_text(json.dumps({"functions": FUNCTIONS, "renamed": RENAMED}))
    return Names(path)


def test_a_function_is_told_with_its_file_and_class(names):
    told = names.translated(traceback(("app", "list")))
    assert '  File "firmware/services/memory/session_files.py", in append\nOSError: 28\n' in told


def test_the_calls_tell_which_of_several_it_was(names):
    app = "app"
    told = names.translated(traceback((app, "bl"), (app, "name"), (app, "list")))
    assert told.splitlines()[1:3] == [
        '  File "firmware/services/memory/logbook.py", in Logbook.step',
        '  File "firmware/services/memory/logbook.py", in Logbook._write',
    ]


def test_a_class_is_called_by_its_name(names):
    app = "app"
    told = names.translated(traceback((app, "run"), (app, "__init__"), (app, "__init__")))
    assert [line.split(" in ")[1] for line in told.splitlines()[1:4]] == [
        "run",
        "App.__init__",
        "Plan.__init__",
    ]


def test_what_cannot_be_told_apart_is_told_in_full(names):
    told = names.translated(traceback(("app", "bl")))
    assert told.splitlines()[1:3] == [
        '  File "firmware/core/charger.py", in Charger.step',
        '  or File "firmware/services/memory/logbook.py", in Logbook.step',
    ]


def test_a_short_name_in_an_error_s_text_is_told(names):
    told = names.translated("AttributeError: 'Plan' object has no attribute 'bL'")
    assert told.endswith("no attribute 'bL' (_reads or offered_ma)")


def test_other_lines_stay(names):
    text = traceback(("asyncio/core.py", "run"), ("main.py", "<module>"))
    assert names.translated(text) == text


def test_without_a_build_nothing_is_told(tmp_path):
    text = traceback(("app", "list"))
    assert Names(tmp_path / "none.json").translated(text) == text
