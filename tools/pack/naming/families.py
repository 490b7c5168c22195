"""Attributes that only their own class's `self` uses: other classes may use the same new name.

A family is a class with its bases and what is derived from it. One that derives from a class of
the interpreter is left alone: nobody here knows what that one uses.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tools.pack.symbols import kind, leaf

_SELF = "p:0"
_UNBOUND = ("staticmethod", "classmethod")


class Families:
    """`members`: family -> the attributes that its classes bind or its `self` uses."""

    def __init__(self, bodies: Iterable[list[ast.stmt]]) -> None:
        statements = [statement for body in bodies for statement in body]
        self._classes = {s.name: s for s in statements if isinstance(s, ast.ClassDef)}
        self.of = {name: self._root(name) for name in self._classes}
        self.members: dict[str, set[str]] = defaultdict(set)
        self.open = {self.of[name] for name in self._classes if self._is_open(name)}
        own: set[int] = set()
        for name, node in self._classes.items():
            for inner in _own_attributes(node):
                own.add(id(inner))
                self.members[self.of[name]].add(_name(inner))
        self.outside, self.stored_outside = _uses_outside(statements, own)
        self.own = own

    def _root(self, name: str) -> str:
        bases = [b.id for b in self._classes[name].bases if isinstance(b, ast.Name)]
        ours = [base for base in bases if base in self._classes]
        return self._root(ours[0]) if ours else name

    def _is_open(self, name: str) -> bool:
        bases = self._classes[name].bases
        return len(bases) > 1 or any(
            not isinstance(b, ast.Name) or b.id not in self._classes for b in bases
        )

    def private(self, fixed: set[str]) -> set[tuple[str, str]]:
        """(family, attribute) of what may have a name of the family's own."""
        return {
            (family, name)
            for family, names in self.members.items()
            for name in names
            if family not in self.open
            and name not in self.outside
            and leaf(name) not in fixed
            and not leaf(name).startswith("__")
        }


# What a class's own statements bind, and what its methods use of `self`.
def _own_attributes(node: ast.ClassDef) -> Iterator[ast.AST]:
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement
            unbound = [d.id for d in statement.decorator_list if isinstance(d, ast.Name)]
            if not any(name in _UNBOUND for name in unbound):
                yield from _of_self(statement)
        else:
            yield from (n for n in ast.walk(statement) if _is_class_name(n))
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in statement.decorator_list + statement.args.defaults:
                yield from (n for n in ast.walk(part) if _is_class_name(n))


def _is_class_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and kind(node.id) == "a"


def _of_self(function: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == _SELF:
                yield node


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else node.name  # type: ignore[attr-defined]


def _uses_outside(statements: list[ast.stmt], own: set[int]) -> tuple[set[str], set[str]]:
    used, stored = set(), set()
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and id(node) not in own:
                used.add(node.attr)
                if not isinstance(node.ctx, ast.Load):
                    stored.add(node.attr)
    return used, stored


def mark(
    families: Families, bodies: Iterable[list[ast.stmt]], private: set[tuple[str, str]]
) -> None:
    """Changes the trees: `a:<name>` becomes `f:<class>:<name>` where it is private."""
    for body in bodies:
        for statement in body:
            if not isinstance(statement, ast.ClassDef):
                continue
            family = families.of[statement.name]
            for node in list(_own_attributes(statement)):
                if (family, _name(node)) in private:
                    _set_name(node, f"f:{family[2:]}:{leaf(_name(node))}")


def _set_name(node: ast.AST, name: str) -> None:
    field = {ast.Attribute: "attr", ast.Name: "id"}.get(type(node), "name")
    setattr(node, field, name)
