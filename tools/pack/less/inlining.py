"""Write a function that is called in one place only into that place: forty bytes each.

A method of its own class's `self`, or a function of the same module; what it takes is given by
position. tools.pack.less.splice says in which places and of which functions that can be done. A
frame that fitted on the stack still fits there, for a control step takes nothing from the heap.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from tools.pack.files.assemble import Assembled
from tools.pack.less.frame import fits, words
from tools.pack.less.splice import CannotSplice, is_expression, spliced, with_expression
from tools.pack.symbols import kind, leaf, module_of, names_in

_SELF = "p:0"
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef

# A function, and the list of statements that it is defined in.
_Defined = tuple[ast.FunctionDef, list[ast.stmt]]


def inline(files: list[Assembled], kept: set[str]) -> list[str]:
    """Changes the bodies. -> the symbols of what is no function any more, sorted. `kept`: names
    that somebody may ask for."""
    done: list[str] = []
    while found := _pass(files, kept):
        done += found
    return sorted(done)


def _pass(files: list[Assembled], kept: set[str]) -> list[str]:
    uses = Counter(name for file in files for name in names_in(*file.body))
    nodes = (n for file in files for statement in file.body for n in ast.walk(statement))
    uses.update(node.name for node in nodes if isinstance(node, ast.alias))
    done: list[str] = []
    for file in files:
        found = {
            symbol: defined
            for symbol, defined in _defined(file.body)
            if uses[symbol] == 2 and not kept & {symbol, leaf(symbol)}
        }
        for caller, home, module in _callers(file.body):
            for symbol in [name for name in dict.fromkeys(_called(caller)) if name in found]:
                function, owner = found[symbol]
                near = owner is home if kind(symbol) == "f" else _is_near(function, module)
                if near and function is not caller and _written_into(caller, function):
                    owner.remove(function)
                    done.append(symbol)
    return done


def _defined(body: list[ast.stmt]) -> Iterator[tuple[str, _Defined]]:
    for statement in body:
        if isinstance(statement, _FUNCTIONS):
            yield statement.name, (statement, body)  # type: ignore[misc]
        for inner in statement.body if isinstance(statement, ast.ClassDef) else []:
            if isinstance(inner, _FUNCTIONS) and kind(inner.name) == "f":
                yield inner.name, (inner, statement.body)  # type: ignore[misc,attr-defined]


# A traceback is told by what may call what, and a private name is called at home only.
def _is_near(function: ast.FunctionDef, module: str) -> bool:
    if module_of(function.name) == module:
        return True
    named = {name for name in names_in(function) if kind(name) in ("g", "i")}
    return not any(leaf(name).startswith("_") for name in named)


# Every function, the list that it is defined in, and its module.
def _callers(body: list[ast.stmt]) -> Iterator[tuple[ast.FunctionDef, list[ast.stmt], str]]:
    for statement in body:
        if isinstance(statement, _FUNCTIONS) and kind(statement.name):
            yield statement, body, module_of(statement.name)  # type: ignore[misc]
        for inner in statement.body if isinstance(statement, ast.ClassDef) else []:
            if isinstance(inner, _FUNCTIONS):
                yield inner, statement.body, module_of(statement.name)  # type: ignore[misc,attr-defined]


# An async function's frame is on the heap whatever it is; but one that goes on for ever would hold
# what the other has long done with.
def _written_into(caller: ast.FunctionDef, function: ast.FunctionDef) -> bool:
    try:
        place = with_expression if is_expression(function) else spliced
        body = place(caller, function)
    except CannotSplice:
        return False
    if isinstance(caller, ast.AsyncFunctionDef):
        written = not any(isinstance(node, ast.While) for node in ast.walk(caller))
    else:
        written = _fits_as_before(caller, body)
    if written:
        caller.body = body
    return written


def _fits_as_before(caller: ast.FunctionDef, body: list[ast.stmt]) -> bool:
    made = type(caller)(**{**vars(caller), "body": body})
    return fits(made) or not fits(caller) or words(made) <= words(caller)


def _called(caller: ast.FunctionDef) -> list[str]:
    found = []
    for node in ast.walk(caller):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.append(node.func.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            if isinstance(receiver, ast.Name) and receiver.id == _SELF:
                found.append(node.func.attr)
    return found
