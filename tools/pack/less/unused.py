"""Drop what nobody names: functions, classes and tables at the top of a module, and methods.

A method is named by its attribute's name, whoever it belongs to, and by any text that equals it.
Those of a class in lib/ are named there, or in a module that imports it: what is made of such a
class stays with its maker.
"""

import ast
from collections import Counter
from collections.abc import Iterable

from tools.pack.program import STARTERS, Module
from tools.pack.symbols import kind, leaf, module_of, names_in


def without_unused(
    program: dict[str, Module], texts: set[str], kept: Iterable[str] = STARTERS
) -> list[str]:
    """Changes the trees, but for the modules `kept`. -> what was dropped, sorted. `texts`: every
    string of the program."""
    dropped: list[str] = []
    while found := _pass(program, texts, kept):
        dropped += found
    return sorted(dropped)


def _pass(program: dict[str, Module], texts: set[str], kept: Iterable[str]) -> list[str]:
    counted = {
        module.name: [(s, Counter(map(_as_global, names_in(s)))) for s in module.tree.body]
        for module in program.values()
    }
    uses = {name: _sum(own for _, own in statements) for name, statements in counted.items()}
    used = _sum(uses.values())
    dropped: list[str] = []
    for name in counted.keys() - set(kept):
        for statement, own in counted[name]:
            symbols = _bound(statement)
            if symbols and not any(_is_used(s, used, own, texts) for s in symbols):
                program[name].tree.body.remove(statement)
                dropped += symbols
            elif isinstance(statement, ast.ClassDef):
                known = _known_to(program[name], uses) if _in_lib(program[name]) else used
                dropped += _methods_dropped(statement, known, texts)
    return dropped


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _in_lib(module: Module) -> bool:
    return module.path.startswith("lib/")


def _known_to(module: Module, uses: dict[str, Counter[str]]) -> Counter[str]:
    """What the module and those that import it name."""
    return _sum(
        names
        for name, names in uses.items()
        if name == module.name or any(_is_of(module, symbol) for symbol in names)
    )


def _is_of(module: Module, symbol: str) -> bool:
    return kind(symbol) in ("g", "v") and module_of(symbol) == module.name


def _as_global(name: str) -> str:
    return "g" + name[1:] if kind(name) == "i" else name


def _bound(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        stores = [n for target in statement.targets for n in ast.walk(target)]
        return [n.id for n in stores if isinstance(n, ast.Name) and kind(n.id) == "g"]
    return []


# As an attribute: of a module that somebody holds as a value.
def _is_used(symbol: str, used: Counter[str], own: Counter[str], texts: set[str]) -> bool:
    name = leaf(symbol)
    return used[symbol] > own[symbol] or name in texts or used[f"a:{name}"] > own[f"a:{name}"]


def _methods_dropped(statement: ast.ClassDef, used: Counter[str], texts: set[str]) -> list[str]:
    if not all(isinstance(base, ast.Name) and kind(base.id) == "g" for base in statement.bases):
        return []  # its base may call them
    dropped = []
    for inner in list(statement.body):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            name, own = leaf(inner.name), Counter(names_in(inner))
            dunder = name.startswith("__")
            if not dunder and name not in texts and used[inner.name] <= own[inner.name]:
                statement.body.remove(inner)
                dropped.append(f"{statement.name}.{name}")
    return dropped
