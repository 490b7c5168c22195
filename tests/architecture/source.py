"""The project's files as the architecture rules see them."""

import ast
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

# Not ours, or not kept: build output, a charger's data/, fetched packages.
_ELSEWHERE = ("build/", "data/", "lib/umqtt/", "lib/urequests/")


class Module(NamedTuple):
    """One parsed Python file; path is relative to the repository, with forward slashes."""

    path: str
    text: str
    tree: ast.Module


def parse(path: str, text: str) -> Module:
    return Module(path, text, ast.parse(text, path))


def text_files(root: Path = ROOT) -> dict[str, str]:
    """Every text file of the project, by relative path."""
    texts = {}
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if path.is_file() and _is_ours(relative):
            try:
                texts[relative] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return texts


# Environments, caches and git hide behind a dot; the continuous integration does too, but is ours.
def _is_ours(relative: str) -> bool:
    hidden = relative.startswith(".") and not relative.startswith((".ci/", ".gitignore"))
    return not hidden and not relative.startswith(_ELSEWHERE) and "__pycache__" not in relative


def python_modules(texts: dict[str, str]) -> list[Module]:
    return [parse(path, text) for path, text in texts.items() if path.endswith(".py")]


def imports(module: Module) -> list[tuple[int, str]]:
    """(line, dotted name) of everything imported; `from a import b` counts as a.b."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module.path, node)
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and callee(node) in ("__import__", "import_module"):
            found.append((node.lineno, _literal_name(node)))
    return found


# A computed name cannot be judged, so it is a name that no room may import.
def _literal_name(call: ast.Call) -> str:
    name = call.args[0] if call.args else None
    return str(name.value) if isinstance(name, ast.Constant) else "<computed>"


def _absolute(path: str, node: ast.ImportFrom) -> str:
    package = path.split("/")[: -node.level] if node.level else []
    return ".".join([*package, node.module] if node.module else package)


def callee(call: ast.Call) -> str:
    """The last name of what is called: `machine.Pin(...)` and `Pin(...)` both give Pin."""
    return last_name(call.func)


def last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
