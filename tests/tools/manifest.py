"""MicroPython's manifest file, as far as ours goes: which files it freezes, under which names.

After tools/manifestfile.py of MicroPython. What lies in MicroPython's own tree is only named.
"""

from pathlib import Path


class ManifestError(Exception):
    """It names what is not there, or one name twice."""


class Manifest:
    """`files`: name in the image -> file here; `of_micropython`: what it asks MicroPython for."""

    def __init__(self, path: Path) -> None:
        self.files: dict[str, Path] = {}
        self.of_micropython: list[str] = []
        self._folder = path.parent
        verbs = {verb: getattr(self, verb) for verb in ("package", "module")}
        theirs = {verb: self._named for verb in ("freeze", "include", "require")}
        exec(compile(path.read_text(), str(path), "exec"), {**verbs, **theirs})

    def package(self, name: str, base_path: str = ".", opt: int | None = None) -> None:
        base = self._folder / base_path
        found = sorted((base / name).rglob("*.py"))
        if not found:
            raise ManifestError(f"no package {name}")
        for file in found:
            self._add(file.relative_to(base).as_posix(), file)

    def module(self, name: str, base_path: str = ".", opt: int | None = None) -> None:
        self._add(name, self._folder / base_path / name)

    def _named(self, what: str) -> None:
        self.of_micropython.append(what)

    def _add(self, name: str, file: Path) -> None:
        if name in self.files or not file.is_file():
            raise ManifestError(f"{name}: twice, or not there")
        self.files[name] = file

    def modules(self) -> set[str]:
        """The dotted names that can be imported from it."""
        names = (name.removesuffix(".py").replace("/", ".") for name in self.files)
        return {name.removesuffix(".__init__") for name in names}
