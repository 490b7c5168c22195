"""Puts the board's numbers into boot.py, which then needs no other file of ours.

It is to find the outputs at any time: while a release is being put in place there is no firmware/
for a moment, and on a board with a frozen program a folder of that name on flash hides it.
"""

import ast
import re
from pathlib import Path

_IMPORT = "from firmware import board\n"
_NAME = re.compile(r"\bboard\.([A-Z][A-Z0-9_]*)")


def numbers(board: Path) -> dict[str, object]:
    """What a board's file says, by name."""
    tree = ast.parse(board.read_text(encoding="utf-8"), str(board))
    return {
        target.id: ast.literal_eval(_bare(node.value))
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


# const(25) -> 25
def _bare(value: ast.expr) -> ast.expr:
    return value.args[0] if isinstance(value, ast.Call) else value


def put_in(text: str, board: Path) -> str:
    """`text` with the numbers of the file `board`; raises KeyError where that lacks one."""
    known = numbers(board)
    return _NAME.sub(lambda name: repr(known[name[1]]), text.replace(_IMPORT, ""))
