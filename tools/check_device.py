"""The syntax gate: mpy-cross compiles every device file, and CPython, which tests them, parses it.

The simulated board's modules run in the same interpreter, so they pass the same gate.
"""

import ast
import sys
from pathlib import Path

from tools.device import ESP32, PC, ROOT, STARTERS, CompileError, compile_module, modules

# Run by CPython only, or no whole modules: sim.placed puts constants before these.
_LEFT_OUT = ("host", "cpython", "narrow")

# The packages fetched into lib/ are not ours to mend.
_OUR_LIB = Path("lib/ussl.py")


def sources(root: Path) -> list[Path]:
    """Every file that MicroPython has to accept, relative to root."""
    single = [path for path in (*STARTERS, _OUR_LIB) if (root / path).exists()]
    sim = [path for path in modules(root, "sim") if path.parts[1] not in _LEFT_OUT]
    return [*single, *modules(root, "firmware"), *sim]


def complaint(root: Path, source: Path) -> str | None:
    """What is wrong with one file, or None."""
    try:
        ast.parse((root / source).read_text(encoding="utf-8"), str(source))
        core = PC if source.parts[0] == "sim" else ESP32
        compile_module(root, source, root / "build" / "check" / source.with_suffix(".mpy"), core)
    except SyntaxError as error:
        return f"{source}:{error.lineno}: CPython cannot parse it: {error.msg}"
    except CompileError as error:
        return str(error)
    return None


def main(root: Path = ROOT) -> int:
    checked = sources(root)
    complaints = [text for text in (complaint(root, source) for source in checked) if text]
    for text in complaints:
        print(text, file=sys.stderr)
    print(f"mpy-cross: {len(checked)} files, {len(complaints)} refused")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
