"""Put the values of constants where they are used, in whichever module they stand.

A constant is bound once, at the top of a module, to what can be reckoned here: numbers, texts and
bytes shorter than 40, None, true, false, and const() of these. Longer texts stay in one place.
What starts the program gets tuples, too: it has to do without the modules that hold them. So does
the only place that asks for one.
"""

import ast
import operator
from collections import Counter
from collections.abc import Callable
from typing import Any

from tools.pack.program import STARTERS, Module
from tools.pack.symbols import kind

_TEXT_MAX = 40
_CONST = "x:micropython:const"
_NONE = object()  # no value: None is one

_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}


class Constants:
    """`value(symbol)` of every constant of the program; `stored`: attributes set from outside."""

    def __init__(self, program: dict[str, Module]) -> None:
        names = [
            node
            for module in program.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name)
        ]
        stores = Counter(node.id for node in names if not isinstance(node.ctx, ast.Load))
        self._loads = Counter("g" + n.id[1:] for n in names if isinstance(n.ctx, ast.Load))
        self._stored = {
            node.attr
            for module in program.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
        }
        self._nodes: dict[str, ast.expr] = {}
        for module in program.values():
            for statement in module.tree.body:
                symbol = _bound(statement)
                if symbol and stores[symbol] == 1 and not self._is_stored(symbol):
                    self._nodes[symbol] = statement.value  # type: ignore[attr-defined]
        self._values: dict[str, Any] = {}

    def _is_stored(self, symbol: str) -> bool:
        return "a:" + symbol.rsplit(":", 1)[1] in self._stored

    def is_asked_once(self, symbol: str) -> bool:
        return self._loads["g" + symbol[1:]] == 1

    def value(self, symbol: str) -> Any:
        """What `g:` or `i:` symbol stands for; _NONE where that cannot be reckoned."""
        symbol = "g" + symbol[1:]
        if symbol not in self._values:
            self._values[symbol] = _NONE
            if symbol in self._nodes:
                self._values[symbol] = self.reckoned(self._nodes[symbol])
        return self._values[symbol]

    def reckoned(self, node: ast.expr) -> Any:
        """The value of an expression, or _NONE."""
        if isinstance(node, ast.Constant):
            return _NONE if node.value is Ellipsis else node.value
        if isinstance(node, ast.Name):
            return self.value(node.id) if kind(node.id) in ("g", "i") else _NONE
        if isinstance(node, ast.Call):
            return self._of_const(node)
        if isinstance(node, ast.Tuple):
            values = [self.reckoned(item) for item in node.elts]
            return _NONE if _NONE in values else tuple(values)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            value = self.reckoned(node.operand)
            return -value if _is_number(value) else _NONE
        return self._of_two(node) if isinstance(node, ast.BinOp) else _NONE

    def _of_const(self, node: ast.Call) -> Any:
        is_const = isinstance(node.func, ast.Name) and node.func.id == _CONST
        return self.reckoned(node.args[0]) if is_const else _NONE

    def _of_two(self, node: ast.BinOp) -> Any:
        left, right = self.reckoned(node.left), self.reckoned(node.right)
        reckon = _OPERATORS.get(type(node.op))
        if reckon is None or not (_is_number(left) and _is_number(right)):
            return _NONE
        return reckon(left, right)


def _bound(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        return target.id if isinstance(target, ast.Name) else None
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def folded(program: dict[str, Module]) -> None:
    """Changes the trees: constants in place, and no branch that they rule out."""
    for module in program.values():
        module.tree.body = [one for statement in module.tree.body for one in _apart(statement)]
    constants = Constants(program)
    for module in program.values():
        starts = module.name in STARTERS
        _Folder(constants, starts).visit(module.tree)
        if starts:
            module.tree.body = [s for s in module.tree.body if not _is_done(s, constants)]


# `OPEN, CLOSED = "open", "closed"`: each for itself.
def _apart(statement: ast.stmt) -> list[ast.stmt]:
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Tuple):
        return [statement]
    targets, values = statement.targets[0], statement.value.elts
    if not isinstance(targets, ast.Tuple) or not all(isinstance(v, ast.Constant) for v in values):
        return [statement]
    return [
        ast.copy_location(ast.Assign([target], value), statement)
        for target, value in zip(targets.elts, values, strict=True)
    ]


# In what starts the program it would stay: nobody tells which of its names others want.
def _is_done(statement: ast.stmt, constants: Constants) -> bool:
    symbol = _bound(statement)
    value = constants.value(symbol) if symbol else _NONE
    return isinstance(value, int | tuple)


class _Folder(ast.NodeTransformer):
    def __init__(self, constants: Constants, tuples: bool) -> None:
        self._constants = constants
        self._tuples = tuples

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or kind(node.id) not in ("g", "i"):
            return node
        value = self._constants.value(node.id)
        if value is _NONE or not self._fits(value, self._constants.is_asked_once(node.id)):
            return node
        return ast.copy_location(ast.parse(repr(value), mode="eval").body, node)

    def _fits(self, value: Any, once: bool) -> bool:
        if isinstance(value, str | bytes):
            return len(value) < _TEXT_MAX
        return once or self._tuples or not isinstance(value, tuple)

    # const() of what can be reckoned has done its work.
    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        is_const = isinstance(node.func, ast.Name) and node.func.id == _CONST
        return node.args[0] if is_const else node

    def visit_If(self, node: ast.If) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        truth = _truth(node.test)
        if truth is None:
            return node
        return (node.body if truth else node.orelse) or [ast.Pass()]

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        truth = _truth(node.test)
        return node if truth is None else node.body if truth else node.orelse


def _truth(test: ast.expr) -> bool | None:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Constant):
        right = test.comparators[0]
        if len(test.ops) == 1 and isinstance(right, ast.Constant) and right.value is None:
            same = test.left.value is None
            return {ast.Is: same, ast.IsNot: not same}.get(type(test.ops[0]))
    return None
