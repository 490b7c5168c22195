"""Write the names that symbols were given into the trees."""

import ast
from typing import Any

from tools.pack.symbols import kind, leaf


class Renamer(ast.NodeTransformer):
    """Changes a tree; `names`: symbol -> name. Local names keep theirs, marked."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def _name(self, symbol: str) -> str:
        if kind(symbol) == "l":
            return f"l_{leaf(symbol)}"
        return self._names[symbol] if kind(symbol) else symbol

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._name(node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        node.attr = self._name(node.attr)
        return self._inside(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._name(node.arg)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        node.arg = node.arg and self._names.get(f"k:{node.arg}", node.arg)
        return self._inside(node)

    def visit_alias(self, node: ast.alias) -> ast.alias:
        node.name = self._name(node.name)
        if node.asname:
            node.asname = self._name(node.asname)
            if node.asname == node.name:
                node.asname = None
        return node

    def _named(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.AST:
        node.name = self._name(node.name)
        return self._inside(node)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _named

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.name:
            node.name = self._name(node.name)
        return self._inside(node)

    def _names_said(self, node: ast.Nonlocal | ast.Global) -> ast.AST:
        node.names = [self._name(name) for name in node.names]
        return node

    visit_Nonlocal = visit_Global = _names_said

    def _inside(self, node: Any) -> Any:
        self.generic_visit(node)
        return node
