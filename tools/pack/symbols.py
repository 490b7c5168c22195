"""What a name in the program stands for, written into the tree in the name's place.

`firmware.core.pilot.plateaus:Pilot` is no Python name, so nothing can mistake it for one:

    g:<module>:<name>   a name at the top of one of the program's modules
    i:<module>:<name>   the same, imported inside a function: a local name there
    v:<module>          a module itself, as a value
    x:<module>:<name>   a name of the interpreter's modules, or with no <name> the module
    a:<name>            an attribute
    f:<class>:<name>    an attribute that only its own class's `self` uses
    p:<number>          a parameter, by its place: nobody names it in a call
    k:<name>            a parameter that calls name
    l:<name>            any other local name

All else is as it was: built-in names, and the names that calls give to arguments.
"""

import ast
from collections.abc import Iterator

_FIELDS = {
    ast.Name: "id",
    ast.Attribute: "attr",
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
}


def kind(name: str) -> str:
    """The letter of a symbol; empty for a plain name."""
    return name[0] if name[1:2] == ":" else ""


def module_of(symbol: str) -> str:
    return symbol.split(":")[1]


def leaf(symbol: str) -> str:
    """The name as the source has it."""
    return symbol.rsplit(":", 1)[-1]


def names_in(*nodes: ast.AST) -> Iterator[str]:
    """Every symbol and plain name below the nodes, as often as it is there."""
    for node in nodes:
        for inner in ast.walk(node):
            field = _FIELDS.get(type(inner))
            if field is not None and (name := getattr(inner, field)):
                yield name
            elif isinstance(inner, ast.Nonlocal):
                yield from inner.names


def defined_by(statement: ast.stmt) -> set[str]:
    """The symbols that a statement at the top of a module binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    stores = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
    return {n.id for n in stores if not isinstance(n.ctx, ast.Load) and kind(n.id) in ("g", "x")}


def definitions(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """Symbol -> the last statement that binds it."""
    return {symbol: statement for statement in body for symbol in defined_by(statement)}
