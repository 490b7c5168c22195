"""How many words a function's frame takes on the chip, reckoned on the safe side.

As CPython counts local names and the depth of the stack; MicroPython needs three words more in
every loop over something, and three for every `try`. Eleven words lie on the C stack
(VM_MAX_STATE_ON_STACK, py/objfun.c), more come from the heap.
"""

import ast
from types import CodeType

_ON_STACK_WORDS = 11
_NESTED_WORDS = 3
_NESTING = (ast.For, ast.AsyncFor, ast.Try, ast.With, ast.AsyncWith)


def fits(function: ast.FunctionDef) -> bool:
    """It lies on the stack."""
    return words(function) <= _ON_STACK_WORDS


def words(function: ast.stmt) -> int:
    """Of the frame; at most."""
    module = ast.fix_missing_locations(ast.Module([function], []))
    code = next(c for c in compile(module, "", "exec").co_consts if isinstance(c, CodeType))
    return code.co_nlocals + code.co_stacksize + _NESTED_WORDS * _depth(function)


def _depth(node: ast.AST) -> int:
    inside = max(map(_depth, ast.iter_child_nodes(node)), default=0)
    return inside + isinstance(node, _NESTING)
