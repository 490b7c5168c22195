"""The text of each of the board's files as a tree, its names still symbols."""

import ast
from typing import NamedTuple

from tools.pack.files.graph import File
from tools.pack.meaning.qualify import OnDemand
from tools.pack.program import STARTERS, Module
from tools.pack.symbols import defined_by, kind, leaf, module_of, names_in


class Assembled(NamedTuple):
    """A file of the board: `file` its name and modules, `body` its statements."""

    file: File
    body: list[ast.stmt]


class Homes:
    """In which file each module is."""

    def __init__(self, files: list[File]) -> None:
        self._files = {module: file for file in files for module in file.modules}

    def of(self, module: str) -> File | None:
        return self._files.get(module)

    # What is always there is not forgotten.
    def forgettable(self, module: str) -> str | None:
        file = self.of(module)
        return None if file is None or file.always else file.name


def assembled(program: dict[str, Module], files: list[File], homes: Homes) -> list[Assembled]:
    """The starters first, then the files as they come."""
    starters = [File(name, (name,)) for name in STARTERS if name in program]
    return [Assembled(file, _body(program, file, homes)) for file in starters + files]


def _body(program: dict[str, Module], file: File, homes: Homes) -> list[ast.stmt]:
    body: list[ast.stmt] = []
    for name in file.modules:
        loads = _Loads(file, homes, program[name])
        for statement in program[name].tree.body:
            made = loads.visit(statement)
            body += made if isinstance(made, list) else [made]
    body = [statement for statement in body if not isinstance(statement, ast.Pass)]
    if file.name in STARTERS:
        return body
    return [*_head(body, file, homes), *body]


# What a file takes from the interpreter, then what from other files of the board.
def _head(body: list[ast.stmt], file: File, homes: Homes) -> list[ast.stmt]:
    used = dict.fromkeys(name for statement in body for name in names_in(statement))
    defined = {symbol for statement in body for symbol in defined_by(statement)}
    head: list[ast.stmt] = []
    for symbol in used:
        if symbol in defined:
            continue
        if kind(symbol) == "x":
            head.append(_external(symbol))
        elif kind(symbol) == "v":
            head.append(_import_value(_home(homes, symbol), symbol))
        elif kind(symbol) == "g" and _home(homes, symbol) is not file:
            head.append(_import(_home(homes, symbol), [(symbol, symbol)]))
    return head


def _home(homes: Homes, symbol: str) -> File:
    home = homes.of(module_of(symbol))
    if home is None:
        raise KeyError(symbol)
    return home


def _external(symbol: str) -> ast.stmt:
    _, module, name = symbol.split(":")
    if not name:
        return ast.Import([ast.alias(module, symbol)])
    return ast.ImportFrom(module, [ast.alias(name, symbol)], 0)


def _import(file: File, names: list[tuple[str, str]]) -> ast.stmt:
    return ast.ImportFrom(file.name, [ast.alias(*pair) for pair in names], 0)


def _import_value(file: File, local: str) -> ast.stmt:
    package, _, name = file.name.rpartition(".")
    alias = ast.alias(name, local)
    return ast.ImportFrom(package, [alias], 0) if package else ast.Import([alias])


class _Loads(ast.NodeTransformer):
    """Writes the imports on demand, and gives what they bring its local name."""

    def __init__(self, file: File, homes: Homes, module: Module) -> None:
        self._file = file
        self._homes = homes
        # Before any is changed: a constant in its place needs no import any more.
        self._symbols = set(names_in(module.tree))

    def _is_here(self, module: str) -> bool:
        home = self._homes.of(module)
        if home is None or self._file.name in STARTERS:
            return False
        rank = self._file.always
        return home is self._file or bool(home.always and (not rank or home.always < rank))

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if kind(node.id) == "i":
            here = self._is_here(module_of(node.id))
            node.id = "g" + node.id[1:] if here else _local(node.id)
        return node

    def visit_OnDemand(self, node: OnDemand) -> ast.stmt | list[ast.stmt]:
        statements = [
            s for name, b in node.wanted.items() for s in self._loaded(node, name, b.module)
        ]
        return statements or ast.Pass()

    def _loaded(self, load: OnDemand, name: str, module: str) -> list[ast.stmt]:
        home = self._homes.of(module)
        if load.scope is None:
            top = self._at_top(module)
            return [_import(home, top)] if home is not None and top else []
        brought = load.scope.brought.get(module, set())
        pairs: dict[File, list[tuple[str, str]]] = {}
        for symbol in sorted(brought & self._symbols):
            if not self._is_here(module_of(symbol)):
                pair = ("g" + symbol[1:], _local(symbol))
                pairs.setdefault(_home(self._homes, symbol), []).append(pair)
        statements = [_import(file, names) for file, names in pairs.items()]
        if home is not None and name in load.scope.values:
            statements.append(_import_value(home, f"l:{name}"))
        elif home is not None and not brought and not self._is_here(module):
            statements.append(ast.Import([ast.alias(home.name, f"l:{name}")]))
        return statements

    def _at_top(self, module: str) -> list[tuple[str, str]]:
        return sorted((s, s) for s in self._symbols if kind(s) == "g" and module_of(s) == module)


def _local(symbol: str) -> str:
    return f"l:{module_of(symbol).rsplit('.', 1)[-1]}_{leaf(symbol)}"
