"""What `make diag` makes of what a board tells, or fails to tell."""

import json
from contextlib import contextmanager

import pytest

from tests.tools.cable.field_rig import FolderBoard, write
from tools.cable import diag
from tools.summary import summary

FACTS = {"implementation": "micropython", "version": [1, 29, 0], "chip_id": "a1b2c3"}
APP = """
import json
def bundle():
    for name, document in {sections}:
        print(json.dumps(dict(name=name, document=document)))
    {end}
"""
SECTIONS = [
    ("link", {"id": "garage-1", "broker": {"host": "", "password": None}}),
    ("state", {"charging": False, "fault": None}),
    ("log", [[n, "boot", "power"] for n in range(20)]),
    ("black_box", ["ms,coil", "20,1"]),
]


@pytest.fixture
def board(tmp_path):
    """Returns board(end, **files): a charger's folder; its bundle() does `end` at its end."""

    def make(end="pass", **files):
        app = {"firmware/app.py": APP.format(sections=SECTIONS, end=end)} if end else {}
        return FolderBoard(write(tmp_path / "board", {"main.py": "x", **app, **files}))

    return make


def test_the_bundle_is_the_program_s_own(board):
    bundle = diag.collect(board(), FACTS)
    assert bundle["id"] == "garage-1"
    assert bundle["trouble"] is None
    assert bundle["sections"]["state"] == {"charging": False, "fault": None}
    assert bundle["interpreter"] == FACTS


def test_a_bundle_that_breaks_off_keeps_what_was_told(board):
    bundle = diag.collect(board(end="raise MemoryError('no room')"), FACTS)
    assert bundle["trouble"] == "MemoryError: no room"
    assert {"state", "memory", "flash", "files main.py"} <= bundle["sections"].keys()


def test_a_board_without_program_tells_what_it_is(board):
    bundle = diag.collect(board(end=None), FACTS)
    assert bundle["id"] == "a1b2c3"
    assert "ImportError" in bundle["trouble"]
    assert bundle["sections"]["files main.py"] == {"main.py": 1}


def test_of_a_bare_board_s_data_only_names_and_sizes_leave(board):
    secret = '{"wifi": {"password": "sesame-open"}}'
    bundle = diag.collect(board(end=None, **{"data/link.json": secret}), FACTS)
    assert bundle["sections"]["files data"] == {"data/link.json": len(secret)}
    assert "sesame" not in json.dumps(bundle)


@pytest.fixture
def fetched(board, tmp_path, monkeypatch):
    """Returns fetched(**files): the files that a diagnosis of this board writes."""

    def diagnose(**files):
        @contextmanager
        def visit(_port):
            yield board(**files), FACTS

        monkeypatch.setattr(diag, "visit", visit)
        return diag.diagnose("port", tmp_path / "diag")

    return diagnose


def test_bundle_summary_and_black_box_are_written(fetched, capsys):
    bundle, text, black_box = fetched()
    assert json.loads(bundle.read_text())["id"] == "garage-1"
    assert text.read_text() in capsys.readouterr().out
    assert black_box.read_text() == "ms,coil\n20,1\n"
    assert bundle.name.startswith("garage-1-2")


def test_traces_are_copied_beside_them(fetched):
    files = {"data/traces/0.csv": "ms\n1\n", "data/traces/0.csv.new": "half"}
    *_, trace = fetched(**files)
    assert (trace.name, trace.read_text()) == ("0.csv", "ms\n1\n")


def test_an_id_cannot_lead_out_of_the_folder():
    assert diag._file_name("../../etc/x") == "______etc_x"
    assert diag._file_name("") == "charger"


def test_the_summary_reads_as_lines():
    bundle = {"id": "g", "taken": "T", "trouble": None, "interpreter": {"platform": "esp32"}}
    sections = dict(SECTIONS)
    lines = summary({**bundle, "sections": sections}, []).splitlines()
    assert lines[0] == "Charger g, T"
    assert "  charging                 no" in lines
    assert "  broker                   host , password -" in lines
    assert "  (the last 12 of 20)" in lines
    assert "  19  boot  power" in lines
    assert lines[-1] == "  none: it has not tripped"


def test_the_summary_tells_first_what_went_wrong():
    bundle = {"id": "g", "taken": "T", "trouble": "MemoryError", "interpreter": {}}
    lines = summary({**bundle, "sections": {}}, []).splitlines()
    assert "(MemoryError)" in lines[1]
    assert "make flash" in lines[1]
