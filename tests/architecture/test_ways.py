"""The ways through the house that docs/architecture.md tells are walked: each step is a function
that exists, and the one above calls it."""

import ast
import re
from typing import Any

import pytest

from tests.architecture.source import ROOT, last_name

_PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_STEP = re.compile(r"^( *)- `([\w/]+): ([\w.]+)`", re.MULTILINE)
_INDENT = 2


def steps():
    """`(depth, room/file, function)` in the page's order."""
    return [(len(gap) // _INDENT, file, name) for gap, file, name in _STEP.findall(_PAGE)]


def calls():
    """Pairs `(caller, called)`, each `(room/file, function)`."""
    found: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    above: list[tuple[str, ...]] = []
    for depth, *step in steps():
        del above[depth:]
        if above:
            found.append((above[-1], tuple(step)))
        above.append(tuple(step))
    return found


def function(file, name):
    node: Any = ast.parse((ROOT / "firmware" / f"{file}.py").read_text(encoding="utf-8"))
    for part in name.split("."):
        (node,) = [inner for inner in node.body if getattr(inner, "name", None) == part]
    return node


def called_in(node):
    return {last_name(c.func).lstrip("_") for c in ast.walk(node) if isinstance(c, ast.Call)}


@pytest.mark.parametrize("file, name", [step[1:] for step in steps()])
def test_each_step_of_a_way_is_a_function(file, name):
    assert function(file, name).name == name.rsplit(".", 1)[-1]


@pytest.mark.parametrize("caller, called", calls())
def test_each_step_calls_the_next(caller, called):
    assert called[1].rsplit(".", 1)[-1].lstrip("_") in called_in(function(*caller))


def test_both_ways_are_told_to_their_end():
    told = {name for _, _, name in steps()}
    assert {"ControlPilot.sample", "Contactor.close"} <= told
    assert {"Connection.read_packet", "ControlPilot.drive"} <= told
