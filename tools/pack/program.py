"""The program as modules: every Python file of firmware/ and lib/, and the two that start it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.device import CompileError

# MicroPython runs these by name, each by itself.
STARTERS = ("boot", "main")

_ROOMS = ("firmware", "lib")


class PackError(CompileError):
    """The build cannot decide something; the text begins with the file and line to change."""


class Module(NamedTuple):
    """`name` is dotted, as it is imported; `path` is relative to the project's root."""

    name: str
    path: str
    tree: ast.Module

    def refuse(self, node: ast.AST, why: str) -> PackError:
        return PackError(f"{self.path}:{getattr(node, 'lineno', 1)}: {why}")


def read(root: Path, board: Path) -> dict[str, Module]:
    """Every module by name. `board`: relative to root, takes the place of firmware/board.py."""
    modules = {}
    for path in _files(root):
        source = board if path == Path("firmware/board.py") else path
        module = _module(root, path, source)
        if module.tree.body or module.name in STARTERS:
            modules[module.name] = module
    _give_board_s_numbers(modules["boot"], modules.get("firmware.board"))
    return modules


# boot.py has them written in it, for it may need no other file.
def _give_board_s_numbers(boot: Module, board: Module | None) -> None:
    numbers = dict(_numbers(board)) if board else {}
    for name, statement in _assigned(boot):
        if name not in numbers:
            raise boot.refuse(statement, f"firmware.board has no {name}")
        statement.value = numbers[name]


def _numbers(board: Module) -> Iterator[tuple[str, ast.expr]]:
    for name, statement in _assigned(board):
        value = statement.value
        yield name, value.args[0] if isinstance(value, ast.Call) else value


def _assigned(module: Module) -> Iterator[tuple[str, ast.Assign]]:
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, statement


def _files(root: Path) -> list[Path]:
    starters = [Path(f"{name}.py") for name in STARTERS]
    found = [path.relative_to(root) for room in _ROOMS for path in (root / room).rglob("*.py")]
    return starters + sorted(found)


def _module(root: Path, path: Path, source: Path) -> Module:
    try:
        tree = ast.parse((root / source).read_text(encoding="utf-8"), str(source))
    except OSError as error:
        raise PackError(f"{source}:1: cannot be read: {error.strerror}") from error
    except SyntaxError as error:
        raise PackError(f"{source}:{error.lineno}: cannot be parsed: {error.msg}") from error
    return Module(_dotted(path), source.as_posix(), tree)


# lib/ is on the path: its packages are imported without it.
def _dotted(path: Path) -> str:
    parts = list(path.with_suffix("").parts)
    if parts[0] == "lib":
        del parts[0]
    if parts[-1] == "__init__":
        del parts[-1]
    return ".".join(parts)
