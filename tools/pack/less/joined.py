"""Make one class of several: each takes eighty bytes of heap beside its methods.

Where all that is said of a class is that it is made, nobody minds what type comes of it. So such
classes of a file share a few, which have no constructor: `Meter(uart)` becomes
`begin(Shared(), uart)`, where `begin` is what was the constructor. Two are apart if both have a
method of the same name, or one a property that the other may store.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from tools.pack.files.assemble import Assembled
from tools.pack.naming.families import Families
from tools.pack.program import STARTERS
from tools.pack.symbols import leaf, names_in

# Shared class -> each of its methods -> the class that it was of.
Shared = dict[str, dict[str, str]]

_INIT = "a:__init__"
_SELF = "p:0"
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_ASKING = ("getattr", "hasattr")
_METHODS_MAX = 97  # MicroPython's tables have room for 73, 97, 127: py/map.c


def join(files: list[Assembled], families: Families, kept: set[str]) -> Shared:
    """Changes all files but the starters. `kept`: symbols that somebody asks for."""
    asked = set(_asked_for(files))
    uses = Counter(name for file in files for name in _names(file))
    shared: Shared = {}
    for file in files:
        if file.file.name in STARTERS:
            continue
        made = Counter(call.func.id for call in _calls(file.body))  # type: ignore[attr-defined]
        nodes = [node for node in file.body if isinstance(node, ast.ClassDef)]
        only_made = [n for n in nodes if uses[n.name] == made[n.name] + 1 and n.name not in kept]
        plain = [_Class(node, families, asked) for node in only_made]
        for group in _groups([one for one in plain if one.can_join]):
            shared |= _joined(file, group, families)
    return shared


def listed(shared: Shared) -> list[str]:
    """The classes that are none any more."""
    return sorted({name for owners in shared.values() for name in owners.values()})


class _Class:
    """`methods`: what goes into a shared class; `begin`: the constructor, if there is one."""

    def __init__(self, node: ast.ClassDef, families: Families, asked: set[str]) -> None:
        self.node = node
        self.name = node.name
        functions = [inner for inner in node.body if isinstance(inner, _FUNCTIONS)]
        self.methods = [inner for inner in functions if inner.name != _INIT]
        self.begin = next((inner for inner in functions if inner.name == _INIT), None)
        self.names = {method.name for method in self.methods}
        self.properties = {method.name for method in self.methods if method.decorator_list}
        family = families.of[node.name]
        self.holds = families.members[family] - self.names
        alone = not node.bases and list(families.of.values()).count(family) == 1
        odd = any(leaf(name).startswith("__") or leaf(name) in asked for name in self.names)
        odd |= any(map(_has_named_default, functions)) or len(functions) < len(node.body)
        odd |= not self.properties.isdisjoint(families.stored_outside)
        self.can_join = alone and not odd

    def meets(self, other: "_Class") -> bool:
        return not (
            self.names.isdisjoint(other.names)
            and self.properties.isdisjoint(other.holds)
            and self.holds.isdisjoint(other.properties)
        )


def _has_named_default(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(True for default in function.args.defaults for _ in names_in(default))


def _names(file: Assembled) -> Iterator[str]:
    yield from names_in(*file.body)
    for statement in file.body:
        yield from (n.name for n in ast.walk(statement) if isinstance(n, ast.alias))


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    for node in (inner for statement in body for inner in ast.walk(statement)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


# What an object may be asked for whatever it is.
def _asked_for(files: list[Assembled]) -> Iterator[str]:
    for call in (call for file in files for call in _calls(file.body)):
        if call.func.id in _ASKING and isinstance(call.args[1], ast.Constant):  # type: ignore[attr-defined]
            yield call.args[1].value  # type: ignore[misc]


# The largest first: each where there is room for it.
def _groups(classes: list[_Class]) -> list[list[_Class]]:
    groups: list[list[_Class]] = []
    for one in sorted(classes, key=lambda each: -len(each.names)):
        group = next((group for group in groups if _has_room(group, one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [group for group in groups if len(group) > 1]


def _has_room(group: list[_Class], one: _Class) -> bool:
    methods = sum(len(other.names) for other in group) + len(one.names)
    return methods <= _METHODS_MAX and not any(map(one.meets, group))


def _joined(file: Assembled, group: list[_Class], families: Families) -> Shared:
    """Puts their class before all, and what begins each in its own place."""
    name = f"{group[0].name} and others"
    methods: list[ast.stmt] = [method for one in group for method in one.methods]
    begins: dict[str, str | None] = {}
    for one in group:
        at = file.body.index(one.node)
        file.body[at : at + 1] = [_beginning(one.name, one.begin)] if one.begin else []
        begins[one.name] = f"{one.name}.__init__" if one.begin else None
        # No other may be stored by that name.
        for other in group:
            families.members[families.of[other.name]] |= one.properties
    file.body.insert(0, ast.ClassDef(name, [], [], methods or [ast.Pass()], []))
    _Made(name, begins).visit(ast.Module(file.body, []))
    families.of[name] = name
    return {name: {method.name: one.name for one in group for method in one.methods}}


def _beginning(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    function.name = f"{name}.__init__"
    _Returning().visit(function)
    function.body.append(ast.Return(ast.Name(_SELF, ast.Load())))
    return function


class _Returning(ast.NodeTransformer):
    """A constructor returns nothing; its function what it was given."""

    def visit_Return(self, node: ast.Return) -> ast.Return:
        node.value = ast.Name(_SELF, ast.Load())
        return node


class _Made(ast.NodeTransformer):
    """Calls of a class become those of what begins one: `begins`, None where nothing does."""

    def __init__(self, shared: str, begins: dict[str, str | None]) -> None:
        self._shared = shared
        self._begins = begins

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id not in self._begins:
            return node
        begin = self._begins[node.func.id]
        made = ast.Call(ast.Name(self._shared, ast.Load()), [], [])
        if begin is None:
            return made
        return ast.Call(ast.Name(begin, ast.Load()), [made, *node.args], node.keywords)
