"""Let a file's commonest names come first in it: of a name's number the first 128 take one byte.

mpy-cross numbers names as it meets them, those of attributes before all others. So the file begins
with a statement that is never come to and asks for them one of the other.
"""

import ast
from collections import Counter

_ONE_BYTE = 127  # the first number is the file's own name
_LOCAL = "l_"


def with_commonest_first(body: list[ast.stmt]) -> list[ast.stmt]:
    """The body, its names final, with that statement before it."""
    common = [name for name, uses in _uses(body).most_common(_ONE_BYTE) if uses > 1]
    if len(common) < _ONE_BYTE:
        return body  # all its names have small numbers
    own_name: ast.expr = ast.Name("__name__", ast.Load())
    named: ast.expr = own_name
    for name in common:
        named = ast.Attribute(named, name, ast.Load())
    return [ast.If(ast.UnaryOp(ast.Not(), own_name), [ast.Expr(named)], []), *body]


# What is local to a function has no name in its bytecode, but for arguments, once.
def _uses(body: list[ast.stmt]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for statement in body:
        _count(statement, frozenset(), counted)
    return counted


def _count(node: ast.AST, local: frozenset[str], counted: Counter[str]) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = {inner.arg for inner in ast.walk(node.args) if isinstance(inner, ast.arg)}
        counted.update(arguments)
        local = local | arguments
    for name in _names(node):
        if name not in local and not name.startswith(_LOCAL):
            counted[name] += 1
    for child in ast.iter_child_nodes(node):
        _count(child, local, counted)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if node.value.isidentifier() else []
    return [node.arg] if isinstance(node, ast.keyword) and node.arg else []
