"""Which modules need which, what is loaded when, and so which are one file on the board.

Loaded together is what the same statements bring. So what an import of main.py needs is one file,
but for what one before it has brought; what one import on demand brings, and nothing else does,
another; what several bring stays apart. An import of which nothing is used only makes sure that a
module is there from then on: that one and all that it needs are one file, too. A module that is
used as a value (`return module`) has its file to itself, or is the first of it; what the firmware
forgets is never with what it keeps.
"""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tools.pack.meaning.qualify import OnDemand
from tools.pack.program import Module, PackError
from tools.pack.symbols import kind, module_of, names_in

MAIN = "firmware.app"


class File(NamedTuple):
    """`name`: dotted, as it is imported on the board; `modules`: in the order of their text.

    `always`: which of those it is that are loaded from the start on, from 1; 0: none of them.
    """

    name: str
    modules: tuple[str, ...]
    always: int = 0


class Graph:
    """What the program's trees, their constants in place, still need of each other."""

    def __init__(self, program: dict[str, Module]) -> None:
        self._program = program
        self.needs = {name: _needs(module) for name, module in program.items()}
        self.loads = [load for module in program.values() for load in _together(module.tree)]
        self.values = _values(program)

    def brought(self, load: OnDemand) -> list[str]:
        """The modules that a load is for. One of which nothing is used is only being warmed."""
        found: list[str] = []
        for name, binding in load.wanted.items():
            if load.scope is None or name in load.scope.values:
                found.append(binding.module)
            if load.scope is not None:
                found += map(module_of, sorted(load.scope.brought.get(binding.module, ())))
        return [name for name in dict.fromkeys(found) if self._program[name].tree.body]

    def warmed(self, load: OnDemand) -> list[str]:
        """Those of which nothing is used."""
        if load.scope is None:
            return []
        used = load.scope.values | set(load.scope.brought)
        names = load.wanted.items()
        return [b.module for name, b in names if name not in used and b.module not in used]

    def reached(self, roots: Iterable[str]) -> list[str]:
        """The roots and all that they need, each after what it needs."""
        order: dict[str, None] = {}
        for root in roots:
            self._reach(root, order, ())
        return list(order)

    def _reach(self, name: str, order: dict[str, None], path: tuple[str, ...]) -> None:
        if name in path:
            raise self._program[name].refuse(
                self._program[name].tree, "imports itself by way of " + " ".join(path)
            )
        if name not in order:
            for needed in self.needs[name]:
                self._reach(needed, order, (*path, name))
            order[name] = None


# What stands side by side is loaded in one go, as one. In main.py each stands for itself.
def _together(tree: ast.Module) -> Iterator[OnDemand]:
    for node in ast.walk(tree):
        for body in (getattr(node, field, None) for field in ("body", "orelse", "finalbody")):
            loads = [s for s in body if isinstance(s, OnDemand)] if isinstance(body, list) else []
            if loads and loads[0].scope is not None:
                yield OnDemand(
                    {n: b for load in loads for n, b in load.wanted.items()}, loads[0].scope
                )
            else:
                yield from loads


def _needs(module: Module) -> list[str]:
    symbols = (name for name in names_in(module.tree) if kind(name) in ("g", "v"))
    return [name for name in dict.fromkeys(map(module_of, symbols)) if name != module.name]


def _values(program: dict[str, Module]) -> set[str]:
    found = set()
    for module in program.values():
        found |= {module_of(name) for name in names_in(module.tree) if kind(name) == "v"}
        for load in ast.walk(module.tree):
            if isinstance(load, OnDemand) and load.scope is not None:
                values = load.scope.values
                found |= {b.module for name, b in load.wanted.items() if name in values}
    return found


def files(program: dict[str, Module], forgotten: set[str]) -> list[File]:
    """Every file but the starters, each after those whose names it imports at its top."""
    graph = Graph(program)
    always = _started(graph)
    keys: dict[str, set[int]] = {}
    for number, load in enumerate(graph.loads):
        for name in graph.reached(graph.brought(load)):
            if name not in always:
                keys.setdefault(name, set()).add(number)
    for load in graph.loads:
        warm = {-1 - graph.loads.index(load)}
        keys.update({name: warm for name in graph.reached(graph.warmed(load)) if name in keys})
    rooms: dict[object, list[str]] = {}
    for name in graph.reached([*always, *keys]):
        key = always.get(name) or (frozenset(keys[name]), name in forgotten)
        rooms.setdefault(_apart(name, key, rooms, graph), []).append(name)
    roots = {name for load in graph.loads for name in graph.brought(load)}
    names = _short([_name(room, roots, program) for room in rooms.values()])
    found = [
        File(name, tuple(room), always.get(room[0], 0))
        for name, room in zip(names, rooms.values(), strict=True)
    ]
    return _sorted(found, graph)


# Each import of main.py for itself, in order: it takes memory, and may fail, where it stands.
def _started(graph: Graph) -> dict[str, int]:
    ranks: dict[str, int] = {}
    starts = (load for load in graph.loads if load.scope is None)
    for rank, load in enumerate(starts, 1):
        for name in graph.reached(graph.brought(load)):
            ranks.setdefault(name, rank)
    return ranks


def _apart(name: str, key: object, rooms: dict[object, list[str]], graph: Graph) -> object:
    there = rooms.get(key, [])
    return name if name in graph.values and any(n in graph.values for n in there) else key


# A file is named after the largest of those of its modules that are asked for by name.
def _name(modules: list[str], roots: set[str], program: dict[str, Module]) -> str:
    wanted = [name for name in modules if name in roots] or modules
    sizes = {name: sum(1 for _ in ast.walk(program[name].tree)) for name in wanted}
    return MAIN if MAIN in modules else max(wanted, key=lambda name: sizes[name])


# The board imports a file by this name: without its rooms, or with the last where two are alike.
def _short(names: list[str]) -> list[str]:
    ours = [name for name in names if name.startswith("firmware.")]
    leaves = [name.rsplit(".", 1)[1] for name in ours]
    apart = {
        name: leaf if leaves.count(leaf) == 1 else "_".join(name.split(".")[-2:])
        for name, leaf in zip(ours, leaves, strict=True)
    }
    return [f"firmware.{apart[name]}" if name in apart else name for name in names]


def _sorted(found: list[File], graph: Graph) -> list[File]:
    names = [file.name for file in found]
    for name in names:
        if names.count(name) > 1:
            raise PackError(f"{name}:1: two files of the board would have this name: rename one")
    home = {module: file for file in found for module in file.modules}
    order: dict[File, None] = {}

    def place(file: File, path: tuple[File, ...]) -> None:
        if file in path:
            raise PackError(f"{file.name}:1: needs itself by way of {path[-1].name}")
        for needed in _needed(file, home, graph):
            if needed not in order:
                place(needed, (*path, file))
        order[file] = None

    for file in found:
        place(file, ())
    return list(order)


def _needed(file: File, home: dict[str, File], graph: Graph) -> Iterator[File]:
    for module in file.modules:
        for needed in graph.needs[module]:
            if home[needed] is not file:
                yield home[needed]
