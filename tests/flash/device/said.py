"""Run by the interpreter: how often the flash is read for a sentence. Prints JSON.

    MICROPYPATH=.:lib:.frozen micropython tests/flash/device/said.py <folder of a board's files>

`{"found": reads to load the reader and to find the file, "most": the most for a sentence}`.
"""

import json
import os
import sys

import vfs

from tests.flash.device.nor import Nor

_CHIP_BLOCKS = 512  # the "vfs" partition of a 4 MiB board
_FILE = 0x8000
_ROOM, _SAID, _READER = "firmware", "firmware/said.txt", "tools/pack/sentences/said.py"


def read(folder):
    """The files of the largest folder, and with it the reader as it is in the source."""
    names = [entry[0] for entry in os.ilistdir(folder + "/" + _ROOM) if entry[1] == _FILE]
    sources = {_ROOM + "/" + name: "/".join((folder, _ROOM, name)) for name in names}
    sources[_READER.replace("tools/pack/sentences", _ROOM)] = _READER
    contents = {}
    for path, source in sources.items():
        with open(source, "rb") as file:
            contents[path] = file.read()
    return contents


# As `make flash` brings them: beside the old ones, then renamed.
def fill(contents):
    for path, content in contents.items():
        with open(path + ".new", "wb") as file:
            file.write(content)
    for path in contents:
        os.rename(path + ".new", path)


def places(text):
    at = 0
    while at < len(text):
        yield at, text[at + 1 : at + 1 + text[at]]
        at += 1 + text[at]


def main(folder):
    contents = read(folder)
    flash = Nor(blocks=_CHIP_BLOCKS)
    vfs.VfsLfs2.mkfs(flash)
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(flash, mtime=False), "/")
    os.mkdir(_ROOM)
    fill(contents)
    os.chdir("/")
    sys.path[:] = ("",)
    before = flash.reads
    from firmware.said import said

    found = flash.reads - before

    counts = []
    for at, sentence in places(contents[_SAID]):
        before = flash.reads
        assert said(at).encode() == sentence, at
        counts.append(flash.reads - before)
    print(json.dumps({"found": found, "most": max(counts)}))


main(sys.argv[1])
