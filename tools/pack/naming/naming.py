"""Give every symbol of ours a short name, and the same one to as many as never meet.

Names meet in rooms: at the top of a file, among all attributes, in a family of classes. Within a
room each name is given once; in rooms that share nothing it may be given again. The names that the
interpreter's image holds come first (they take no heap), those the program uses anyway before all.
"""

import ast
import keyword
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import count, product
from string import ascii_letters
from typing import NamedTuple

from tools.pack.files.assemble import Assembled
from tools.pack.naming.families import Families
from tools.pack.naming.words import words
from tools.pack.symbols import kind, leaf, names_in

_PARAMETERS = 14
# Asked for by the interpreter itself, of whatever it is handed.
_ASKED_FOR = ("send", "throw", "close", "read", "write", "readinto", "readline", "ioctl")


class Fixed(NamedTuple):
    """What keeps its name, or shares one.

    `attributes`: names of attributes that stay; `texts`: every string, for any may be asked for as
    an attribute; `plain`: built-in names; `keywords`: of what calls give to arguments;
    `pinned`: symbols that stay; `tied`: a name at the top of a module that somebody holds as a
    value -> the attribute by which it is asked for there.
    """

    attributes: set[str]
    texts: set[str]
    plain: set[str]
    keywords: set[str]
    pinned: set[str]
    tied: dict[str, str]


class Naming:
    """`names`: symbol -> the name given to it. `fixed`: what it had to leave as it was."""

    def __init__(self, files: list[Assembled], families: Families, fixed: Fixed) -> None:
        self._families = families
        self.fixed = fixed
        self._taken: dict[object, set[str]] = defaultdict(set)
        self._rooms: dict[str, set[object]] = defaultdict(set)
        self.names: dict[str, str] = {}
        uses = Counter(name for file in files for name in _all_names(file.body))
        self._pool = list(_pool(uses, fixed))
        self._find_rooms(files, uses)
        uses.update(fixed.tied.values())
        self._give_parameters(uses)
        self._give_fixed(uses)
        for symbol, _ in sorted(uses.items(), key=lambda use: (-use[1], use[0])):
            if kind(symbol) in ("g", "v", "a", "f", "k") and symbol not in self._named:
                self._give(symbol, self._free(symbol))
        self.names.update({symbol: self.names[to] for symbol, to in fixed.tied.items()})

    @property
    def _named(self) -> set[str]:
        return {*self.names, *self.fixed.tied}

    # ---- where each is met

    def _find_rooms(self, files: list[Assembled], uses: Counter[str]) -> None:
        for file in files:
            for symbol in set(_all_names(file.body)):
                if kind(symbol) in ("g", "v", "x"):
                    self._rooms[symbol].add(file.file.name)
                elif kind(symbol) == "a":
                    self._rooms[symbol].add("attributes")
                elif kind(symbol) == "f":
                    self._rooms[symbol].add(_family(symbol))
            # A function's own name for something hides what its file calls the same.
            for symbol in uses:
                if kind(symbol) == "k":
                    self._rooms[symbol].add(file.file.name)
            for statement in file.body:
                if isinstance(statement, ast.ClassDef):
                    self._find_class_room(statement)
        for symbol, attribute in self.fixed.tied.items():
            self._rooms[attribute] |= self._rooms[symbol]
        for family, members in self._families.members.items():
            for member in members | self._families.stored_outside:
                self._rooms[member].add(family)

    # What a class's body looks up itself, it looks up among its own names first.
    def _find_class_room(self, node: ast.ClassDef) -> None:
        room = ("body", node.name)
        for statement in node.body:
            outer = [statement]
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                self._rooms[statement.name].add(room)
                outer = [*statement.decorator_list, *statement.args.defaults]  # type: ignore[list-item]
            for name in names_in(*outer):
                if kind(name):
                    self._rooms[name].add(room)
                else:
                    self._taken[room].add(name)

    # ---- what it is called

    def _give(self, symbol: str, name: str) -> None:
        self.names[symbol] = name
        for room in self._rooms[symbol]:
            self._taken[room].add(name)

    def _give_parameters(self, uses: Counter[str]) -> None:
        order = sorted(range(_PARAMETERS), key=lambda n: -uses[f"p:{n}"])
        taken = {_natural(symbol) for symbol in uses if kind(symbol) == "x"}
        taken |= self.fixed.plain | {leaf(symbol) for symbol in uses if kind(symbol) == "k"}
        found = [name for name in self._pool if name not in taken]
        if "self" in found:
            found.insert(0, found.pop(found.index("self")))
        for number, name in zip(order, found, strict=False):
            self.names[f"p:{number}"] = name
        self._local = self.fixed.plain | set(found[:_PARAMETERS])

    def _give_fixed(self, uses: Counter[str]) -> None:
        for symbol in sorted(uses):
            kept = kind(symbol) == "a" and self._keeps(symbol)
            kept |= kind(symbol) == "k" and leaf(symbol) in self.fixed.keywords
            if kept or symbol in self.fixed.pinned:
                self._give(symbol, leaf(symbol))
        for symbol in sorted(uses):
            if kind(symbol) == "x":
                name = _natural(symbol)
                self._give(symbol, name if self._is_free(symbol, name) else self._free(symbol))

    def _keeps(self, symbol: str) -> bool:
        return leaf(symbol) in self.fixed.attributes or leaf(symbol).startswith("__")

    def _free(self, symbol: str) -> str:
        return next(name for name in _names(self._pool) if self._is_free(symbol, name))

    def _is_free(self, symbol: str, name: str) -> bool:
        if any(name in self._taken[room] for room in self._rooms[symbol]):
            return False
        if kind(symbol) in ("a", "f") and (name in self.fixed.texts or name in _ASKED_FOR):
            return False
        if kind(symbol) in ("a", "f") and symbol not in self.fixed.tied.values():
            return True
        return name not in self._local


def _natural(symbol: str) -> str:
    return leaf(symbol) or symbol.split(":")[1]


def _family(symbol: str) -> str:
    return "g:" + symbol[2:].rsplit(":", 1)[0]


def _all_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    yield from names_in(*body)
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.alias) and node.asname:
                yield node.asname


def _pool(uses: Counter[str], fixed: Fixed) -> Iterator[str]:
    weights: Counter[str] = Counter()
    for symbol, number in uses.items():
        if not kind(symbol) or kind(symbol) == "x" or leaf(symbol) in fixed.attributes:
            weights[_natural(symbol)] += number
    image = [name for name in words("rom_names.txt") if not name.startswith("__")]
    yield from sorted(image, key=lambda name: -weights[name])


def _names(pool: list[str]) -> Iterator[str]:
    yield from pool
    for length in count(1):
        for letters in product(ascii_letters, repeat=length):
            name = "".join(letters)
            if not keyword.iskeyword(name) and name not in pool:
                yield name
