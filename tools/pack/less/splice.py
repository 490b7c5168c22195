"""A function's body in the place of its only call, if both are simple enough.

The call, awaited if need be, is a statement of its own, or what is assigned or returned, or what
an `if` asks; the function takes no defaults, yields and imports nothing, and has no functions in
it. Its returns become what the caller does with the value; those of a call that is returned stay.
A function that is one expression can be anywhere.
"""

import ast
from collections.abc import Callable
from copy import deepcopy

from tools.pack.symbols import kind, leaf, names_in

_Sink = Callable[[ast.expr | None], list[ast.stmt]]

# An import among them: what it brings is often forgotten at the function's end.
_TOO_MUCH = (
    *(ast.Import, ast.ImportFrom),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    *(ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal),
)
_SELF = "p:0"
_VALUE = "l:value"


class CannotSplice(Exception):
    """The function stays a function."""


def spliced(caller: ast.FunctionDef, function: ast.FunctionDef) -> list[ast.stmt]:
    """The caller's body with the function's in it; neither is changed. Raises CannotSplice."""
    if function.decorator_list or any(isinstance(n, _TOO_MUCH) for n in _inside(function)):
        raise CannotSplice
    splicer = _Splicer(caller, function)
    body = splicer.body(deepcopy(caller.body))
    if not splicer.done:
        raise CannotSplice
    return body


def is_expression(function: ast.FunctionDef) -> bool:
    """All that it does is to return one, and that can stand elsewhere."""
    is_one = len(function.body) == 1 and isinstance(function.body[0], ast.Return)
    plain = not (
        function.decorator_list or any(isinstance(n, _TOO_MUCH) for n in _inside(function))
    )
    return is_one and plain and isinstance(function, ast.FunctionDef)


def with_expression(caller: ast.FunctionDef, function: ast.FunctionDef) -> list[ast.stmt]:
    """The caller's body with such a function's expression for its calls. Raises CannotSplice."""
    placer = _Placer(_Splicer(caller, function))
    return [placer.visit(statement) for statement in deepcopy(caller.body)]


def _inside(function: ast.FunctionDef) -> list[ast.AST]:
    return [node for statement in function.body for node in ast.walk(statement)]


