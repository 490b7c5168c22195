"""The lists of names beside this file."""

import keyword
from pathlib import Path

_HERE = Path(__file__).parent


def words(name: str) -> list[str]:
    """The names of a list, but for its heading and for what Python keeps for itself."""
    listed = (_HERE / name).read_text(encoding="utf-8").split("\n\n", 1)[1].split()
    return [word for word in listed if not keyword.iskeyword(word)]
