"""Let go of what only starting needs: it runs once, and would stay on the heap for ever.

A file says where its start is over: `_start_is_over()`, which does nothing in the source. Before
that statement stands what starts the charger. A function is only starting's if all that is
said of it is that it is called there, and a class if all that is said of it is that it is made
there; what these do is starting, too. Then its constructor is set to None, and it is deleted, as
is every other name at the top of the file that nobody is going to use. The table of those names
would stay as large as it was: it is filled anew.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tools.pack.files.assemble import Assembled
from tools.pack.naming.families import Families
from tools.pack.symbols import defined_by, kind, names_in

OVER = tuple(f"g:firmware.{name}:_start_is_over" for name in ("app", "app_link", "bare"))

_INIT = "a:__init__"
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef

PLAIN = {"dict", "globals"}  # built-in names of these lines

# Nothing else runs between the last two.
_FILL_ANEW = """\
l_all = globals()
l_kept = dict(l_all)
l_all.clear()
l_all.update(l_kept)
"""

_GIVES_WAY = (ast.Await, ast.Yield, ast.YieldFrom)
_LATER = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.GeneratorExp,
)


def let_go(files: list[Assembled], families: Families, kept: set[str]) -> list[str]:
    """Fills in what ends the start. -> what it lets go, sorted. `kept`: symbols that somebody may
    ask for."""
    let_go_of: list[str] = []
    for file in files:
        for statement in file.body:
            if isinstance(statement, ast.FunctionDef) and statement.name in OVER:
                start = _Start(file, statement.name, _uses(files), families)
                found = sorted(start.found())
                others = _named_by([other for other in files if other is not file])
                unused = sorted(start.unused(set(found)) - others - kept)
                statement.body = start.dropped(found, unused) if found else statement.body
                let_go_of += found
    return let_go_of


def _uses(files: list[Assembled]) -> Counter[str]:
    uses = Counter(name for file in files for name in names_in(*file.body))
    nodes = (n for file in files for statement in file.body for n in ast.walk(statement))
    uses.update(node.name for node in nodes if isinstance(node, ast.alias))
    return uses


def _named_by(files: list[Assembled]) -> set[str]:
    return set(_uses(files))


class _Start:
    def __init__(self, file: Assembled, over: str, uses: Counter[str], families: Families) -> None:
        self._file = file
        self._over = over
        self._uses = uses
        self._families = families
        self._tops = {
            s.name: s for s in file.body if isinstance(s, ast.FunctionDef | ast.ClassDef)
        }
        self._methods: dict[str, tuple[str, ast.FunctionDef]] = {}
        for name, node in self._tops.items():
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(inner, ast.FunctionDef) and kind(inner.name) == "f":
                    self._methods[inner.name] = (name, inner)

    def found(self) -> set[str]:
        """The symbols of functions, methods and classes."""
        called: Counter[str] = Counter(_calls(self._before_the_end()))
        found: set[str] = set()
        while True:
            more = {s: body for s in called.keys() - found if (body := self._body(s, called))}
            if not more:
                return found
            found |= more.keys()
            for body in more.values():
                called.update(_calls(body))

    # What it does, if nothing else names it: a name is there once more where it is defined. What
    # gives way in its middle goes on later.
    def _body(self, symbol: str, called: Counter[str]) -> list[ast.stmt] | None:
        if self._uses[symbol] != called[symbol] + 1:
            return None
        if symbol in self._methods:
            node: ast.AST | None = self._methods[symbol][1]
        else:
            node = self._tops.get(symbol)
        if isinstance(node, ast.ClassDef):
            node = _constructor(node) if self._families.of[symbol] == symbol else None
        gives_way = node is None or any(isinstance(n, _GIVES_WAY) for n in ast.walk(node))
        return None if gives_way else node.body  # type: ignore[union-attr]

    def _before_the_end(self) -> list[ast.stmt]:
        for top in self._tops.values():
            for at, statement in enumerate(top.body):
                if self._over in _calls([statement]):
                    return top.body[:at]
        return []

    def unused(self, found: set[str]) -> set[str]:
        """The names at the top of the file that nothing there is going to use: beside what is
        found, what has run."""
        used = {name for body in self._to_run(found) for name in names_in(*body)}
        tops = {name for statement in self._file.body for name in _bound_by(statement)}
        return tops - used - {self._over}

    def _to_run(self, found: set[str]) -> Iterator[list[Any]]:
        over = self._before_the_end()
        for top in self._file.body:
            for node in top.body if isinstance(top, ast.ClassDef) else [top]:
                owner = top if getattr(node, "name", "") == _INIT else node
                if isinstance(node, _FUNCTIONS) and owner.name not in found:  # type: ignore[attr-defined]
                    yield [statement for statement in node.body if statement not in over]
                else:
                    inside = (inner for inner in ast.walk(node) if inner is not node)
                    yield [inner for inner in inside if isinstance(inner, _LATER)]

    # A method that is deleted would leave its place in the class's table.
    def dropped(self, found: list[str], unused: list[str]) -> list[ast.stmt]:
        """The statements that let them go, and last the function that holds these statements."""
        targets: list[ast.expr] = []
        for symbol in found:
            if symbol in self._methods:
                targets.append(_attribute(self._methods[symbol][0], symbol))
            elif isinstance(self._tops[symbol], ast.ClassDef):
                targets.append(_attribute(symbol, _INIT))
        stores: list[ast.stmt] = [ast.Assign([target], ast.Constant(None)) for target in targets]
        going = [*unused, self._over]
        deletes: list[ast.stmt] = [ast.Delete([ast.Name(name, ast.Del())]) for name in going]
        return [ast.Global(going), *stores, *deletes, *ast.parse(_FILL_ANEW).body]


def _attribute(owner: str, name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name(owner, ast.Load()), name, ast.Store())


# What a function or a generator inside it calls, it may call later.
def _calls(body: Iterable[ast.AST]) -> Iterator[str]:
    for node in body:
        if isinstance(node, _LATER):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
        yield from _calls(ast.iter_child_nodes(node))


def _bound_by(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in statement.names}
    return defined_by(statement)


def _constructor(node: ast.ClassDef) -> ast.FunctionDef | None:
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and inner.name == _INIT:
            return inner
    return None
