"""Give the charger for little memory modules of its own: it is loaded in the other one's place.

`firmware.bare` and `firmware.app` need much of the same. Were that one file, each would carry what
only the other asks of it. So what the former needs, and main.py has not loaded before, is copied:
a copy of `firmware.core.evse` is `firmware.core.bare_evse`. That costs flash, and no heap.
"""

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

from tools.pack.meaning.bindings import bindings
from tools.pack.program import STARTERS, Module

BARE = "firmware.bare"
_MAIN = "main"
_PREFIX = "bare_"


class Apart(NamedTuple):
    """Names of modules: `own` are those that only `firmware.bare` has, `shared` what else is
    loaded when it runs."""

    own: set[str]
    shared: set[str]


def set_apart(program: dict[str, Module]) -> Apart:
    """Adds the copies to the program."""
    shared = {*STARTERS, *_reached(program, _before(program), inner=False)}
    if BARE not in program:
        return Apart(set(), shared)
    needed = [name for name in _reached(program, [BARE], inner=True) if name not in shared]
    copies = {name: _copied(name) for name in needed if name != BARE}
    own = {BARE: program[BARE]} | {
        copied: program[name]._replace(name=copied, tree=copy.deepcopy(program[name].tree))
        for name, copied in copies.items()
    }
    for module in own.values():
        _Redirected(copies).visit(module.tree)
    program.update(own)
    return Apart(set(own), shared)


def _copied(name: str) -> str:
    package, _, last = name.rpartition(".")
    return f"{package}.{_PREFIX}{last}"


# What main.py has loaded when it comes to choose.
def _before(program: dict[str, Module]) -> list[str]:
    main = program[_MAIN]
    nodes = [node for node in main.tree.body if isinstance(node, ast.ImportFrom)]
    return [b.module for node in nodes for _, b in bindings(node, main, program) if b.ours]


def _reached(program: dict[str, Module], roots: list[str], inner: bool) -> Iterator[str]:
    """All that the roots import; with `inner` what their functions do, too."""
    waiting, seen = list(roots), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        module = program[name]
        for node in ast.walk(module.tree) if inner else module.tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found = (binding for _, binding in bindings(node, module, program))
                waiting += [binding.module for binding in found if binding.ours]


class _Redirected(ast.NodeTransformer):
    """Imports, and the texts that name a module to forget it, say the copy's name."""

    def __init__(self, copies: dict[str, str]) -> None:
        self._copies = copies

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.ImportFrom]:
        made = []
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            if name in self._copies:
                package, _, last = self._copies[name].rpartition(".")
                made.append(_import(package, last, alias.asname or alias.name))
            else:
                package = self._copies.get(str(node.module), str(node.module))
                made.append(_import(package, alias.name, alias.asname))
        return made

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str) and node.value in self._copies:
            return ast.Constant(self._copies[node.value])
        return node


def _import(package: str, name: str, local: str | None) -> ast.ImportFrom:
    return ast.ImportFrom(package, [ast.alias(name, local)], 0)
