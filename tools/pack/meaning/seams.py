"""What the scripts that come by cable (tools/on_board/) ask of the program by name: it stays.

They say so by `from firmware import ...`. Another import only asks whether a module is there.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.device import ROOT
from tools.pack.meaning.bindings import Binding, bindings
from tools.pack.program import Module

_SCRIPTS = ROOT / "tools/on_board"


def seams(program: dict[str, Module], scripts: Path = _SCRIPTS) -> set[str]:
    """The symbols that keep their names; raises PackError."""
    found = set()
    for path in sorted(scripts.glob("*.py")):
        name = f"tools/on_board/{path.name}"
        found |= set(_asked(Module(path.stem, name, ast.parse(path.read_text())), program))
    return found


def _asked(script: Module, program: dict[str, Module]) -> Iterator[str]:
    bound: dict[str, Binding] = {}
    for node in ast.walk(script.tree):
        if isinstance(node, ast.ImportFrom):
            bound.update(bindings(node, script, program))
    for name, binding in bound.items():
        if binding.ours and binding.name is not None:
            raise script.refuse(script.tree, f"import the module, not {name} from it")
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = bound.get(node.value.id)
            if module is not None and module.is_module:
                yield f"g:{module.module}:{node.attr}"
