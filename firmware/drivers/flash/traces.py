"""The traces of the black box on flash: `data/traces/<n>.csv`, the last four.

Needed after a trip only, so loaded for it.
"""

import os

from micropython import const

_ROOM = "data"
_FOLDER = "data/traces"
_ENDING = ".csv"
_KEPT = const(4)


def paths():
    """Those that are kept, oldest first."""
    return [_path(number) for number in _numbers()]


# Line by line: the whole text would need several kilobytes at once.
def write(lines):
    """Keep `lines` as the newest; the oldest makes room. -> its path. Raises OSError; then
    nothing of it stays."""
    for folder in (_ROOM, _FOLDER):
        _make(folder)
    numbers = _numbers()
    for number in numbers[: 1 - _KEPT]:
        os.remove(_path(number))
    path = _path(numbers[-1] + 1 if numbers else 1)
    try:
        with open(path, "w") as file:
            for line in lines:
                file.write(line + "\n")
    except OSError:
        _remove(path)
        raise
    return path


def _path(number):
    return "{}/{}{}".format(_FOLDER, number, _ENDING)


def _numbers():
    try:
        names = os.listdir(_FOLDER)
    except OSError:
        return []
    stems = [name[: -len(_ENDING)] for name in names if name.endswith(_ENDING)]
    return sorted([int(stem) for stem in stems if stem.isdigit()])


def _make(folder):
    try:
        os.mkdir(folder)
    except OSError:
        pass  # it is there already; if not, opening the file says so


def _remove(path):
    try:
        os.remove(path)
    except OSError:
        pass  # it was not even begun, or the flash takes nothing at all
