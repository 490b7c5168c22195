"""Make of the readable source what the chip gets: few files, short names, nothing unused.

Everything is decided by reading the source. What cannot be decided is refused, with file and line.
"""

import ast
from pathlib import Path
from typing import Any, NamedTuple

from tools.pack.files import listing
from tools.pack.files.apart import Apart, set_apart
from tools.pack.files.assemble import Assembled, Homes, assembled
from tools.pack.files.graph import Graph, files
from tools.pack.files.order import with_commonest_first
from tools.pack.less import inlining, joined, starting
from tools.pack.less.constants import folded
from tools.pack.less.unused import without_unused
from tools.pack.meaning.qualify import qualify
from tools.pack.meaning.seams import seams
from tools.pack.naming import families, texts
from tools.pack.naming.naming import Fixed, Naming
from tools.pack.naming.rename import Renamer
from tools.pack.naming.words import words
from tools.pack.program import STARTERS, Module, read
from tools.pack.sentences import to_flash
from tools.pack.symbols import kind, leaf, module_of, names_in


class Packed(NamedTuple):
    """`sources`: path on the board, ending in .py -> text. `beside`: what else goes there, path ->
    content. `names`: what was done, as JSON."""

    sources: dict[str, str]
    beside: dict[str, bytes]
    names: dict[str, Any]


def pack(root: Path, board: Path) -> Packed:
    """The program under root, for the board that `board` describes; raises PackError."""
    program = read(root, board)
    program[to_flash.READER] = to_flash.reader()
    asked = seams(program)
    apart = set_apart(program)
    keywords = texts.keyword_names(program)
    for module in program.values():
        texts.refuse_made_names(module)
    for module in program.values():
        _without_docstrings(module.tree)
    qualify(program, keywords)
    for module in program.values():
        _refuse_effects(module)
    folded(program)
    said = to_flash.moved(program)
    dropped = without_unused(program, texts.texts(program) | set(map(leaf, asked)))
    dropped += _unused_apart(program, apart)
    found = files(program, texts.forgotten(program))
    homes = Homes(found)
    for module in program.values():
        texts.rename_modules(module, program, homes.forgettable)
    values = Graph(program).values
    made = assembled(program, found, homes)
    naming, shared, changed = _named(made, program, values, asked)
    listed = _listed(made, naming, program, shared) | {"dropped": dropped} | changed
    renamer = Renamer(naming.names)
    packed = {_path(file): _text(file, renamer) for file in made}
    return Packed(packed, {to_flash.FILE: said} if said else {}, listed)


# What nobody but the others asks for.
def _unused_apart(program: dict[str, Module], apart: Apart) -> list[str]:
    there = {name: program[name] for name in apart.own | apart.shared if name in program}
    return without_unused(there, texts.texts(there), apart.shared) if apart.own else []


def _listed(
    made: list[Assembled], naming: Naming, program: dict[str, Module], shared: joined.Shared
) -> dict[str, Any]:
    return {
        "files": {_path(file): [program[n].path for n in file.file.modules] for file in made},
        "functions": {_stem(f): listing.functions(f, naming.names, program, shared) for f in made},
        "renamed": listing.renamed(naming.names),
        "kept": listing.kept(naming.fixed, made),
    }


# -O3 leaves them out, and a comment is none any more.
def _without_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node, clean=False) is not None:
                del node.body[0]
                if not node.body and not isinstance(node, ast.Module):
                    node.body.append(ast.Pass())


# Merged, a module no longer runs when its own import is come to.
def _refuse_effects(module: Module) -> None:
    defines = (ast.Assign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for statement in module.tree.body:
        if module.name not in STARTERS and not isinstance(statement, defines):
            raise module.refuse(statement, "a module may only define: put it into a function")


def _named(
    made: list[Assembled],
    program: dict[str, Module],
    values: set[str],
    asked: set[str],
) -> tuple[Naming, joined.Shared, dict[str, list[str]]]:
    bodies = [file.body for file in made]
    known = texts.texts(program)
    found = families.Families(bodies)
    defined, external = _attributes(bodies)
    tied = _tied(made, values, known)
    defined |= set(tied.values())
    used = {name for body in bodies for name in names_in(*body) if kind(name) == "a"}
    image = set(words("rom_names.txt") + words("board_names.txt"))
    fixed = Fixed(
        attributes=known | external | {leaf(name) for name in used - defined} | image,
        texts=known,
        plain=texts.plain_names(program) | starting.PLAIN,
        keywords=texts.outside_keywords(program) | known | image,
        pinned=asked | {name for name in found.of if found.of[name] in found.open},
        tied=tied,
    )
    private = found.private(known)
    families.mark(found, bodies, private)
    inlined = inlining.inline(made, {*fixed.pinned, *tied, *starting.OVER, *known})
    shared = joined.join(made, found, {*fixed.pinned, *tied})
    let_go_of = starting.let_go(made, found, {*fixed.pinned, *tied})
    changed = {"inlined": inlined, "joined": joined.listed(shared), "only starting": let_go_of}
    return Naming(made, found, fixed), shared, changed


def _attributes(bodies: list[list[ast.stmt]]) -> tuple[set[str], set[str]]:
    """What classes and stores define, as symbols; what is asked of the interpreter's modules."""
    defined, external = set(), set()
    for node in (n for body in bodies for statement in body for n in ast.walk(statement)):
        if isinstance(node, ast.Attribute):
            if not isinstance(node.ctx, ast.Load):
                defined.add(node.attr)
            if isinstance(node.value, ast.Name) and kind(node.value.id) == "x":
                external.add(leaf(node.attr))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            defined.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            defined.add(node.id)
    return {name for name in defined if kind(name) == "a"}, external


def _tied(made: list[Assembled], values: set[str], known: set[str]) -> dict[str, str]:
    """What is asked for of a module that somebody holds."""
    used = {name for file in made for name in names_in(*file.body)}
    return {
        symbol: f"a:{leaf(symbol)}"
        for symbol in used
        if kind(symbol) == "g" and module_of(symbol) in values
        if f"a:{leaf(symbol)}" in used or leaf(symbol) in known
    }


def _path(file: Assembled) -> str:
    name = file.file.name
    in_lib = name not in STARTERS and not name.startswith("firmware.")
    return ("lib/" if in_lib else "") + name.replace(".", "/") + ".py"


# As a traceback names it; a starter is run by its path.
def _stem(file: Assembled) -> str:
    name = file.file.name
    return f"{name}.py" if name in STARTERS else name.rsplit(".", 1)[-1]


# MicroPython notes in every class its name and its module's: two places in a table for nobody.
def _without_its_names(statement: ast.stmt) -> ast.stmt:
    if isinstance(statement, ast.ClassDef):
        noted = [ast.Name(name, ast.Del()) for name in ("__module__", "__qualname__")]
        statement.body.insert(0, ast.Delete(noted))  # type: ignore[arg-type]
    return statement


def _text(file: Assembled, renamer: Renamer) -> str:
    body = [renamer.visit(statement) for statement in file.body]
    if file.file.name not in STARTERS:
        body = with_commonest_first([_without_its_names(statement) for statement in body])
    tree = ast.Module(body, [])
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
