"""Where the program has time to read what it says from the flash.

Inside the functions of the services but for the control loop, and of the modules straight in
firmware/; elsewhere only in what is raised. So a control step, which raises nothing, never does. A
text that `%` fills is left out: what is said when the flash fails has no place to fill.
"""

import ast
from collections.abc import Iterable

from tools.pack.program import Module

_SERVICES = "firmware.services."
# The control loop of firmware.app, and that of firmware.bare (tools.pack.files.apart).
_STEPS = ("firmware.services.control", "firmware.services.bare_control")


class Spoken(ast.NodeVisitor):
    """`ids`: of the nodes that are there."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.ids: set[int] = set()
        self._everywhere = self._inside = self._raised = False
        for module in modules:
            self._everywhere = _says(module.name)
            self.visit(module.tree)

    def visit(self, node: ast.AST) -> None:
        if self._inside and (self._everywhere or self._raised):
            self.ids.add(id(node))
        super().visit(node)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before, self._inside = self._inside, True
        for statement in node.body:
            self.visit(statement)
        self._inside = before

    visit_FunctionDef = visit_AsyncFunctionDef = _visit_function

    def visit_Raise(self, node: ast.Raise) -> None:
        before, self._raised = self._raised, True
        self.generic_visit(node)
        self._raised = before

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not isinstance(node.op, ast.Mod):
            self.visit(node.left)
        self.visit(node.right)

    # Its pieces of text are nothing by themselves.
    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for piece in node.values:
            if isinstance(piece, ast.FormattedValue):
                self.visit(piece)


def _says(name: str) -> bool:
    is_wiring = name.startswith("firmware.") and name.count(".") == 1
    return (name.startswith(_SERVICES) and name not in _STEPS) or is_wiring
