"""Tell a traceback from a board in the names of the source.

    python -m tools.cable.traceback < pasted.txt

Reads build/names.json, which `make build` writes: that of the build that is on the board. A short
name may stand for several functions; those that the lines around it rule out are left out.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tools.device import ROOT

NAMES = ROOT / "build" / "names.json"

# What an error's own text may name, such as "object has no attribute 'bL'".
_NAMED = re.compile(r"\b(?:attribute|name|module) '(?P<name>\w+)'")
_LINE = re.compile(r'^(?P<indent>\s*)File "(?P<file>[^"]+)", line \d+, in (?P<name>\S+)', re.M)


class Function(NamedTuple):
    """`path` and `name` are the source's, the name with its class; `uses`: names in its text."""

    path: str
    name: str
    uses: frozenset[str]

    @property
    def leaf(self) -> str:
        return self.name.rsplit(".", 1)[-1]

    def may_call(self, other: "Function") -> bool:
        """By what can be read: a class is called for its __init__, a private name at home."""
        if other.leaf.startswith("__"):
            return other.name.split(".")[0] in self.uses
        at_home = not other.leaf.startswith("_") or self.path == other.path
        return other.leaf in self.uses and at_home


class Names:
    """What a build called its functions."""

    def __init__(self, path: Path = NAMES) -> None:
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {"functions": {}, "renamed": {}}
        self._functions: dict[tuple[str, str], list[Function]] = defaultdict(list)
        for file, functions in known["functions"].items():
            for new, source, uses in functions:
                place, name = source.split(" ")
                function = Function(place, name, frozenset(uses))
                self._functions[file, new].append(function)

        self._sources: dict[str, set[str]] = defaultdict(set)
        for symbol, new in known["renamed"].items():
            self._sources[new].add(symbol.rsplit(":", 1)[-1])

    def translated(self, text: str) -> str:
        """The text with its traceback's lines in the source's names, and behind a short name in
        an error's text what it may stand for; all else as it is."""
        lines = list(_LINE.finditer(text))
        stack = [self._functions.get((line["file"], line["name"]), []) for line in lines]
        told = [_told(*pair) for pair in zip(lines, _likely(stack), strict=True)]
        return _NAMED.sub(self._with_sources, _replaced(text, lines, told))

    def _with_sources(self, named: re.Match[str]) -> str:
        sources = sorted(self._sources.get(named["name"], ()))
        return f"{named[0]} ({' or '.join(sources)})" if sources else named[0]


# Each call leaves out those that cannot have made it, and those that it cannot be to.
def _likely(stack: list[list[Function]]) -> list[list[Function]]:
    stack = list(stack)
    for at in reversed(range(len(stack) - 1)):
        callers = [f for f in stack[at] if any(map(f.may_call, stack[at + 1]))]
        stack[at] = callers or stack[at]
    for at in range(1, len(stack)):
        called = [f for f in stack[at] if any(caller.may_call(f) for caller in stack[at - 1])]
        stack[at] = called or stack[at]
    return stack


def _told(line: re.Match[str], functions: list[Function]) -> str:
    if not functions:
        return line[0]
    told = [f'File "{function.path}", in {function.name}' for function in functions]
    return line["indent"] + f"\n{line['indent']}or ".join(told)


def _replaced(text: str, lines: list[re.Match[str]], told: list[str]) -> str:
    pieces, at = [], 0
    for line, words in zip(lines, told, strict=True):
        pieces += [text[at : line.start()], words]
        at = line.end()
    return "".join(pieces) + text[at:]


def main() -> int:
    sys.stdout.write(Names().translated(sys.stdin.read()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
