"""The list by which a charger finds what has become of its program: a line a file, of its CRC, who
cannot charge safely without it, and its path. firmware/drivers/chip/files.py reads it."""

from binascii import crc32
from collections.abc import Iterable
from pathlib import Path

NAME = "firmware/sums.txt"

_BY_BOTH = ("boot.py", "main.py", "firmware/drivers/chip/footing.py")
_BY_EITHER = (
    *("firmware/app.py", "firmware/bare.py", "firmware/settings_file.py"),
    *("firmware/services/memory/recovery.py", "firmware/drivers/absent.py"),
    "firmware/core/refusal.py",
)


def listed(device: Path, sources: dict[str, list[str]]) -> str:
    """The list's text. `sources`: path of a file, ending in .py -> those it was made of."""
    paths = sorted(path for path in device.rglob("*") if path.is_file())
    return "".join(_line(device, path, sources) for path in paths)


def _line(device: Path, path: Path, sources: dict[str, list[str]]) -> str:
    name = path.relative_to(device).as_posix()
    whose = _whose(path.stem, sources.get(name.removesuffix(path.suffix) + ".py", ()))
    return f"{crc32(path.read_bytes()):08x} {whose} {name}\n"


def _whose(stem: str, sources: Iterable[str]) -> str:
    if any(source in _BY_BOTH for source in sources):
        return "both"
    if not any(source in _BY_EITHER for source in sources):
        return "none"
    return "bare" if stem.startswith("bare") else "app"
