"""Texts that name things: modules to forget, and attributes asked for by name."""

import ast
from collections.abc import Callable

from tools.pack.naming.words import words
from tools.pack.program import STARTERS, Module
from tools.pack.symbols import kind

_BY_NAME = ("getattr", "setattr", "hasattr", "delattr")
_FORGET = ("g:firmware.forget:forget", "g:firmware.bare_forget:forget")
_UNDECIDABLE = ("eval", "exec", "globals", "locals", "vars", "dir", "__import__")


def texts(program: dict[str, Module]) -> set[str]:
    """Every string of the program."""
    return {
        node.value
        for module in program.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def refuse_made_names(module: Module) -> None:
    """A name put together at run time may be anything: raises PackError."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in _UNDECIDABLE:
            raise module.refuse(node, f"{node.func.id}(): nobody can tell what names it needs")
        if node.func.id in _BY_NAME and any(map(_is_made, ast.walk(node.args[1]))):
            raise module.refuse(node, f"{node.func.id}() of a name put together: write it whole")


def _is_made(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp | ast.JoinedStr) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def forgotten(program: dict[str, Module]) -> set[str]:
    """The modules that the program names in its texts, all of them to forget them."""
    return texts(program) & set(program)


class _Renamed(ast.NodeTransformer):
    """`file_of`: the new name of a module; None where it is always there, or nowhere."""

    def __init__(
        self, module: Module, program: dict[str, Module], file_of: Callable[[str], str | None]
    ) -> None:
        self._module = module
        self._program = program
        self._file_of = file_of

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        if not (node.elts and all(self._module_in(item) for item in node.elts)):
            return self.generic_visit(node)
        node.elts = self._files(node.elts)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in _FORGET:
            named = [item for item in node.args if self._module_in(item)]
            others = [self.visit(item) for item in node.args if not self._module_in(item)]
            node.args = [*others, *self._files(named)]
            return node
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        name = self._module_in(node)
        if name and self._file_of(name) != name:
            raise self._module.refuse(node, f"{name!r} is a module's name: only to forget it")
        return node

    def _files(self, items: list[ast.expr]) -> list[ast.expr]:
        names = (self._file_of(self._module_in(item)) for item in items)
        return [ast.Constant(name) for name in dict.fromkeys(names) if name]

    # The module, or package of modules, that a string names; empty for any other node.
    def _module_in(self, node: ast.expr) -> str:
        name = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(name, str):
            return ""
        if name in self._program and name not in STARTERS:
            return name
        if "." in name and any(known.startswith(name + ".") for known in self._program):
            return name
        if name.startswith("firmware.") and name.replace(".", "_").isidentifier():
            raise self._module.refuse(node, f"{name!r} is no module of the program")
        return ""


def rename_modules(
    module: Module, program: dict[str, Module], file_of: Callable[[str], str | None]
) -> None:
    """Changes the tree: what it forgets are the board's files; raises PackError."""
    _Renamed(module, program, file_of).visit(module.tree)


def keyword_names(program: dict[str, Module]) -> set[str]:
    """The names that calls give to arguments."""
    return {
        node.arg
        for module in program.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg
    }


def outside_keywords(program: dict[str, Module]) -> set[str]:
    """Those given where the interpreter may take them: to what may not be ours."""
    image = {f"a:{name}" for name in words("rom_names.txt") + words("board_names.txt")}
    found = set()
    for module in program.values():
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and not _is_ours(call.func, image):
                found |= {word.arg for word in call.keywords if word.arg}
    return found


def _is_ours(called: ast.expr, image: set[str]) -> bool:
    if isinstance(called, ast.Attribute):
        return called.attr not in image
    return isinstance(called, ast.Name) and kind(called.id) in ("g", "i", "l", "p", "k")


def plain_names(program: dict[str, Module]) -> set[str]:
    """What is called as the interpreter calls it: built-in names."""
    return {
        node.id
        for module in program.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and not kind(node.id)
    }
