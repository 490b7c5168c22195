"""Who may import whom, room by room; docs/architecture.md shows the same table."""

from collections.abc import Iterator

from tests.architecture.source import Module, imports

# Room -> the rooms that it may import from beside itself. A room ends where a longer one begins;
# one that names a file is that file (`firmware/app`: app.py and app_link.py).
DOORS: dict[str, tuple[str, ...]] = {
    "firmware/core": ("core/pilot", "core/protection", "core/record"),
    "firmware/core/pilot": ("core", "core/plan"),
    "firmware/core/protection": ("core",),
    "firmware/core/plan": ("core",),
    "firmware/core/tou": ("core",),
    "firmware/core/group": ("core",),
    "firmware/core/record": ("core", "core/protection"),
    "firmware/board": (),
    "firmware": ("core", "core/protection"),
    "firmware/drivers": ("board", "core", "core/pilot", "drivers/chip"),
    "firmware/drivers/chip": ("board", "core/protection", "core/tou"),
    "firmware/drivers/flash": (),
    "firmware/services": ("core", "core/pilot", "core/plan", "core/protection"),
    "firmware/services/clock": ("core", "services/link"),
    "firmware/services/group": ("", "core/group"),
    "firmware/services/link": ("", "core", "core/plan", "core/protection", "core/tou"),
    "firmware/services/memory": ("", "core", "core/protection", "core/record", "core/tou"),
    "firmware/services/console": (
        *("", "core", "core/protection", "core/tou"),
        *("services/console/commission", "services/console/field"),
    ),
    "firmware/services/console/commission": (
        *("", "board", "core", "core/plan", "core/protection", "core/tou"),
        "services/console",
    ),
    "firmware/services/console/field": (
        *("", "core", "core/pilot", "core/plan", "core/protection", "core/record"),
        *("services", "services/console", "services/console/commission"),
    ),
    "firmware/app": ("*",),
    "firmware/bare": ("*",),
}

_ROOT = "firmware"


def room_of(path: str) -> str | None:
    """The room of a file, or of a module's name with slashes; None outside the house."""
    rooms = [room for room in DOORS if _is_in(path, room)]
    return max(rooms, key=len, default=None)


def _is_in(path: str, room: str) -> bool:
    if room == "firmware/app":
        return path.startswith(room)
    return path == room or path.startswith((room + "/", room + "."))


def may_enter(room: str, other: str) -> bool:
    """Whether a file of `room` may import from the room `other`."""
    doors = [f"{_ROOT}/{door}".rstrip("/") for door in DOORS[room]]
    return other == room or other in doors or "*" in DOORS[room]


def closed_doors(module: Module) -> Iterator[str]:
    """Imports of rooms that are not open to the module's."""
    room = room_of(module.path)
    for line, name in imports(module) if room else ():
        other = None if name == _ROOT else room_of(name.replace(".", "/"))
        if room and other and not may_enter(room, other):
            yield f"{module.path}:{line}: {room} must not import {name}"


def circles(modules: list[Module]) -> Iterator[str]:
    """Files of firmware/ that import each other by any way round."""
    paths = {module.path for module in modules}
    needs = {module.path: _needed(module, paths) for module in modules if room_of(module.path)}
    done: set[str] = set()
    for path in needs:
        yield from _walk(path, needs, done, ())


def _walk(
    path: str, needs: dict[str, list[str]], done: set[str], way: tuple[str, ...]
) -> Iterator[str]:
    if path in way:
        yield " -> ".join((*way[way.index(path) :], path))
    elif path not in done:
        for needed in needs[path]:
            yield from _walk(needed, needs, done, (*way, path))
        done.add(path)


def _needed(module: Module, paths: set[str]) -> list[str]:
    found = {_file(name, paths) for _, name in imports(module)}
    return sorted(path for path in found if path and path != module.path)


# `from firmware.core.tou import parse` counts as firmware.core.tou.parse: the door of the room.
def _file(name: str, paths: set[str]) -> str | None:
    parts = name.split(".")
    for length in range(len(parts), 1, -1):
        stem = "/".join(parts[:length])
        for path in (stem + ".py", stem + "/__init__.py"):
            if path in paths and room_of(path):
                return path
    return None
