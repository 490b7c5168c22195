"""Put a 32-bit MicroPython into .venv/interpreter32/: pointers as wide as the chip's.

Debian 13 has one for i386. It is unpacked beside the libraries that it names and started through
their own loader, so the system stays as it is, and may be an older Debian. apt does the fetching,
with lists, cache and status of its own, from the mirror that the machine's sources name; it
believes what Debian's keyring on this machine has signed, and nothing else.

Only the interpreter's version is pinned: heap figures depend on it. The libraries are those that
the suite offers on the day.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.device import ROOT

PLACE = ROOT / ".venv" / "interpreter32"
_LAUNCHER = "micropython"
_SUITE = "trixie"
_ARCHITECTURE = "i386"
_INTERPRETER = "micropython=1.25.0+ds-1"
_LIBRARIES = ("libc6", "libffi8", "libmbedtls21", "libmbedcrypto16", "libmbedx509-7")
_PINS = "\n".join((_SUITE, _ARCHITECTURE, _INTERPRETER, *_LIBRARIES, ""))
_PINS_FILE = "pins"

_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_PROCESSORS = ("x86_64", "i686", "i386")
_MAX_INT_32 = "2147483647"
_FETCH_LIMIT_S = 300

# What an option of the machine's own would do to the machine after an update is switched off.
_CONFIGURATION = """\
Dir::Etc::sourcelist "{scratch}/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "{scratch}/state";
Dir::State::status "{scratch}/status";
Dir::Cache "{scratch}/cache";
APT::Architecture "{architecture}";
#clear APT::Architectures;
APT::Architectures {{ "{architecture}"; }};
APT::Sandbox::User "";
Acquire::Languages "none";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""

_SCRIPT = """\
#!/bin/sh
# MicroPython for 32 bits through the loader of its own C library.
here=$(dirname "$(readlink -f "$0")")
lib="$here/root/usr/lib/i386-linux-gnu"
exec "$lib/ld-linux.so.2" --library-path "$lib" "$here/root/usr/bin/micropython" "$@"
"""


class InterpreterError(Exception):
    """There is no 32-bit interpreter; the text says what to do."""


def launcher(place: Path = PLACE) -> Path:
    """The program to start in MicroPython's place."""
    return place / _LAUNCHER


def is_present(place: Path) -> bool:
    """Whether what is pinned here has been unpacked there."""
    pins = place / _PINS_FILE
    return pins.is_file() and pins.read_text() == _PINS and launcher(place).is_file()


def require_debian(release: dict[str, str], processor: str, keyring: Path) -> None:
    """Raises InterpreterError where the packages could not be had, or not run."""
    if release.get("ID") != "debian" or not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise InterpreterError("The 32-bit interpreter comes from Debian's packages: use Debian.")
    if processor not in _PROCESSORS:
        raise InterpreterError(f"The 32-bit interpreter is for x86 processors, not {processor}.")
    if not keyring.is_file():
        raise InterpreterError(
            f"{keyring} is missing, so that no signature can be checked:"
            " apt-get install debian-archive-keyring."
        )


def mirror_of(uris: str, codename: str) -> str:
    """Debian's mirror out of `apt-get update --print-uris`; raises InterpreterError.

    Another archive may use the same code name, but has no updates of that release.
    """
    found = re.findall(rf"'(\S+)/dists/{codename}/InRelease'", uris)
    if not found:
        raise InterpreterError(f"The apt sources of this machine name no mirror of {codename}.")
    return str(max(found, key=lambda mirror: f"'{mirror}/dists/{codename}-updates/" in uris))


def fetch(place: Path) -> None:
    """Unpack the packages to place; raises InterpreterError, and then leaves place as it was."""
    release = platform.freedesktop_os_release()
    require_debian(release, platform.machine(), _KEYRING)
    uris = _run(["apt-get", "update", "--print-uris"], "The apt sources cannot be read")
    mirror = mirror_of(uris, release["VERSION_CODENAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        archives = _download(Path(scratch), mirror)
        made = Path(scratch) / "made"
        _unpack(archives, made)
        _require_32_bits(made)
        shutil.rmtree(place, ignore_errors=True)
        made.rename(place)


def _download(scratch: Path, mirror: str) -> list[Path]:
    for folder in ("state/lists/partial", "cache/archives/partial", "archives"):
        (scratch / folder).mkdir(parents=True)
    (scratch / "status").touch()
    source = f"deb [arch={_ARCHITECTURE} signed-by={_KEYRING}] {mirror} {_SUITE} main\n"
    (scratch / "sources.list").write_text(source)
    settings = scratch / "apt.conf"
    settings.write_text(_CONFIGURATION.format(scratch=scratch, architecture=_ARCHITECTURE))
    _apt(settings, "update", "--error-on=any", advice=f"{_SUITE} cannot be read from the mirror")
    _apt(
        settings,
        *("download", _INTERPRETER, *_LIBRARIES),
        advice=f"{_SUITE} has no {_INTERPRETER} any more, or it did not arrive: if it has another"
        " version, pin that in tools/fetched/interpreter32.py and take its heap figures anew",
    )
    return sorted((scratch / "archives").glob("*.deb"))


def _apt(settings: Path, *words: str, advice: str) -> None:
    environment = os.environ | {"APT_CONFIG": str(settings)}
    _run(["apt-get", "-qq", *words], advice, environment, settings.parent / "archives")


def _run(
    command: list[str],
    advice: str,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> str:
    done = subprocess.run(
        command,
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_FETCH_LIMIT_S,
    )
    if done.returncode:
        raise InterpreterError(f"{advice}.\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def _unpack(archives: list[Path], made: Path) -> None:
    made.mkdir()
    for archive in archives:
        _run(["dpkg", "-x", str(archive), str(made / "root")], f"{archive.name} is damaged")
    launcher(made).write_text(_SCRIPT)
    launcher(made).chmod(0o755)
    (made / _PINS_FILE).write_text(_PINS)


def _require_32_bits(made: Path) -> None:
    advice = "The kernel of this machine runs no 32-bit programs"
    said = _run([str(launcher(made)), "-c", "import sys; print(sys.maxsize)"], advice)
    if said.strip() != _MAX_INT_32:
        raise InterpreterError(f"Not a 32-bit interpreter: its sys.maxsize is {said.strip()}.")


def main(place: Path = PLACE) -> int:
    try:
        if not is_present(place):
            fetch(place)
            print(f"{_INTERPRETER} for {_ARCHITECTURE}: {launcher(place)}")
    except InterpreterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
