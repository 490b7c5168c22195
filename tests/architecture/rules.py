"""The architecture's rules. Each takes parsed modules or text and yields `path:line: breach`."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.doors import closed_doors
from tests.architecture.source import Module, callee, imports, last_name

_MODULE_LINES = 300
_FUNCTION_LINES = 40

_HARDWARE = ("machine", "network", "esp32", "neopixel")
_PC_ONLY = ("sim", "tests", "tools")
# What CPython has and MicroPython on the ESP32 has not; mpy-cross cannot see it.
_NOT_ON_DEVICE = (
    *("abc", "contextlib", "dataclasses", "datetime", "enum", "functools", "importlib"),
    *("logging", "pathlib", "subprocess", "threading", "typing", "<computed>"),
)
_NEVER = (*_PC_ONLY, *_NOT_ON_DEVICE)
_STARTERS = ("boot", "main")

# Where -> what of the interpreter and of the PC it must not import; the first that fits counts.
# Which rooms of firmware/ are open to each other: tests.architecture.doors.
_FORBIDDEN = {
    "firmware/drivers/": (*_NEVER, *_STARTERS),
    "firmware/": (*_NEVER, *_HARDWARE, *_STARTERS),
    "boot.py": (*_NEVER, "network", "esp32", "neopixel"),
    "main.py": (*_NEVER, "network", "esp32", "neopixel"),
    "lib/": (*_NEVER, *_HARDWARE, *_STARTERS, "firmware"),
}

# Room -> all that it may import.
_ALLOWED = {"firmware/core/": ("micropython", "firmware.core")}

_HOST_SIM = ("sim/host/", "sim/cpython/")
# The package by itself brings nothing: to import it says only where it is found.
_SIM_MAY_SEE = ("firmware.board", "firmware.core")
_PACKAGE = "firmware"
_SIM_NEVER = (*_NOT_ON_DEVICE, "sim.host", "sim.cpython", "tests", "tools")

_FIRMWARE = ("boot.py", "main.py", "firmware/", "lib/")
_CLOSER = "firmware/services/control.py"
_BOARD = "firmware/board.py"
_WITH_NUMBERS = (_BOARD, "boot.py")  # the latter has a test of its own: conformance/single/test_16

_PIN_TAKERS = ("Pin", "PWM", "ADC", "NeoPixel", "TouchPad", "DAC", "Signal")
_PIN_KEYWORDS = ("pin", "tx", "rx", "rts", "cts", "sda", "scl", "sck", "mosi", "miso")

_FORBIDDEN_NAMES = ("relay_on", "amps10", "MagicMock", "AsyncMock")
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
_MACHINE_PATH = re.compile(r"(?<![\w.)}/-])/(?:work|home|root|tmp)\b")


def import_directions(module: Module) -> Iterator[str]:
    for line, name in imports(module):
        if not _may_import(module.path, name):
            yield f"{module.path}:{line}: this room must not import {name}"


def _may_import(path: str, name: str) -> bool:
    for room, allowed in _ALLOWED.items():
        if path.startswith(room):
            return _below(name, allowed)
    for room, forbidden in _FORBIDDEN.items():
        if path.startswith(room):
            return not _below(name, forbidden)
    if path.startswith("sim/") and not path.startswith(_HOST_SIM):
        seen = name == _PACKAGE or _below(name, _SIM_MAY_SEE)
        wrong_firmware = _below(name, (_PACKAGE,)) and not seen
        return not wrong_firmware and not _below(name, _SIM_NEVER)
    return True


def _below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


# I1 rests on it: one line of the program closes the contactor. A bound method counts as a call,
# or the line could be hidden behind another name.
def one_closing_line(modules: list[Module]) -> Iterator[str]:
    closings = [place for module in modules for place in _closings(module)]
    wrong = [(path, line) for path, line in closings if path != _CLOSER]
    yield from (f"{path}:{line}: only {_CLOSER} closes the contactor" for path, line in wrong)
    if any(module.path == _CLOSER for module in modules) and len(closings) - len(wrong) != 1:
        yield f"{_CLOSER}:1: {len(closings) - len(wrong)} lines close the contactor, not one"


def _closings(module: Module) -> Iterator[tuple[str, int]]:
    if module.path.startswith(_FIRMWARE):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr == "close":
                if last_name(node.value).endswith("contactor"):
                    yield module.path, node.lineno


def gpio_numbers_in_board_only(module: Module) -> Iterator[str]:
    if not module.path.startswith(_FIRMWARE) or module.path in _WITH_NUMBERS:
        return
    numbers = _number_names(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and any(_is_int(arg, numbers) for arg in _pins(node)):
            yield f"{module.path}:{node.lineno}: a GPIO number outside {_BOARD}"


def _pins(call: ast.Call) -> Iterator[ast.expr]:
    if callee(call) in _PIN_TAKERS:
        yield from call.args[:1]
    if callee(call) in (*_PIN_TAKERS, "UART", "I2C", "SPI"):
        yield from (word.value for word in call.keywords if word.arg in (*_PIN_KEYWORDS, "id"))


def _number_names(module: Module) -> set[str]:
    assigned = (node for node in ast.walk(module.tree) if isinstance(node, ast.Assign))
    return {last_name(node.targets[0]) for node in assigned if _is_int(node.value, set())}


def _is_int(node: ast.expr, names: set[str]) -> bool:
    if isinstance(node, ast.Call) and callee(node) == "const" and node.args:
        node = node.args[0]
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    return isinstance(node, ast.Name) and node.id in names


def short_modules(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > _MODULE_LINES:
        yield f"{module.path}:1: {lines} lines, more than {_MODULE_LINES}"


def short_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _lines(node) - sum(_lines(table) for table in _tables(node))
            if lines > _FUNCTION_LINES:
                where = f"{module.path}:{node.lineno}"
                yield f"{where}: {node.name}() has {lines} lines, more than {_FUNCTION_LINES}"


def _lines(node: ast.stmt | ast.expr) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


# A literal of names and constants is read as a table, not as steps; its size is no fault.
def _tables(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Dict | ast.List | ast.Tuple | ast.Set) and _is_plain(child):
            yield child
        else:
            yield from _tables(child)


def _is_plain(table: ast.expr) -> bool:
    steps = (ast.Call, ast.Lambda, ast.IfExp, ast.comprehension, ast.Await)
    return _lines(table) > 1 and not any(isinstance(node, steps) for node in ast.walk(table))


def no_bare_except(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"{module.path}:{node.lineno}: bare except"


def no_global(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield f"{module.path}:{node.lineno}: global {', '.join(node.names)}"


def no_assert_as_guard(module: Module) -> Iterator[str]:
    if module.path.startswith((*_FIRMWARE, "sim/")):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Assert):
                yield f"{module.path}:{node.lineno}: assert vanishes when optimised; raise instead"


def no_forbidden_names(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        for field in ("id", "attr", "arg", "name"):
            if getattr(node, field, None) in _FORBIDDEN_NAMES:
                line = getattr(node, "lineno", 1)
                yield f"{module.path}:{line}: the name {getattr(node, field)} is not used here"


def nothing_unfinished(module: Module) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT and _UNFINISHED.search(token.string):
            yield f"{module.path}:{token.start[0]}: unfinished: {token.string}"


def no_machine_paths(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if _MACHINE_PATH.search(line):
            yield f"{path}:{number}: a path of one machine: {line.strip()}"


PER_MODULE = (
    closed_doors,
    import_directions,
    gpio_numbers_in_board_only,
    short_modules,
    short_functions,
    no_bare_except,
    no_global,
    no_assert_as_guard,
    no_forbidden_names,
    nothing_unfinished,
)