class _Splicer:
    def __init__(self, caller: ast.FunctionDef, function: ast.FunctionDef) -> None:
        self.done = False
        self._function = function
        self._taken = set(names_in(caller))

    def body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for statement in statements:
            made += self._statement(statement)
        return made

    def _statement(self, statement: ast.stmt) -> list[ast.stmt]:
        if isinstance(statement, ast.Return) and self._is_call(statement.value):
            return self._returned(statement.value)  # type: ignore[arg-type]
        if isinstance(statement, ast.Expr) and self._is_call(statement.value):
            return self._unreturned(statement.value, _dropped)
        if isinstance(statement, ast.Assign) and self._is_call(statement.value):
            targets = statement.targets
            return self._unreturned(statement.value, lambda v: [_assigned(targets, v)])
        if isinstance(statement, ast.If) and not self.done:
            asked = self._asked(statement)
            if asked:
                return asked
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for field in ("body", "orelse", "finalbody"):
                if isinstance(inner := getattr(statement, field, None), list):
                    setattr(statement, field, self.body(inner))
            for handler in getattr(statement, "handlers", ()):
                handler.body = self.body(handler.body)
        return [statement]

    def _asked(self, statement: ast.If) -> list[ast.stmt]:
        test = statement.test
        inverted = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        call = test.operand if inverted else test  # type: ignore[attr-defined]
        if not self._is_call(call):
            return []
        value = self._new(_VALUE)
        before = self._unreturned(call, lambda v: [_assigned([_store(value)], v)])
        asked: ast.expr = ast.Name(value, ast.Load())
        statement.test = ast.UnaryOp(ast.Not(), asked) if inverted else asked
        return [*before, statement]

    def _is_call(self, node: ast.expr | None) -> bool:
        if isinstance(self._function, ast.AsyncFunctionDef):
            return isinstance(node, ast.Await) and self.calls(node.value)
        return self.calls(node)

    def calls(self, node: ast.AST | None) -> bool:
        """It is a call of the function."""
        called = node.func if isinstance(node, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return bool(name == self._function.name)

    def expression(self, call: ast.Call) -> ast.expr:
        """What it returns, for what this call gives it."""
        *before, returned = self._bound(call)
        if before:
            raise CannotSplice
        return returned.value or ast.Constant(None)  # type: ignore[attr-defined]

    # Its returns are the caller's.
    def _returned(self, call: ast.expr) -> list[ast.stmt]:
        body = self._bound(call)
        return body if _ends(body) else [*body, ast.Return(None)]

    def _unreturned(self, call: ast.expr, sink: _Sink) -> list[ast.stmt]:
        body = self._bound(call)
        bound = len(body) - len(self._function.body)
        return [*body[:bound], *_without_returns(body[bound:], sink)] or [ast.Pass()]

    # What it takes gets a name of its own, unless it is a name or a constant that nobody changes.
    def _bound(self, awaited: ast.expr) -> list[ast.stmt]:
        self.done = True
        call: ast.Call = awaited.value if isinstance(awaited, ast.Await) else awaited  # type: ignore[assignment]
        given = self._given(call)
        body = deepcopy(self._function.body)
        changed = _changed(body)
        values: dict[str, ast.expr] = {}
        before: list[ast.stmt] = []
        for parameter, value in given.items():
            if _is_steady(value) and parameter not in changed:
                values[parameter] = value
            else:
                name = self._new(f"l:{leaf(parameter)}")
                before.append(_assigned([_store(name)], value))
                values[parameter] = ast.Name(name, ast.Load())
        for name in sorted(changed - values.keys()):
            values[name] = ast.Name(self._new(name), ast.Load())
        return [*before, *map(_Renamed(values).visit, body)]

    def _given(self, call: ast.Call) -> dict[str, ast.expr]:
        """Parameter -> what the call gives for it, in the call's order."""
        takes = self._function.args
        names = [argument.arg for argument in (*takes.args, *takes.kwonlyargs)]
        by_place = list(call.args)
        if kind(self._function.name) == "f":
            by_place.insert(0, ast.Name(_SELF, ast.Load()))
        given = dict(zip(names, by_place, strict=False))
        given.update({f"k:{word.arg}": word.value for word in call.keywords})
        odd = takes.vararg or takes.kwarg or takes.posonlyargs
        starred = any(isinstance(argument, ast.Starred) for argument in by_place)
        if odd or starred or given.keys() != set(names):
            raise CannotSplice
        return given

    def _new(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


class _Placer(ast.NodeTransformer):
    def __init__(self, splicer: _Splicer) -> None:
        self._splicer = splicer

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return self._splicer.expression(node) if self._splicer.calls(node) else node


# A name of the caller's may change while the body runs only if it is told to: that has others.
def _is_steady(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Name) and kind(value.id) in ("l", "p", "k", "")
    )


def _changed(body: list[ast.stmt]) -> set[str]:
    nodes = [node for statement in body for node in ast.walk(statement)]
    names = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    names |= {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}
    names |= {n.asname or n.name for n in nodes if isinstance(n, ast.alias)}
    return {name for name in names if kind(name) in ("l", "p", "k", "")}


class _Renamed(ast.NodeTransformer):
    def __init__(self, values: dict[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id)
        if isinstance(node.ctx, ast.Load) or value is None:
            return node if value is None else deepcopy(value)
        return ast.Name(value.id, node.ctx)  # type: ignore[attr-defined]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = self._name(node.name)
        return self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.alias:
        if node.asname:
            node.asname = self._name(node.asname)
        return node

    def _name(self, name: str | None) -> str | None:
        value = self._values.get(name or "")
        return value.id if isinstance(value, ast.Name) else name


def _without_returns(body: list[ast.stmt], sink: _Sink) -> list[ast.stmt]:
    """`sink` in the place of every return, and at the end."""
    for at, statement in enumerate(body):
        if isinstance(statement, ast.Return):
            return [*body[:at], *sink(statement.value)]
        if not any(isinstance(node, ast.Return) for node in ast.walk(statement)):
            continue
        if not isinstance(statement, ast.If):
            raise CannotSplice
        return [*body[:at], _both(statement, body[at + 1 :], sink)]
    return [*body, *sink(None)]


# What follows goes into the branch that does not return.
def _both(statement: ast.If, rest: list[ast.stmt], sink: _Sink) -> ast.stmt:
    then, other = statement.body, statement.orelse
    if _ends(then):
        other = [*other, *rest]
    elif _ends(other):
        then = [*then, *rest]
    elif rest:
        raise CannotSplice
    made = ast.If(statement.test, _without_returns(then, sink), _without_returns(other, sink))
    made.body = made.body or [ast.Pass()]
    return made


def _ends(body: list[ast.stmt]) -> bool:
    """Nothing after it is come to."""
    last = body[-1] if body else None
    if isinstance(last, ast.If):
        return _ends(last.body) and _ends(last.orelse)
    return isinstance(last, ast.Return | ast.Raise)


def _store(name: str) -> ast.expr:
    return ast.Name(name, ast.Store())


def _assigned(targets: list[ast.expr], value: ast.expr | None) -> ast.stmt:
    return ast.Assign(deepcopy(targets), value or ast.Constant(None))


# A name or a constant by itself does nothing.
def _dropped(value: ast.expr | None) -> list[ast.stmt]:
    idle = value is None or isinstance(value, ast.Constant | ast.Name)
    return [] if idle else [ast.Expr(value)]  # type: ignore[arg-type]
