"""Flash and the two files that start the charger, as the chip mounts and runs them.

`start` is the host's first message: root, flash, files, only_boot.
"""

import io
import os
import sys

import vfs

from sim.chip import root_flash


def mount_data(world, image, start):
    """The flash chip at /data; all else is the PC's."""
    root_flash.part_from_the_pc(start["root"])
    vfs.mount(root_flash.formatted(world.insert_flash(image)), "/data")
    os.chdir("/")
    _write_data(start)


def mount_root(world, start):
    """The flash chip at /, and the PC gone."""
    root_flash.start(world, root_flash.HOST + start["flash"])
    if start.get("files") and "data" not in os.listdir("/"):
        os.mkdir("/data")
    _write_data(start)


def _write_data(start):
    for name, text in (start.get("files") or {}).items():
        with open("/data/" + name, "w") as file:
            file.write(text)


def run_from_pc(start):
    """Runs both files of the PC's folder `root`; how they ended, and the error's text."""
    root = start["root"]
    for name in ("/boot.py", "/main.py"):
        if name[1:] not in os.listdir(root):
            continue
        ended = _run([root + name], {"__name__": "__main__"})
        if ended[0] != "exit":
            break
    return ended


# `only_boot`: the soft reset came from the raw prompt.
def run_from_flash(start, names):
    """Runs what of the two is on the flash, in these `names`; ends as run_from_pc()."""
    found = os.listdir("/")
    files = ("boot.py",) if start.get("only_boot") else ("boot.py", "main.py")
    return _run(["/" + name for name in files if name in found], names)


# SystemExit from either file is a soft reset; an exception ends at the prompt, from boot.py
# without main.py ever having run (ports/esp32/main.c).
def _run(paths, names):
    try:
        for path in paths:
            _execute(path, names)
    except SystemExit:
        return "soft_reset", ""
    except BaseException as error:
        text = _text_of(error)
        sys.stdout.write(text)
        return "exception", text
    return "exit", ""


def _execute(path, names):
    with open(path) as source:
        code = compile(source.read(), path, "exec")
    names["__file__"] = path
    exec(code, names)


def _text_of(error):
    text = io.StringIO()
    sys.print_exception(error, text)
    return text.getvalue()
