"""Puts every <path>.new in the place of <path>. Before it stands: STALE, files to remove.

main.py is set aside first and comes back last: while old and new files are mixed there is no
program to start. Each rename is whole or not at all.
"""

import os

FOLDER = 0x4000  # st_mode


def walk(path):
    if os.stat(path)[0] & FOLDER:
        for name in os.listdir(path):
            walk(path + "/" + name)
    elif path.endswith(".new"):
        os.rename(path, path[:-4])


if "main.py" in os.listdir():
    if "main.py.new" in os.listdir():
        os.remove("main.py")
    else:
        os.rename("main.py", "main.py.new")
for path in STALE:  # type: ignore[name-defined]  # noqa: F821
    os.remove(path)
for entry in ("lib", "firmware", "boot.py.new"):
    if entry in os.listdir():
        walk(entry)
os.rename("main.py.new", "main.py")
