"""Fetch the pinned MicroPython packages into lib/.

pip refuses these archives (they have no setup.py), so pypi-simple finds and downloads them by
name. An archive is believed only if it has the pinned digest, and nothing but the one module
named here is taken out of it, to a place named here: no path in an archive is ever followed.
"""

import ast
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

import requests
from pypi_simple import PYPI_SIMPLE_ENDPOINT, NoSuchProjectError, PyPISimple

from tools.device import ROOT

_TIMEOUT_S = 60


class LibError(Exception):
    """A package could not be fetched; the text says what to do."""


class Package(NamedTuple):
    """One pinned archive and the one module wanted from it (its path in lib/)."""

    name: str
    version: str
    archive_sha256: str
    module: str
    module_sha256: str

    @property
    def root(self) -> str:
        """The archive's only folder, and its file name without .tar.gz."""
        return f"{self.name}-{self.version}"


PACKAGES = (
    Package(
        name="micropython-umqtt.simple",
        version="1.3.4",
        archive_sha256="b6a2520239e3992c63a7de9370ee9b3d9d27819a90359c521f1c0f7ccab8d12f",
        module="umqtt/simple.py",
        module_sha256="8555d2f654deb8eb0d724f79b0811a78cc94029d070f3d96bbd74288653d63a5",
    ),
    Package(
        name="micropython-urequests",
        version="0.9.1",
        archive_sha256="15ed0132bcff1a84e87049d9d7780ce26df0810fa674aa89d187e17493d6e3c5",
        module="urequests/__init__.py",
        module_sha256="6d80b9e2197893d8c9c29a0722c9520ebc7ae1cfc5ac8cb7e8dce3ea6b2550c4",
    ),
)


def is_present(lib: Path, package: Package) -> bool:
    """Whether lib/ holds the module, byte for byte as pinned."""
    target = lib / package.module
    return target.is_file() and _sha256(target.read_bytes()) == package.module_sha256


def unpack(archive: bytes, package: Package) -> bytes:
    """The module's bytes out of a .tar.gz; raises LibError if either digest is wrong."""
    _require_digest(archive, package.archive_sha256, f"The archive of {package.root}")
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as members:
        try:
            source = members.extractfile(f"{package.root}/{package.module}")
        except KeyError:
            source = None
        if source is None:
            raise LibError(f"The archive of {package.root} has no file {package.module}.")
        module = source.read()
    _require_digest(module, package.module_sha256, f"{package.module} of {package.root}")
    return module


# The index's own digest is not asked for: the pin is the stronger check, and not every mirror
# gives one.
def download(package: Package) -> bytes:
    """The archive's bytes from the index that pip uses; raises LibError."""
    wanted = f"{package.root}.tar.gz"
    try:
        with _index() as index, tempfile.TemporaryDirectory() as scratch:
            page = index.get_project_page(package.name, timeout=_TIMEOUT_S)
            for offered in page.packages:
                if offered.filename == wanted:
                    path = Path(scratch) / "archive"
                    index.download_package(offered, path, verify=False, timeout=_TIMEOUT_S)
                    return path.read_bytes()
    except NoSuchProjectError as error:
        raise LibError(f"The package index does not know {package.name}.") from error
    except requests.RequestException as error:
        raise LibError(
            f"{package.root} could not be downloaded ({type(error).__name__}): make lib needs"
            " the network once; check it, or pip's index-url."
        ) from error
    raise LibError(f"The package index has no {wanted}.")


# `pip config list` and not `get`: some releases of pip deny keys that they themselves list.
def pip_option(name: str) -> str | None:
    """An option as pip itself reads it: the environment, its install section, its global one."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    options = dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)
    for section in (":env:", "install", "global"):
        if f"{section}.{name}" in options:
            return ast.literal_eval(options[f"{section}.{name}"])
    return None


def fetch(lib: Path, package: Package) -> None:
    """Put one module into lib/; raises LibError, and then leaves lib/ as it was."""
    module = unpack(download(package), package)
    target = lib / package.module
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(module)
    print(f"lib/{package.module} from {package.root}")


def main(lib: Path = ROOT / "lib") -> int:
    try:
        for package in PACKAGES:
            if not is_present(lib, package):
                fetch(lib, package)
    except LibError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _index() -> PyPISimple:
    index = PyPISimple(pip_option("index-url") or PYPI_SIMPLE_ENDPOINT)
    index.s.verify = pip_option("cert") or True
    return index


def _require_digest(content: bytes, pinned: str, what: str) -> None:
    if _sha256(content) != pinned:
        raise LibError(
            f"{what} is not the pinned one (SHA-256 {_sha256(content)}): do not use it;"
            " fetch again, and if it persists find out who changed it."
        )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
