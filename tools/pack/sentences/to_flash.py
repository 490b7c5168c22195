"""Put the program's sentences into a file on the board's flash, to be read when they are said.

What is moved is a text with a space in it, and a table of such texts that is only looked up, where
tools.pack.sentences.spoken says that there is time for it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.pack.less.constants import Constants
from tools.pack.program import STARTERS, Module
from tools.pack.sentences.spoken import Spoken
from tools.pack.symbols import kind

FILE = "firmware/said.txt"
READER = "firmware.said"
_SAID = f"g:{READER}:said"
_TEXT = Path(__file__).with_name("said.py")

_LEAST_CHARS = 16
_MOST_BYTES = 255  # a byte before each says how long it is


def reader() -> Module:
    """The module that reads them, a part of every program."""
    text = _TEXT.read_text(encoding="utf-8")
    return Module(READER, "tools/pack/sentences/said.py", ast.parse(text))


def moved(program: dict[str, Module]) -> bytes:
    """Changes the trees. -> the file; where it is empty, nobody needs the reader."""
    rest = [m for m in program.values() if m.name not in (*STARTERS, READER)]
    spoken = Spoken(rest)
    mover = _Mover(spoken, Constants(program), _tables(rest, spoken))
    for module in rest:
        mover.visit(module.tree)
    if not mover.file:
        del program[READER]
    return bytes(mover.file)


# A table: its symbol -> the texts in it.
def _tables(modules: list[Module], spoken: Spoken) -> dict[str, ast.Dict]:
    found = {
        statement.targets[0].id: statement.value
        for module in modules
        for statement in module.tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        if isinstance(statement.value, ast.Dict) and all(map(_is_text, statement.value.values))
    }
    used = [name for module in modules for name in _loaded(module.tree)]
    looked_up = [_table_of(node) for module in modules for node in ast.walk(module.tree)]
    asked = {id(name) for name in looked_up if name is not None and id(name) in spoken.ids}
    asked |= {id(name) for module in modules for name in _searched(module.tree)}
    elsewhere = {name.id for name in used if id(name) not in asked}
    return {
        name: table
        for name, table in found.items()
        if name not in elsewhere and any(_is_sentence(text.value) for text in table.values)  # type: ignore[attr-defined]
    }


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _loaded(tree: ast.AST) -> Iterator[ast.Name]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return (name for name in names if isinstance(name.ctx, ast.Load))


# `key in TABLE` asks for no text.
def _searched(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            yield node.comparators[0]


# The table's name in `TABLE[key]` and `TABLE.get(key, "text")`.
def _table_of(node: ast.AST) -> ast.Name | None:
    if isinstance(node, ast.Subscript):
        table: ast.expr = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        asked = node.func.attr == "a:get" and len(node.args) == 2 and _is_text(node.args[1])
        table = node.func.value if asked else node
    else:
        return None
    return table if isinstance(table, ast.Name) and kind(table.id) == "g" else None


def _is_sentence(text: str) -> bool:
    return " " in text and len(text) >= _LEAST_CHARS and len(text.encode()) <= _MOST_BYTES


class _Mover(ast.NodeTransformer):
    def __init__(self, spoken: Spoken, constants: Constants, tables: dict[str, ast.Dict]) -> None:
        self.file = bytearray()
        self._at: dict[str, int] = {}
        self._spoken = spoken
        self._constants = constants
        self._tables = tables
        for table in tables.values():
            table.values = [self._placed(text) for text in table.values]

    def _placed(self, text: ast.expr) -> ast.expr:
        octets = text.value.encode()  # type: ignore[attr-defined]
        if octets not in self._at:
            self._at[octets] = len(self.file)
            self.file += bytes((len(octets),)) + octets
        return ast.Constant(self._at[octets])

    def visit(self, node: ast.AST) -> ast.AST:
        moves = id(node) in self._spoken.ids
        table = _table_of(node)
        if table is not None and table.id in self._tables:
            return self._looked_up(node)
        if moves and isinstance(node, ast.JoinedStr):
            return self._joined(node)
        value = self._value(node) if moves else None
        if isinstance(value, str) and _is_sentence(value):
            return _said(self._placed(ast.Constant(value)))
        return super().visit(node)

    def _value(self, node: ast.AST) -> object:
        if isinstance(node, ast.Name) and kind(node.id) in ("g", "i"):
            return self._constants.value(node.id)
        return node.value if isinstance(node, ast.Constant) else None

    def _looked_up(self, node: ast.AST) -> ast.expr:
        if isinstance(node, ast.Call):
            node.args[1] = self._placed(node.args[1])
        self.generic_visit(node)
        return _said(node)  # type: ignore[arg-type]

    # As MicroPython has it: "{}".format().
    def _joined(self, node: ast.JoinedStr) -> ast.AST:
        blanks = [piece for piece in node.values if isinstance(piece, ast.FormattedValue)]
        texts = [piece.value if piece not in blanks else "{}" for piece in node.values]  # type: ignore[attr-defined]
        text = "".join(texts)
        self.generic_visit(node)
        if not _is_sentence(text) or text.count("{") > len(blanks) or any(map(_is_made, blanks)):
            return node
        said = _said(self._placed(ast.Constant(text)))
        values = [blank.value for blank in blanks]
        return ast.Call(ast.Attribute(said, "a:format", ast.Load()), values, [])


def _is_made(blank: ast.FormattedValue) -> bool:
    return blank.conversion >= 0 or blank.format_spec is not None


def _said(place: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(_SAID, ast.Load()), [place], [])
