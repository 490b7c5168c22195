"""What an import statement binds: a module of ours, a name of one, or something of the board's."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from tools.pack.program import STARTERS, Module


class Binding(NamedTuple):
    """`module`: dotted; `name`: of what is taken from it, None for the module itself.

    `ours`: the module is part of the program. `top`: all that it binds is the first package.
    """

    module: str
    name: str | None
    ours: bool

    @property
    def is_module(self) -> bool:
        return self.ours and self.name is None


def bindings(
    node: ast.Import | ast.ImportFrom, module: Module, program: dict[str, Module]
) -> Iterator[tuple[str, Binding]]:
    """(name bound, what to) of an import statement; raises PackError."""
    if isinstance(node, ast.Import):
        yield from _of_import(node, module, program)
        return
    if node.level or node.module is None:
        raise module.refuse(node, "a relative import: name the module whole")
    for alias in node.names:
        if alias.name == "*":
            raise module.refuse(node, "import *: nobody can tell what it binds; name what is used")
        yield alias.asname or alias.name, _from(node.module, alias.name, node, module, program)


def _of_import(
    node: ast.Import, module: Module, program: dict[str, Module]
) -> Iterator[tuple[str, Binding]]:
    for alias in node.names:
        if "." in alias.name and alias.asname is None:
            raise module.refuse(node, f"import {alias.name}: write `from ... import ...`")
        yield alias.asname or alias.name, Binding(alias.name, None, _is_ours(alias.name, program))


def _from(
    package: str, name: str, node: ast.AST, module: Module, program: dict[str, Module]
) -> Binding:
    whole = f"{package}.{name}"
    if _is_ours(whole, program):
        return Binding(whole, None, True)
    if _is_ours(package, program):
        return Binding(package, name, True)
    if any(known.startswith(package + ".") for known in program):
        raise module.refuse(node, f"{whole} is no module of the program")
    return Binding(package, name, False)


# `import boot` runs the file again, as the chip's start does: it is nobody's module.
def _is_ours(name: str, program: dict[str, Module]) -> bool:
    return name in program and name not in STARTERS
