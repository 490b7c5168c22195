"""What the build did, for people and `tools.cable.traceback`: which function got which name."""

import ast
from collections.abc import Iterator
from typing import Any

from tools.pack.files.assemble import Assembled
from tools.pack.naming.naming import Fixed
from tools.pack.program import Module
from tools.pack.symbols import kind, leaf, module_of, names_in

# A function of the board's file: its new name, whose it is, and the names that it uses.
Function = tuple[str, str, list[str]]

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def functions(
    file: Assembled,
    names: dict[str, str],
    program: dict[str, Module],
    shared: dict[str, dict[str, str]],
) -> list[Function]:
    """Every function of a file, before its names are written into it. `shared`: as
    tools.pack.less.joined.Shared."""
    return [
        (_short(node, names), f"{program[module].path} {path}", _used(node))
        for statement in file.body
        for module, path, node in _found(statement, shared)
        if module in program
    ]


def _found(
    statement: ast.stmt, shared: dict[str, dict[str, str]]
) -> Iterator[tuple[str, str, Any]]:
    if isinstance(statement, _FUNCTIONS):
        yield from _with_inner(statement, module_of(statement.name), leaf(statement.name))
    elif isinstance(statement, ast.ClassDef):
        owners = shared.get(statement.name, {})
        for method in (inner for inner in statement.body if isinstance(inner, _FUNCTIONS)):
            owner = owners.get(method.name, statement.name)
            yield from _with_inner(method, module_of(owner), f"{leaf(owner)}.{leaf(method.name)}")


def _with_inner(node: Any, module: str, path: str) -> Iterator[tuple[str, str, Any]]:
    yield module, path, node
    for inside, inner in _below(node, path):
        yield module, inside, inner


def _below(outer: ast.AST, path: str) -> Iterator[tuple[str, Any]]:
    for child in ast.iter_child_nodes(outer):
        inside = path
        if isinstance(child, _FUNCTIONS):
            inside = f"{path}.{leaf(child.name)}"
            yield inside, child
        yield from _below(child, inside)


def _short(node: Any, names: dict[str, str]) -> str:
    return names.get(node.name, f"l_{leaf(node.name)}")


def _used(node: ast.AST) -> list[str]:
    return sorted({part for name in names_in(node) for part in leaf(name).split(".")} - {""})


def renamed(names: dict[str, str]) -> dict[str, str]:
    """What has another name on the board: as `g:module:name`, `a:name`, `f:module:class:name`."""
    return {
        symbol: name
        for symbol, name in sorted(names.items())
        if kind(symbol) in ("g", "a", "f") and leaf(symbol) != name
    }


def kept(fixed: Fixed, files: list[Assembled]) -> dict[str, list[str]]:
    """Why which names stay."""
    used = {name for file in files for name in names_in(*file.body)}
    attributes = {leaf(name) for name in used if kind(name) == "a"}
    return {
        "equal to a text": sorted(attributes & fixed.texts),
        "the interpreter's, or nobody's here": sorted(
            (attributes & fixed.attributes) - fixed.texts
        ),
        "named in calls": sorted({leaf(n) for n in used if kind(n) == "k"} & fixed.keywords),
        "exceptions, and asked for by cable": sorted(
            leaf(symbol) for symbol in fixed.pinned & used
        ),
    }
